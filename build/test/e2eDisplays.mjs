// Before the first journey: starts a display for each process of Vitest; after the last: ends them (tests, Node).
import { canMakeDisplays, startDisplay } from './displays.mjs';

/**
 * @param {import('vitest/node').TestProject} project
 * @returns {Promise<() => Promise<void>>}
 */
export async function setup(project) {
  const count = canMakeDisplays() ? Number(project.config.maxWorkers) : 0;
  const displays = await Promise.all(Array.from({ length: count }, startDisplay));
  project.provide(
    'displays',
    displays.map(({ name }) => name),
  );
  return async () => {
    await Promise.all(displays.map(({ stop }) => stop()));
  };
}
