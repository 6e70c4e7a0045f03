/** What the package relies on is in every version of every service that was run, and its parsers read each of them. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EventKind } from '../lib/model';
import { parseWebhook } from '../lib/webhook';
import { reliedOn } from './contracts/relied-on';
import { holds, type Reliance } from './contracts/reliance';

const FOLDER = join(__dirname, 'fixtures/contracts');

function answerOf(version: string, file: string): unknown {
    return JSON.parse(readFileSync(join(FOLDER, version, `${file}.json`), 'utf8'));
}

const isIn = (version: string, { only }: Reliance): boolean => only?.includes(version) ?? true;

/** What a webhook of that file must be read as. */
const KINDS: Readonly<Record<string, EventKind>> = {
    'webhook-grab': 'grabbed',
    'webhook-import': 'imported',
    'webhook-import-complete': 'imported',
    'webhook-import-by-hand': 'imported',
    'webhook-rename': 'renamed',
    'webhook-delete': 'deleted',
    'webhook-blocked': 'import_blocked',
    'webhook-blocked-unknown': 'import_blocked',
    'webhook-health-restored': 'noted',
    'webhook-pending': 'requested',
    'webhook-pending-series': 'requested',
    'webhook-approved': 'approved',
    'webhook-approved-series': 'approved',
    'webhook-auto-approved': 'approved',
    'webhook-auto-approved-series': 'approved',
    'webhook-declined': 'declined',
    'webhook-failed': 'send_failed',
    'webhook-available': 'reported_available',
    'webhook-available-series': 'reported_available',
    'webhook-item-added': 'library_added',
};
/** Where one version was seen in another way. */
const OTHERWISE: Readonly<Record<string, EventKind>> = {
    'sonarr-4.0.19/webhook-file-delete': 'file_missing',
    'radarr-6.0.3/webhook-file-delete': 'file_deleted',
    'radarr-6.0.3/webhook-import': 'upgraded',
};

describe('what is relied on of other services', () => {
    for (const { versions, answers } of Object.values(reliedOn)) {
        for (const version of versions) {
            describe(version, () => {
                for (const reliance of answers.filter((each) => isIn(version, each))) {
                    it(`${reliance.on}: ${reliance.fields.length} fields`, () => {
                        const answer = answerOf(version, reliance.file);
                        const missing = reliance.fields.filter((field) => holds(answer, field) !== 'held');
                        assert.deepEqual(missing, []);
                    });
                }

                for (const file of new Set(answers.filter((each) => isIn(version, each)).map((each) => each.file))) {
                    if (!file.startsWith('webhook-')) continue;
                    const kind = OTHERWISE[`${version}/${file}`] ?? KINDS[file];
                    it(`reads ${file} as ${kind ?? 'nothing'}`, () => reads(version, file, kind));
                }

                it('has a line in the list for every file', () => {
                    const listed = new Set(answers.filter((each) => isIn(version, each)).map((each) => `${each.file}.json`));
                    const unlisted = readdirSync(join(FOLDER, version)).filter((file) => !listed.has(file));
                    assert.deepEqual(unlisted, []);
                });
            });
        }
    }

    it('has a folder for no version that is not in the list', () => {
        const listed = Object.values(reliedOn).flatMap(({ versions }) => versions);
        const folders = readdirSync(FOLDER).filter((name) => name !== 'README.md');
        assert.deepEqual(folders.sort(), [...listed].sort());
    });

    it('would miss a field', () => {
        const answer = { records: [{ a: { b: null } }, { a: {} }], map: { x: { c: 1 } }, none: [] };
        const cases: [field: string, expected: string][] = [
            ['records', 'held'],
            ['records[].a', 'held'],
            ['records[].a.b', 'missing'],
            ['records[].a.b?', 'held'],
            ['records[].d?', 'missing'],
            ['map{}.c', 'held'],
            ['map{}.d', 'missing'],
            ['none[].a', 'nothing'],
            ['none.a', 'missing'],
            ['elsewhere[].a', 'missing'],
            ['.', 'held'],
        ];
        for (const [field, expected] of cases) assert.equal(holds(answer, field), expected, field);
    });

    it(coverageText(), () => assert.ok(coverage().recorded / coverage().all > 0.9));
});

async function reads(version: string, file: string, kind: EventKind | undefined): Promise<void> {
    const body = answerOf(version, file);
    for (const service of [version.split('-')[0], undefined]) {
        const parsed = await parseWebhook({ body, service }, { receivedAt: '2026-11-28T14:20:00.000Z', newId: () => 'id' });
        assert.ok(parsed.ok);
        assert.equal(parsed.event.kind, kind);
        assert.ok(kind === 'noted' || parsed.event.downloadId !== undefined || Object.keys(parsed.event.request).length > 0);
    }
}

/** Fields that are relied on, and how many of them a real server's answer has shown. */
function coverage(): { all: number; recorded: number } {
    const count = (answers: readonly Reliance[]): number => answers.reduce((sum, { fields }) => sum + fields.length, 0);
    const answers = Object.values(reliedOn).flatMap((each) => each.answers);
    return { all: count(answers), recorded: count(answers.filter(({ unrecorded }) => unrecorded !== true)) };
}

function coverageText(): string {
    const { all, recorded } = coverage();
    return `relies on ${all} fields, of which ${recorded} were recorded from a real server`;
}
