import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

// What the strict CSP would refuse at run time is refused here already.
const sinks = [
  {
    selector: 'MemberExpression[property.name=/^(innerHTML|outerHTML|insertAdjacentHTML)$/]',
    message: 'No HTML from strings: build nodes.',
  },
  { selector: 'MemberExpression[object.name="document"][property.name=/^write(ln)?$/]', message: 'No document.write.' },
  { selector: 'NewExpression[callee.name="Function"]', message: 'No code from strings.' },
];

export default ts.config(
  { ignores: ['dist/', 'e2e/out/', 'node_modules/', 'src/language/paraglide/'] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser } },
    rules: {
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-restricted-syntax': ['error', ...sinks],
      'no-console': 'error',
      eqeqeq: 'error',
      // `const { sig, ...rest }` is how a member is left out.
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true, argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Types and svelte-check know better.
      'no-undef': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser } },
    rules: {
      'svelte/no-at-html-tags': 'error',
      // A state class keeps plain Maps and Sets for its own book-keeping; what is shown is in $state.
      'svelte/prefer-svelte-reactivity': 'off',
      'svelte/no-navigation-without-resolve': 'off',
      'no-restricted-syntax': [
        'error',
        ...sinks,
        // style={…} and style:x go through CSSOM; a literal would be an inline style and break the CSP.
        { selector: 'SvelteAttribute[key.name="style"] > SvelteLiteral', message: 'No literal style attribute.' },
        { selector: 'ImportDeclaration[source.value="@lucide/svelte"]', message: 'Import the one icon: @lucide/svelte/icons/….' },
      ],
    },
  },
  {
    files: ['vite.config.ts', 'eslint.config.js', 'e2e/**/*.ts', 'screens/**/*.ts', 'measure/**/*.ts', 'build/**/*.ts', 'interop/**/*.ts'],
    languageOptions: { globals: { ...globals.node } },
    rules: { 'no-console': 'off' },
  },
);
