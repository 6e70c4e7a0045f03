/** Small faults that may be put into a file: what a hurried hand might get wrong. */
import ts from 'typescript';

export interface Mutant {
    /** From where to where in the file's text. */
    start: number;
    end: number;
    replacement: string;
    /** What is done, for people. */
    what: string;
    /** Beginning with 1. */
    line: number;
}

const SWAPS: Readonly<Partial<Record<ts.SyntaxKind, readonly string[]>>> = {
    [ts.SyntaxKind.LessThanToken]: ['<=', '>='],
    [ts.SyntaxKind.LessThanEqualsToken]: ['<', '>'],
    [ts.SyntaxKind.GreaterThanToken]: ['>=', '<='],
    [ts.SyntaxKind.GreaterThanEqualsToken]: ['>', '<'],
    [ts.SyntaxKind.EqualsEqualsEqualsToken]: ['!=='],
    [ts.SyntaxKind.ExclamationEqualsEqualsToken]: ['==='],
    [ts.SyntaxKind.AmpersandAmpersandToken]: ['||'],
    [ts.SyntaxKind.BarBarToken]: ['&&'],
    [ts.SyntaxKind.PlusToken]: ['-'],
    [ts.SyntaxKind.MinusToken]: ['+'],
    [ts.SyntaxKind.AsteriskToken]: ['/'],
    [ts.SyntaxKind.SlashToken]: ['*'],
};
const METHODS: Readonly<Record<string, string>> = { some: 'every', every: 'some', min: 'max', max: 'min' };

/** Every mutant of a file's text. Types and imports are left alone: they are gone when it runs. */
export function mutantsOf(text: string): Mutant[] {
    const source = ts.createSourceFile('file.ts', text, ts.ScriptTarget.ES2022, true);
    const mutants: Mutant[] = [];
    const add = (node: ts.Node, replacement: string, what: string): void => {
        const start = node.getStart(source);
        const line = source.getLineAndCharacterOfPosition(start).line + 1;
        mutants.push({
            start,
            end: node.getEnd(),
            replacement,
            what: `${what}: ${node.getText(source).slice(0, 60)} -> ${replacement.slice(0, 60)}`,
            line,
        });
    };
    const visit = (node: ts.Node): void => {
        if (
            ts.isImportDeclaration(node) ||
            ts.isTypeNode(node) ||
            ts.isInterfaceDeclaration(node) ||
            ts.isTypeAliasDeclaration(node)
        )
            return;
        if (ts.isBinaryExpression(node)) {
            for (const swap of SWAPS[node.operatorToken.kind] ?? []) add(node.operatorToken, swap, 'operator');
            if (node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken)
                add(node, `(${node.left.getText(source)})`, 'no default');
        }
        if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken)
            add(node, node.operand.getText(source), 'negation');
        if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.MinusToken)
            add(node, node.operand.getText(source), 'sign');
        if (ts.isNumericLiteral(node)) add(node, String(Number(node.text.replaceAll('_', '')) + 1), 'number');
        if (node.kind === ts.SyntaxKind.TrueKeyword) add(node, 'false', 'constant');
        if (node.kind === ts.SyntaxKind.FalseKeyword) add(node, 'true', 'constant');
        if ((ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) && !ts.isLiteralTypeNode(node.parent))
            add(node, "'mutant'", 'word');
        if (ts.isIfStatement(node)) {
            add(node.expression, 'false', 'guard removed');
            add(node.expression, 'true', 'guard always');
        }
        if (ts.isConditionalExpression(node)) {
            add(node.condition, 'true', 'condition');
            add(node.condition, 'false', 'condition');
        }
        if (ts.isPropertyAccessExpression(node) && ts.isCallExpression(node.parent) && node.parent.expression === node) {
            const other = METHODS[node.name.text];
            if (other !== undefined) add(node.name, other, 'method');
            if (node.name.text === 'filter') add(node.parent, node.expression.getText(source), 'not filtered');
        }
        if (ts.isArrayLiteralExpression(node)) {
            for (const element of node.elements) add(element, '', 'element removed');
        }
        if (ts.isSpreadAssignment(node)) add(node, '', 'spread removed');
        if (ts.isCaseClause(node) && node.statements.length > 0) {
            for (const statement of node.statements) add(statement, 'break;', 'case emptied');
        }
        ts.forEachChild(node, visit);
    };
    visit(source);
    // An element that is removed leaves its comma.
    return mutants.map((mutant) => {
        if (mutant.replacement !== '') return mutant;
        const [comma = ''] = /^\s*,/.exec(text.slice(mutant.end)) ?? [];
        return { ...mutant, end: mutant.end + comma.length };
    });
}

export function mutated(text: string, { start, end, replacement }: Mutant): string {
    return text.slice(0, start) + replacement + text.slice(end);
}
