// The parts a build consists of: where each starts, where it goes, how it is bundled (bundler, Node).

/**
 * @typedef {object} Target
 * @property {string} id for `--only`
 * @property {string} folder below out/
 * @property {Record<string, string>} entries name of the bundle → source file (the renderer's all start from its page)
 * @property {'node' | 'preload' | 'renderer' | 'codeCache'} kind
 */

/** @type {readonly Target[]} */
export const targets = [
  {
    id: 'main',
    folder: 'main',
    kind: 'node',
    entries: { index: 'main/boot.ts', app: 'main/index.ts', careThread: 'main/store/careThread.ts' },
  },
  { id: 'preload', folder: 'preload', kind: 'preload', entries: { index: 'main/preload/index.ts' } },
  {
    id: 'trainer',
    folder: 'trainer',
    kind: 'node',
    entries: { host: 'main/trainer/host.ts', worker: 'main/trainer/worker.ts' },
  },
  {
    id: 'cli',
    folder: 'cli',
    kind: 'node',
    entries: { index: 'main/cli/index.ts', careThread: 'main/store/careThread.ts' },
  },
  {
    id: 'renderer',
    folder: 'renderer',
    kind: 'renderer',
    entries: {
      page: 'renderer/index.html',
      script: 'renderer/index.ts',
      recoveryPage: 'renderer/recovery.html',
      recoveryScript: 'renderer/recovery/index.ts',
    },
  },
  // Last: it runs what the others have made.
  { id: 'codeCache', folder: 'codeCache', kind: 'codeCache', entries: {} },
];
