/** Tests of the packed list of runs (Node). */
import { expect, test } from 'vitest';
import { parseRunConfig } from '../config/runConfig';
import { packRuns, piecesOf, unpackRuns } from './packedRuns';
import type { RunRecord } from './run';

const config = parseRunConfig({
  dataset: { id: 'moons', standardize: 'none' },
  model: { hidden: [{ units: 8, activation: 'relu' }] },
  optimizer: { id: 'sgd', learningRate: 0.1 },
  training: { batchSize: 4, epochs: 3 },
  seed: 0,
});
const environment = { cpu: 'He said "seed":3}', cores: 2 } as unknown as RunRecord['environment'];
const engine = { backend: 'native', path: 'graph', notes: [] } as const;
const run = (number: number, changes: Partial<RunRecord>): RunRecord =>
  ({ id: `run${number}`, number, name: '}', tags: [], config, engine, environment, ...changes }) as RunRecord;

test('everything comes back, in order', () => {
  const all = [
    run(1, { config: { ...config, seed: 7 } }),
    run(2, { config: { ...config, seed: 4_294_967_295 }, engine: null, environment: null }),
    run(3, { config: { ...config, dataset: { ...config.dataset, splitSeed: 9 }, seed: 7 } }),
  ];
  expect(unpackRuns(packRuns(all.map(piecesOf)))).toEqual(all);
  expect(unpackRuns(packRuns([]))).toEqual([]);
});

test('what is alike is there once', () => {
  const json = packRuns([1, 2, 3].map((seed) => piecesOf(run(seed, { config: { ...config, seed } }))));
  expect(json.match(/learningRate/g)).toHaveLength(1);
  expect(json.match(/He said/g)).toHaveLength(1);
  const [one, other] = unpackRuns(json);
  expect(one!.config.model).toBe(other!.config.model);
  expect([one!.config.seed, other!.config.seed]).toEqual([1, 2]);
});
