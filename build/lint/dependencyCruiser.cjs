// Layers: renderer → shared ← main, and what each folder of main may reach; `npm run layers` (development only).

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      comment: 'Files that need each other are one file, or lack a third.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-unresolvable',
      comment: 'An import that leads nowhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^(~icons/|virtual:)' },
    },
    {
      name: 'renderer-reaches-shared-only',
      comment: 'The page has no Node and no Electron; it knows the lab by its contract. (What follows the docs is for tests.)',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: '^(main|build)/', pathNot: '^build/test/followSteps' },
    },
    {
      name: 'renderer-has-no-node',
      severity: 'error',
      from: { path: '^renderer/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'renderer-has-no-electron',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: 'node_modules/(electron|electron-log|better-sqlite3|@tensorflow)/' },
    },
    {
      name: 'main-does-not-know-the-page',
      severity: 'error',
      from: { path: '^main/' },
      to: { path: '^renderer/' },
    },
    {
      name: 'shared-is-pure',
      comment: 'shared/ runs everywhere: itself, zod and pure-rand only.',
      severity: 'error',
      from: { path: '^shared/', pathNot: '\\.test\\.ts$' },
      to: { pathNot: '^(shared/|node_modules/(zod|pure-rand)/)' },
    },
    {
      name: 'engine-is-headless',
      comment: 'The same engine runs in the app, the command line and the tests.',
      severity: 'error',
      from: { path: '^main/(trainer|data)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^main/(store|app|ipc|runs)/|node_modules/electron/' },
    },
    {
      name: 'lab-is-headless',
      comment: 'Store, runs, sweeps and the command line work without Electron.',
      severity: 'error',
      from: { path: '^main/(store|runs|study|sweep|cli|cluster)/' },
      to: { path: '^main/(app|ipc|preload)/|node_modules/electron/' },
    },
    {
      name: 'only-the-store-knows-sqlite',
      severity: 'error',
      from: { pathNot: '^(main/store/|build/setup/)' },
      to: { path: 'node_modules/better-sqlite3/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'only-the-cluster-knows-redis',
      severity: 'error',
      from: { pathNot: '^(main/cluster/|build/bench/)' },
      to: { path: 'node_modules/(bullmq|ioredis)/' },
    },
    {
      name: 'only-the-engine-knows-tensorflow',
      severity: 'error',
      from: { pathNot: '^(main/trainer/|build/setup/|main/e2e/)|^main/export/.*\\.test\\.ts$' },
      to: { path: 'node_modules/@tensorflow/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'preload-is-thin',
      comment: 'A sandboxed preload has electron and types, nothing else.',
      severity: 'error',
      from: { path: '^main/preload/', pathNot: '\\.test\\.ts$' },
      to: { pathNot: '^main/preload/|node_modules/electron/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'tests-are-leaves',
      severity: 'error',
      from: { pathNot: '\\.(test|e2e)\\.ts$|^main/e2e/' },
      to: { path: '\\.(test|e2e)\\.ts$|^main/e2e/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(out|dist)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.mjs', '.cjs', '.js', '.vue', '.json'],
    },
  },
};
