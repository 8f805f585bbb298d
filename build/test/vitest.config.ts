/** Unit and component tests: Node for main, shared and build, a simulated page for the renderer. */
import path from 'node:path';
import { defineConfig } from 'vitest/config';
import { readRuntimeFile } from '../../main/runtimeFile';
import { hostEnvironment } from '../../main/trainer/hostChannel';
import { rendererPlugins } from '../bundle/rendererBundle.mjs';
import { projectRoot } from '../setup/paths.mjs';

const ignored = ['**/node_modules/**', 'out/**', 'dist/**'];

export default defineConfig({
  root: projectRoot,
  test: {
    // A process a file: native TensorFlow and SQLite keep state that threads of one process would share.
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          environment: 'node',
          include: ['shared/**/*.test.ts', 'main/**/*.test.ts', 'build/**/*.test.{ts,mjs}'],
          exclude: ignored,
          // Networks are compiled as in the training host.
          env: hostEnvironment(readRuntimeFile(path.join(projectRoot, 'out'))),
          // What hangs is found in any case; what is only slow, on a busy machine, has done nothing wrong.
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        plugins: rendererPlugins(),
        test: {
          name: 'renderer',
          environment: 'happy-dom',
          include: ['renderer/**/*.test.ts'],
          exclude: ignored,
          testTimeout: 60_000,
        },
      },
    ],
  },
});
