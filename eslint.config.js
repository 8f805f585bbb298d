// Lint rules: promises, types, layers' raw doors, Vue templates and their accessibility (development only).
import prettier from 'eslint-config-prettier';
import vue from 'eslint-plugin-vue';
import accessibility from 'eslint-plugin-vuejs-accessibility';
import { defineConfig, globalIgnores } from 'eslint/config';
import ts from 'typescript-eslint';
import vueParser from 'vue-eslint-parser';
import {
  bridgeDoor,
  coreRules,
  fileNames,
  noDefaultExport,
  processDoors,
  typedRules,
} from './build/lint/rules.mjs';

const TYPED = ['main/**/*.ts', 'shared/**/*.ts', 'renderer/**/*.ts', 'build/**/*.ts'];
const CONFIG_FILES = ['eslint.config.js', 'build/test/*.config.ts', 'build/lint/**'];
const TESTS = ['**/*.test.ts', '**/*.e2e.ts', 'main/e2e/**'];

export default defineConfig(
  globalIgnores(['node_modules/', 'out/', 'dist/', 'test-results/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  { files: ['**/*.{js,mjs,cjs,ts,vue}'], rules: coreRules },

  // TypeScript, with types.
  {
    files: TYPED,
    extends: [ts.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
        // The same everywhere, or the service would reload the project at each change from .ts to .vue.
        extraFileExtensions: ['.vue'],
      },
    },
    rules: typedRules,
  },
  // A plain TypeScript service cannot see into .vue files, so what comes out of them has no type here; vue-tsc checks it.
  {
    files: ['renderer/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },

  // Vue components: style and accessibility of templates; types are vue-tsc's.
  {
    files: ['**/*.vue'],
    extends: [ts.configs.strict, vue.configs['flat/recommended'], accessibility.configs['flat/recommended']],
    languageOptions: {
      parser: vueParser,
      parserOptions: {
        parser: ts.parser,
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.vue'],
        sourceType: 'module',
      },
    },
    rules: {
      'no-undef': 'off',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', caughtErrors: 'none' }],
      '@typescript-eslint/no-non-null-assertion': 'off',
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/block-order': ['error', { order: ['script', 'template', 'style'] }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/define-macros-order': 'error',
      'vue/define-props-declaration': 'error',
      'vue/multi-word-component-names': 'off',
      'vue/no-v-html': 'error',
      'vue/require-default-prop': 'off',
      // A label beside its control is as good as one around it.
      'vuejs-accessibility/label-has-for': ['error', { required: { some: ['nesting', 'id'] } }],
    },
  },

  // Who may touch what.
  { files: ['main/**/*.ts', 'renderer/**/*.{ts,vue}'], rules: processDoors.none },
  { files: ['renderer/**/*.{ts,vue}'], ignores: ['renderer/api/**'], rules: bridgeDoor },
  { files: ['main/ipc/**/*.ts'], rules: processDoors.main },
  { files: ['main/preload/**/*.ts'], rules: processDoors.preload },

  {
    files: ['main/**/*.ts', 'renderer/**/*.ts', 'shared/**/*.ts', 'build/**/*.{ts,mjs}'],
    rules: noDefaultExport,
  },
  { files: CONFIG_FILES, rules: { 'no-restricted-exports': 'off' } },
  {
    files: ['main/**', 'renderer/**', 'shared/**', 'build/**'],
    ignores: ['build/setup/native/**', '**/*.{json,html,md}'],
    plugins: { losslab: fileNames.plugin },
    rules: fileNames.rules,
  },

  // Tests poke at things that product code must not.
  {
    files: TESTS,
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  // A journey tries out what the page's policy must stop.
  { files: ['main/e2e/**'], rules: { 'no-eval': 'off' } },
  prettier,
);
