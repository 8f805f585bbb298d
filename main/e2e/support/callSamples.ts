/** For every channel of the contract what a page may send: well-formed inputs, from which fuzzing starts (tests, Node). */
import type { CallInput, Channel } from '../../../shared/ipc/contract';

/** Ids of what is in the lab that is fuzzed. */
export interface Known {
  readonly runs: readonly string[];
  readonly sweep: string;
}

type Samples = { readonly [C in Channel]: readonly CallInput<C>[] };

export const sampleConfig = {
  dataset: { id: 'moons', params: { n: 60 }, standardize: 'none' as const, testFraction: 0.25 },
  model: { hidden: [{ units: 4, activation: 'tanh' as const }] },
  loss: 'sigmoid-bce' as const,
  optimizer: { id: 'adam' as const, learningRate: 0.01 },
  training: { batchSize: 16, epochs: 2 },
  seed: 1,
};
const sweep = {
  name: 'fuzzed',
  base: sampleConfig,
  space: [{ path: 'model.width', kind: 'values' as const, values: [2, 4] }],
};

/** A channel that is left out does not compile. */
export function samplesFor({ runs, sweep: sweepId }: Known): Samples {
  const [id = 'aaaaaaaa', other = 'bbbbbbbb'] = runs;
  const line = { id: sweepId, trial: 1, seed: 1 };
  const study = { id: 'activation-width', options: { fraction: 0.01, seeds: 1, rows: null } };
  const nothing = [null] as const;
  return {
    'lab:info': nothing,
    'cluster:status': nothing,
    // Nobody listens there, and it is this machine.
    'cluster:test': [{ url: 'redis://user@127.0.0.1:1', keyFile: null, password: 'secret' }],
    // Nowhere: what comes later trains here.
    'cluster:use': [null, { url: 'redis://user:password@', keyFile: null, password: 'secret' }],
    'settings:get': nothing,
    'settings:set': [{ theme: 'dark' }, { savedQueries: ['loss < 1'], notifyAtEnd: false }],
    'datasets:list': nothing,
    'datasets:preview': [{ dataset: { id: 'moons', params: { n: 60 } }, rows: 5 }],
    'datasets:chooseFiles': nothing,
    'datasets:import': [{ paths: ['/etc/passwd'], name: null, labelColumn: null, askLabel: false }],
    'datasets:remove': [{ id: `sha256:${'0'.repeat(64)}` }],
    'runs:plan': [{ config: sampleConfig }],
    'runs:start': [{ config: sampleConfig, meta: { name: '../../../escape', tags: ['a'], notes: '' } }],
    'runs:control': [
      { id, command: 'pause' },
      { id, command: 'resume' },
      { id: other, command: 'cancel' },
    ],
    'runs:list': nothing,
    'runs:page': [{ below: null, most: 10 }],
    'runs:points': [{ runs: [{ id, fromStep: 0 }] }],
    'runs:get': [{ id }],
    'runs:series': [{ id, fromStep: 3 }],
    'runs:boundaries': [{ id }],
    'runs:weights': [{ id }],
    'runs:update': [{ id, meta: { name: '=cmd()', notes: '' }, starred: true }],
    'runs:updateAll': [{ changes: [{ id, archived: false, tags: ['x'] }] }],
    'runs:delete': [{ ids: [other] }],
    'runs:restore': [{ ids: [other] }],
    'runs:export': [
      { id, format: 'csv' },
      { id, format: 'json' },
    ],
    'exits:model': [
      { id, form: 'keras' },
      { id, form: 'pytorch' },
    ],
    'exits:points': [{ ids: [id], format: 'csv', name: '../points' }],
    'exits:report': [{ ids: [id], title: '<script>alert(1)</script>' }],
    'exits:studyOutlook': [{ choice: 'everything' }, { choice: { runs: [id] } }],
    'exits:study': [
      { choice: { runs: [id] }, name: '..\\study' },
      { choice: 'everything', checkpoints: true, name: '/etc/all' },
    ],
    'exits:text': [{ name: '../../text', format: 'svg', text: '<svg/>' }],
    'entrances:import': [{ from: 'files' }, { from: 'folder' }],
    'entrances:preview': [{ path: '/etc/passwd' }],
    'entrances:importPaths': [{ paths: ['/etc/passwd', '/tmp'] }],
    'files:choose': nothing,
    'files:describe': [{ paths: ['/etc/passwd'] }],
    'files:takeOpened': nothing,
    'files:recent': nothing,
    'files:openRecent': [{ path: '/etc/passwd' }],
    'files:clearRecent': nothing,
    'charts:savePng': [
      { name: '../chart', png: Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0) },
    ],
    'lab:showDataFolder': nothing,
    'lab:showNotices': nothing,
    'dataFolder:choose': nothing,
    'dataFolder:change': [{ folder: '/tmp' }],
    'recovery:status': nothing,
    'recovery:restore': nothing,
    'recovery:recover': nothing,
    'recovery:open': nothing,
    'recovery:quit': nothing,
    'inside:decisions': [{ id }],
    'inside:rows': [{ id, rows: [0, 1] }],
    'inside:spread': [{ id }],
    'exercises:checkGradient': [{ config: sampleConfig }],
    'exercises:activationGradient': [{ choice: { id: 'tanh', params: {} }, x: [-1, 0, 1] }],
    'lab:concurrency': nothing,
    'sweeps:plan': [{ sweep }],
    'sweeps:start': [{ sweep }],
    'sweeps:list': nothing,
    'sweeps:get': [{ id: sweepId }],
    'sweeps:control': [
      { id: sweepId, command: 'pause' },
      { id: sweepId, command: 'resume' },
    ],
    'sweeps:extend': [{ id: sweepId, sweep }],
    'sweeps:rerunFailed': [{ id: sweepId }],
    'sweeps:update': [{ id: sweepId, name: '../..', priority: 'normal' }],
    'sweeps:move': [{ ...line, to: 'first' }],
    'sweeps:cancelLine': [line],
    'sweeps:delete': [{ ids: [sweepId], withRuns: false }],
    'sweeps:restore': [{ ids: [sweepId] }],
    'sweeps:openFile': nothing,
    'sweeps:saveFile': [{ sweep }],
    'studies:list': nothing,
    'studies:report': [study],
    'studies:outlook': [study],
    'studies:start': [study],
    'studies:control': [{ command: 'cancel' }],
    'studies:progress': nothing,
    'studies:make': [{ title: '../../study', runIds: [id] }],
    'studies:remove': [{ id: '../../../lab.sqlite' }],
    'studies:openFile': nothing,
    'studies:saveFile': [{ id: study.id }],
    'studies:exportHtml': [study],
  };
}
