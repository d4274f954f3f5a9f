import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import svelte from 'eslint-plugin-svelte';
import { defineConfig, globalIgnores } from 'eslint/config';
import globals from 'globals';
import { builtinModules } from 'node:module';
import ts from 'typescript-eslint';

/*
 * Two things are held here that a compiler cannot hold: the layers (who may import whom) and what makes the
 * engine deterministic (no clock, no randomness, no function whose bits depend on the JavaScript engine).
 */

const SPECS = ['**/*.spec.ts', 'engine/test/**', 'backend/test/**', 'e2e/**'];
const NODE_BUILTINS = [...builtinModules.filter((name) => !name.startsWith('_')), 'node:*'];

const never = (group, message) => ({ group, message });
const BACKEND = ['hindcast', 'hindcast/*', '**/backend/**', '@nestjs/*', 'typeorm', 'sqlite3'];
const FRONTEND = [
  '@hindcast/frontend',
  '@hindcast/frontend/*',
  '**/frontend/**',
  'svelte',
  'svelte/*',
  '$lib/*',
];
const layers = (...patterns) => ({ 'no-restricted-imports': ['error', { patterns }] });

/** ECMAScript leaves the last bits of these to the implementation; sqrt and the integer functions are exact. */
const APPROXIMATED = [
  ...['acos', 'acosh', 'asin', 'asinh', 'atan', 'atan2', 'atanh', 'cbrt', 'cos', 'cosh', 'exp', 'expm1'],
  ...['hypot', 'log', 'log10', 'log1p', 'log2', 'pow', 'sin', 'sinh', 'tan', 'tanh'],
];
const approximated = APPROXIMATED.map((property) => ({
  object: 'Math',
  property,
  message: 'Its bits differ between JavaScript engines: use engine/src/numeric.',
}));
const ambientRandom = {
  object: 'Math',
  property: 'random',
  message: 'Randomness is an argument: take a seeded generator.',
};

const AMBIENT = [
  ...['Date', 'performance', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'].map((name) => ({
    name,
    message: 'The engine has no clock: time is an argument.',
  })),
  ...[
    'process',
    'Buffer',
    'require',
    '__dirname',
    '__filename',
    'fetch',
    'WebSocket',
    'crypto',
    'console',
  ].map((name) => ({ name, message: 'The engine does no I/O: return the value or throw a HindcastError.' })),
  ...['Intl', 'WeakRef', 'FinalizationRegistry'].map((name) => ({
    name,
    message: 'What it answers depends on the machine.',
  })),
  { name: 'globalThis', message: 'The engine knows no surroundings.' },
];

const NO_PARTS_OF_MATH = {
  selector:
    "VariableDeclarator[init.name='Math'][id.type='Identifier'], VariableDeclarator[init.name='Math'] > ObjectPattern > RestElement",
  message: 'Name what is taken from Math, so that the rule about Math can see it.',
};
const NO_POWER = {
  selector: ":matches(BinaryExpression[operator='**'], AssignmentExpression[operator='**='])",
  message: 'The bits of ** differ between JavaScript engines: multiply, or use engine/src/numeric.',
};
const NO_DYNAMIC_IMPORT = {
  selector: 'ImportExpression',
  message: 'The engine imports statically, so that the layers can be checked.',
};
const NO_LOCALE = {
  selector: 'MemberExpression[property.name=/^(toLocale\\w*|localeCompare)$/]',
  message: 'What it answers depends on the machine.',
};
const NO_ONLY = {
  selector: "MemberExpression[property.name='only'][object.name=/^(describe|it|test)$/]",
  message: 'A focused test hides all the others.',
};

/** Specs included; the UI's refers to what `svelte-kit sync` writes. */
const PROJECTS = [
  'engine/tsconfig.spec.json',
  'backend/tsconfig.spec.json',
  'e2e/tsconfig.json',
  'frontend/tsconfig.json',
  'frontend/tsconfig.worker.json',
];

const TYPED = {
  '@typescript-eslint/await-thenable': 'error',
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/no-misused-promises': 'error',
  '@typescript-eslint/return-await': ['error', 'in-try-catch'],
  '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
  '@typescript-eslint/no-base-to-string': 'error',
};

export default defineConfig(
  globalIgnores([
    '**/node_modules/',
    '**/dist/',
    '**/build/',
    '**/.svelte-kit/',
    '**/.turbo/',
    '**/coverage/',
    '**/test-results/',
    '**/playwright-report/',
    'frontend/src/lib/api/schema.d.ts',
    'data/',
  ]),

  js.configs.recommended,
  ts.configs.strict,
  ts.configs.stylistic,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      'no-throw-literal': 'error',
      'no-restricted-syntax': ['error', NO_ONLY],
      'object-shorthand': 'error',
      'prefer-const': 'error',
      // `x !== x` is how NaN is asked for in the loops that run a million times.
      'no-self-compare': 'off',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', caughtErrors: 'none' }],
      '@typescript-eslint/array-type': 'off',
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/prefer-for-of': 'off',
      // A kernel without state has nothing to save: its empty methods say so.
      '@typescript-eslint/no-empty-function': ['error', { allow: ['methods', 'arrowFunctions'] }],
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      // Array reads are checked by tests, not by `!`; a Map that was just filled is the common honest case.
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },

  // Rules that need types, where a forgotten await or a promise taken for a value would be a defect.
  {
    files: ['engine/{src,test}/**/*.ts', 'backend/{src,test}/**/*.ts', 'e2e/**/*.ts', 'frontend/src/**/*.ts'],
    languageOptions: {
      parserOptions: {
        extraFileExtensions: ['.svelte'],
        project: PROJECTS,
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: TYPED,
  },

  // engine: nothing above it, no surroundings, the same bits everywhere.
  {
    files: ['engine/src/**/*.ts'],
    ignores: SPECS,
    rules: {
      ...layers(
        never(NODE_BUILTINS, 'The engine does no I/O and runs in a browser too.'),
        never(BACKEND, 'engine is below backend: it may not know it.'),
        never(FRONTEND, 'engine is below frontend: it may not know it.'),
      ),
      'no-console': 'error',
      'no-restricted-globals': ['error', ...AMBIENT],
      'no-restricted-properties': ['error', ambientRandom, ...approximated],
      'no-restricted-syntax': ['error', NO_ONLY, NO_PARTS_OF_MATH, NO_POWER, NO_DYNAMIC_IMPORT, NO_LOCALE],
    },
  },
  // Where approximations live: numeric builds the exact ones, statistics never reaches a column or a digest.
  {
    files: ['engine/src/numeric/**/*.ts', 'engine/src/statistics/**/*.ts'],
    ignores: SPECS,
    rules: {
      'no-restricted-properties': ['error', ambientRandom],
      'no-restricted-syntax': ['error', NO_ONLY, NO_PARTS_OF_MATH, NO_DYNAMIC_IMPORT, NO_LOCALE],
      // Coefficients stand as they were published, so that they can be compared digit by digit.
      'no-loss-of-precision': 'off',
    },
  },

  {
    files: ['backend/**/*.ts'],
    languageOptions: { globals: globals.node },
    rules: layers(never(FRONTEND, 'backend may not know the UI: they meet in engine/wire and OpenAPI.')),
  },

  svelte.configs['flat/recommended'],
  {
    files: ['frontend/**/*.ts', 'frontend/**/*.svelte'],
    languageOptions: { globals: globals.browser },
    rules: layers(
      never(BACKEND, 'The UI meets the backend over engine/wire and the generated API client only.'),
      never(NODE_BUILTINS, 'The UI runs in a browser.'),
    ),
  },
  {
    files: ['frontend/static/**/*.js'],
    languageOptions: { globals: globals.browser },
  },
  {
    files: ['frontend/*.ts', 'frontend/*.js', 'frontend/scripts/**'],
    languageOptions: { globals: globals.node },
    rules: { 'no-restricted-imports': 'off' },
  },
  {
    files: ['frontend/**/*.svelte', 'frontend/**/*.svelte.ts'],
    languageOptions: {
      parserOptions: {
        parser: ts.parser,
        extraFileExtensions: ['.svelte'],
        project: PROJECTS,
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      ...TYPED,
      // Kit's resolve() is for apps that are served under a base path; this one is always at the root.
      'svelte/no-navigation-without-resolve': 'off',
      // TypeScript sees these, and knows about runes and generics.
      'no-undef': 'off',
      'no-unused-vars': 'off',
      // `let { x } = $props()` is how runes are declared.
      'prefer-const': 'off',
      'svelte/prefer-const': ['error', { destructuring: 'all' }],
    },
  },

  {
    files: ['**/*.js', '**/*.mjs'],
    languageOptions: { globals: globals.node },
  },
  {
    files: SPECS,
    rules: { '@typescript-eslint/no-empty-function': 'off' },
  },
  prettier,
  svelte.configs['flat/prettier'],
);
