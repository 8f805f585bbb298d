/** Journeys in the real app: two at a time where each has a display of its own, never repeated to make them pass. */
import { defineConfig } from 'vitest/config';
import { projectRoot } from '../setup/paths.mjs';
import { canMakeDisplays } from './displays.mjs';

export default defineConfig({
  root: projectRoot,
  test: {
    name: 'e2e',
    environment: 'node',
    include: ['main/e2e/**/*.e2e.ts'],
    globalSetup: ['build/test/e2eDisplays.mjs'],
    setupFiles: ['build/test/e2eProcess.mjs'],
    pool: 'forks',
    maxWorkers: canMakeDisplays() ? 2 : 1,
    retry: 0,
    testTimeout: 240_000,
    hookTimeout: 120_000,
  },
});
