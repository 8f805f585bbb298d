/** Journeys with what users install: one after the other, never repeated to make them pass. */
import { defineConfig } from 'vitest/config';
import { projectRoot } from '../setup/paths.mjs';

export default defineConfig({
  root: projectRoot,
  test: {
    name: 'packages',
    environment: 'node',
    include: ['build/dist/e2e/**/*.e2e.ts'],
    pool: 'forks',
    maxWorkers: 1,
    fileParallelism: false,
    retry: 0,
    hookTimeout: 120_000,
  },
});
