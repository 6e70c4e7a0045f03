import tseslint from 'typescript-eslint';

/** Which part of lib/ uses which others. Nothing there knows Node-RED; clients and store do not know each other. */
const USES = {
    model: [],
    paths: [],
    files: [],
    http: ['model'],
    settings: ['model', 'paths'],
    episodes: ['model'],
    identity: ['model', 'paths'],
    causes: ['model', 'episodes'],
    store: ['model', 'identity', 'episodes'],
    gate: ['model', 'paths', 'identity', 'episodes', 'store'],
    requests: ['model', 'episodes', 'causes', 'store'],
    attention: ['model', 'causes', 'store', 'requests'],
    page: ['model', 'episodes', 'causes', 'requests', 'store', 'http'],
    webhook: ['model', 'paths', 'files'],
    qbittorrent: ['model', 'files', 'http', 'settings'],
    signalr: ['model', 'http'],
    shoko: ['model', 'paths', 'http', 'settings', 'signalr'],
    arr: ['model', 'paths', 'http', 'settings', 'signalr', 'webhook'],
    jellyfin: ['model', 'paths', 'http', 'settings'],
    seerr: ['model', 'http', 'settings'],
    doctor: ['model', 'paths', 'http', 'store', 'webhook', 'arr', 'seerr', 'jellyfin', 'shoko', 'qbittorrent'],
    remedies: [
        'model',
        'paths',
        'identity',
        'http',
        'settings',
        'causes',
        'store',
        'requests',
        'arr',
        'qbittorrent',
        'shoko',
        'jellyfin',
    ],
    relay: ['model', 'http', 'settings'],
    overview: ['model', 'store', 'causes', 'requests', 'doctor'],
};

/** Which rooms (folders) of a part use which others of it. A part that is not listed here leaves that to its reader. */
const ROOMS = {
    remedies: {
        decide: [],
        keep: ['decide', 'look'],
        act: ['decide', 'keep'],
        look: ['decide', 'keep', 'act'],
        tell: ['decide', 'keep', 'look'],
    },
    gate: {
        alike: [],
        rules: ['alike', 'work'],
        correlate: ['alike', 'rules'],
        tell: ['rules', 'apply', 'work'],
    },
    webhook: { read: [], senders: ['read'] },
    jellyfin: { tell: [], ask: ['tell'], decide: ['tell', 'ask'], ways: ['tell', 'ask', 'decide'], schedule: [] },
    shoko: {
        ask: [],
        wanted: [],
        hear: ['ask'],
        tell: ['ask'],
        schedule: ['ask', 'hear', 'wanted'],
        decide: ['ask', 'hear', 'tell', 'schedule', 'wanted'],
    },
};

/** A room of a part may use other parts as the part itself does. */
function boundary(part, uses) {
    const rooms = Object.entries(ROOMS[part] ?? {}).map(([room, others]) =>
        within(part, uses, `${room}/*.ts`, ['../*', '!../..', ...others.map((other) => `!../${other}`), '../../*'], '../../'),
    );
    return [within(part, uses, '*.ts', ['../*'], '../'), within(part, uses, '*/*.ts', ['../../*'], '../../'), ...rooms];
}

function within(part, uses, files, not, up) {
    const others = [...not, ...uses.map((other) => `!${up}${other}`)];
    return {
        files: [`lib/${part}/${files}`],
        rules: {
            'no-restricted-imports': [
                'error',
                {
                    patterns: [
                        {
                            group: ['node-red', 'node-red/*', '@node-red/*', '**/nodes/**'],
                            message: 'lib/ does not know Node-RED.',
                        },
                        { group: others, message: `See USES in eslint.config.mjs for what lib/${part} uses.` },
                    ],
                },
            ],
        },
    };
}

export default tseslint.config(
    { ignores: ['dist', 'dist.*', 'node_modules'] },
    ...tseslint.configs.strictTypeChecked,
    {
        languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
        rules: {
            '@typescript-eslint/consistent-type-imports': 'error',
            '@typescript-eslint/no-import-type-side-effects': 'error',
            '@typescript-eslint/no-unused-vars': [
                'error',
                { varsIgnorePattern: '^_', argsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_' },
            ],
            '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
            '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
            'no-console': 'error',
            eqeqeq: 'error',
        },
    },
    ...Object.entries(USES).flatMap(([part, uses]) => boundary(part, uses)),
    {
        // What a browser loads: of lib/ the texts, how words are found, and types of the contract with the server.
        files: ['page/**/*.ts', 'page/**/*.tsx'],
        rules: {
            'no-restricted-imports': [
                'error',
                {
                    patterns: [
                        {
                            regex: '/(nodes|lib/(?!page/contract$|causes/texts$|requests/words$))',
                            message: 'page/ uses of lib/ only page/contract, causes/texts and requests/words.',
                        },
                    ],
                },
            ],
        },
    },
    {
        // A browser loads it: what it imported would come along.
        files: ['lib/requests/words.ts'],
        rules: {
            'no-restricted-imports': ['error', { patterns: [{ regex: '.', message: 'It is loaded by a browser, alone.' }] }],
        },
    },
    {
        files: ['test/**/*.ts', 'bench/**/*.ts', 'scripts/**/*.ts'],
        rules: {
            '@typescript-eslint/no-unused-expressions': 'off',
            '@typescript-eslint/no-non-null-assertion': 'off',
            '@typescript-eslint/no-unsafe-assignment': 'off',
            '@typescript-eslint/no-unsafe-member-access': 'off',
            '@typescript-eslint/no-unsafe-argument': 'off',
            '@typescript-eslint/no-unsafe-call': 'off',
            '@typescript-eslint/no-unsafe-return': 'off',
            '@typescript-eslint/no-explicit-any': 'off',
            'no-console': 'off',
        },
    },
    {
        // Scripts that run before anything is installed: plain JavaScript, no types to check.
        files: ['**/*.mjs'],
        extends: [tseslint.configs.disableTypeChecked],
        rules: { 'no-console': 'off' },
    },
);
