import tseslint from 'typescript-eslint';

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
    {
        files: ['lib/**/*.ts'],
        rules: { 'no-restricted-imports': ['error', { patterns: ['node-red', 'node-red/*', '@node-red/*', '**/nodes/**'] }] },
    },
    {
        files: ['lib/model/**/*.ts'],
        rules: { 'no-restricted-imports': ['error', { patterns: ['../*', 'node-red', '@node-red/*'] }] },
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
