// The rules of eslint.config.js that need a word of why (development only).

/** @typedef {import('eslint').Linter.RulesRecord} Rules */

/** @type {Rules} */
export const coreRules = {
  eqeqeq: ['error', 'always'],
  'no-constant-binary-expression': 'error',
  'no-debugger': 'error',
  'no-dupe-keys': 'error',
  'no-empty': 'error',
  'no-eval': 'error',
  'no-fallthrough': 'error',
  'no-implied-eval': 'error',
  'no-self-compare': 'error',
  'no-unreachable': 'error',
  'no-unsafe-finally': 'error',
  'no-var': 'error',
  'object-shorthand': 'error',
  'prefer-const': 'error',
};

/** @type {Rules} */
export const typedRules = {
  '@typescript-eslint/consistent-type-imports': 'error',
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/no-floating-promises': 'error',
  // Event listeners may be async where their body catches what it awaits; a forgotten await elsewhere is an error.
  '@typescript-eslint/no-misused-promises': [
    'error',
    { checksVoidReturn: { arguments: false, attributes: false } },
  ],
  '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
  '@typescript-eslint/only-throw-error': 'error',
  // Numbers in texts are what this app is about.
  '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
  '@typescript-eslint/restrict-plus-operands': ['error', { allowNumberAndString: true }],
  '@typescript-eslint/no-unused-vars': [
    'error',
    { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none' },
  ],
  // `() => done()` is how a closure is written.
  '@typescript-eslint/no-confusing-void-expression': 'off',
  // Types of outside data promise more than they keep; a check too many is cheap.
  '@typescript-eslint/no-unnecessary-condition': 'off',
  // noUncheckedIndexedAccess makes them needed: see the loops over typed arrays.
  '@typescript-eslint/no-non-null-assertion': 'off',
  // It also finds assertions that inference needs (`{} as Record<…>` in an object literal).
  '@typescript-eslint/no-unnecessary-type-assertion': 'off',
  '@typescript-eslint/no-unnecessary-type-parameters': 'off',
};

/** @type {Rules} */
export const noDefaultExport = {
  'no-restricted-exports': [
    'error',
    { restrictDefaultExports: { direct: true, named: true, defaultFrom: true } },
  ],
};

const doorMessage = 'Calls between processes go through main/ipc and main/preload only.';

/**
 * Forbids importing the raw ends of Electron's inter-process communication.
 * @param {string[]} names
 * @returns {Rules}
 */
function closed(names) {
  return {
    'no-restricted-imports': 'off',
    '@typescript-eslint/no-restricted-imports': [
      'error',
      { paths: [{ name: 'electron', importNames: names, message: doorMessage }] },
    ],
  };
}

/** Which raw doors each place may open. */
export const processDoors = {
  none: closed(['ipcMain', 'ipcRenderer', 'contextBridge']),
  main: closed(['ipcRenderer', 'contextBridge']),
  preload: closed(['ipcMain']),
};

/** The page talks to the lab in one place. @type {Rules} */
export const bridgeDoor = {
  'no-restricted-properties': [
    'error',
    ...['window', 'globalThis', 'self'].map((object) => ({
      object,
      property: 'lab',
      message: 'Reach the lab through renderer/api.',
    })),
  ],
};

/** camelCase files, PascalCase components, useX composables; a suffix (.test, .e2e, .d, .config) may follow. */
const SCRIPT_NAME = /^[a-z0-9][a-zA-Z0-9]*(\.(test|e2e|d|config|e2e\.config|worker))?\.(ts|mjs|cjs|js)$/;
const MIGRATION_NAME = /^\d{3,4}[-_]?[a-zA-Z0-9]+\.ts$/;
const COMPONENT_NAME = /^[A-Z][a-zA-Z0-9]*(\.test)?\.(vue|ts)$/;

/** @type {import('eslint').Rule.RuleModule} */
const fileName = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: { name: '"{{name}}": scripts are named camelCase.ts, components PascalCase.vue.' },
  },
  create: (context) => ({
    Program(node) {
      const name = context.filename.split(/[\\/]/).at(-1) ?? '';
      const fits = name.endsWith('.vue')
        ? COMPONENT_NAME.test(name)
        : SCRIPT_NAME.test(name) ||
          MIGRATION_NAME.test(name) ||
          // The test of a component is named like it.
          (name.endsWith('.test.ts') && COMPONENT_NAME.test(name));
      if (!fits) context.report({ node, messageId: 'name', data: { name } });
    },
  }),
};

export const fileNames = {
  plugin: { rules: { 'file-name': fileName } },
  rules: /** @type {Rules} */ ({ 'losslab/file-name': 'error' }),
};
