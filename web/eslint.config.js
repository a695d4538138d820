/* eslint.config.js - strict TypeScript, accessible markup, one file that fetches. */
import a11y from 'eslint-plugin-jsx-a11y';
import tseslint from 'typescript-eslint';

export default tseslint.config(
	{ ignores: ['node_modules'] },
	...tseslint.configs.strict,
	{ files: ['src/**/*.tsx'], ...a11y.flatConfigs.recommended },
	{
		files: ['src/**/*.tsx'],
		rules: {
			'jsx-a11y/no-autofocus': 'off',
			'jsx-a11y/label-has-associated-control': ['error', { assert: 'either', depth: 4 }],
		},
	},
	{
		files: ['src/**/*.{ts,tsx}'],
		rules: {
			'no-restricted-globals': ['error', {
				name: 'fetch',
				message: 'Only app/api.ts talks to the server.',
			}],
			'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
			'@typescript-eslint/no-explicit-any': 'error',
			'@typescript-eslint/no-invalid-void-type': 'off',
		},
	},
	{ files: ['src/app/api.ts'], rules: { 'no-restricted-globals': 'off' } },
);
