/** Journeys in the real app: one after the other, never repeated to make them pass. */
import { defineConfig } from 'vitest/config';
import { projectRoot } from '../setup/paths.mjs';

export default defineConfig({
  root: projectRoot,
  test: {
    name: 'e2e',
    environment: 'node',
    include: ['main/e2e/**/*.e2e.ts'],
    pool: 'forks',
    maxWorkers: 1,
    fileParallelism: false,
    retry: 0,
    testTimeout: 240_000,
    hookTimeout: 120_000,
  },
});
