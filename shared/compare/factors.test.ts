// What tells configurations apart: flat settings, differing factors, groups.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalConfig, parseRunConfig, type RunConfigInput } from '../config/runConfig';
import { unknownConfig } from '../config/unknownConfig';
import { averagedOver, differingFactors, groupByFactors, settingsOf, type Configured } from './factors';

const base = {
  dataset: { id: 'moons', standardize: 'none', testFraction: 0.2 },
  model: { hidden: [{ units: 8, activation: 'relu' }] },
  loss: 'sigmoid-bce',
  optimizer: { id: 'adam', learningRate: 0.01 },
  training: { batchSize: 32, epochs: 10 },
} satisfies RunConfigInput;

const configured = (changes: Partial<RunConfigInput>, datasetHash = 'd'): Configured => ({
  config: parseRunConfig({ ...base, ...changes }),
  datasetHash,
});
const layers = (...list: readonly (readonly [number, string])[]): Partial<RunConfigInput> => ({
  model: { hidden: list.map(([units, activation]) => ({ units, activation })) },
});

const input: fc.Arbitrary<Partial<RunConfigInput>> = fc.record({
  model: fc.record({
    hidden: fc.array(
      fc.record({
        units: fc.constantFrom(4, 8),
        activation: fc.constantFrom(
          'relu',
          'tanh',
          { id: 'leaky-relu', params: { slope: 0.1 } },
          'leaky-relu',
        ),
      }),
      { maxLength: 2 },
    ),
  }),
  optimizer: fc.constantFrom(
    { id: 'adam', learningRate: 0.01 },
    { id: 'sgd', learningRate: 0.01 },
    { id: 'sgd', learningRate: 0.1 },
  ),
  training: fc.record({
    batchSize: fc.constantFrom(32, 'full' as const),
    epochs: fc.constant(3),
    earlyStopping: fc.constantFrom(null, { metric: 'testLoss' as const, patience: 3 }),
  }),
  seed: fc.constantFrom(1, 2),
});

test('two runs have the same settings exactly if their configurations are the same', () => {
  fc.assert(
    fc.property(input, input, (a, b) => {
      const [one, other] = [configured(a), configured(b)];
      const text = (run: Configured): string => JSON.stringify([...settingsOf(run)].sort());
      expect(text(one) === text(other)).toBe(canonicalConfig(one.config) === canonicalConfig(other.config));
    }),
    { numRuns: 400 },
  );
});

test('grouping by every factor that differs makes one group of each configuration', () => {
  fc.assert(
    fc.property(fc.array(input, { minLength: 1, maxLength: 8 }), (inputs) => {
      const runs = inputs.map((one) => configured(one));
      const groups = groupByFactors(runs.length, differingFactors(runs));
      const distinct = new Set(runs.map(({ config }) => canonicalConfig(config)));
      expect(groups).toHaveLength(distinct.size);
      expect(groups.flatMap(({ members }) => members).sort((a, b) => a - b)).toEqual(runs.map((_, i) => i));
    }),
  );
});

test('networks of one hidden layer differ in their width, in order of size', () => {
  const factors = differingFactors([
    configured(layers([128, 'relu'])),
    configured(layers([32, 'tanh'])),
    configured(layers([64, 'relu'])),
  ]);
  expect(factors.map(({ path, kind, levels }) => ({ path, kind, levels }))).toEqual([
    { path: 'model.width', kind: 'number', levels: [32, 64, 128] },
    { path: 'model.activation.id', kind: 'choice', levels: ['relu', 'tanh'] },
  ]);
});

test('deeper networks differ in their layers; depth and width are offered beside them', () => {
  const factors = differingFactors([
    configured(layers([8, 'relu'])),
    configured(layers([8, 'relu'], [8, 'relu'])),
    configured(layers([8, 'relu'], [4, 'relu'])),
  ]);
  expect(factors.map(({ path, derived }) => [path, derived])).toEqual([
    ['model.hidden', false],
    ['model.depth', true],
    ['model.width', true],
  ]);
});

test('the content of the data differs only where the settings of the data do not say so already', () => {
  const moons = (noise: number, hash: string): Configured =>
    configured({ dataset: { ...base.dataset, params: { noise } } }, hash);
  const paths = (runs: readonly Configured[]): string[] => differingFactors(runs).map(({ path }) => path);
  expect(paths([moons(0.1, 'a'), moons(0.2, 'b')])).toEqual(['dataset.params.noise']);
  expect(paths([moons(0.1, 'a'), moons(0.1, 'b')])).toEqual(['dataset.hash']);
});

test('values that are no numbers stand behind them, absent ones last', () => {
  const [batch] = differingFactors(
    (['full', 64, 8] as const).map((batchSize) => configured({ training: { batchSize, epochs: 1 } })),
  );
  expect(batch).toMatchObject({ kind: 'number', levels: [8, 64, 'full'] });
  const leaky = (slope: number): Configured =>
    configured({ model: { hidden: [{ units: 8, activation: { id: 'leaky-relu', params: { slope } } }] } });
  const slopes = differingFactors([configured(layers([8, 'relu'])), leaky(0.1), leaky(0.2)]);
  const slope = slopes.find(({ path }) => path.startsWith('model.activation.params.'));
  expect(slope?.levels.at(-1)).toBeUndefined();
});

test('what only comes with another setting tells nothing apart; what was varied does', () => {
  const paths = (...runs: Configured[]): string[] => differingFactors(runs).map(({ path }) => path);
  const by = (optimizer: RunConfigInput['optimizer']): Configured => configured({ optimizer });
  const [adam, sgd] = [by({ id: 'adam', learningRate: 0.01 }), by({ id: 'sgd', learningRate: 0.01 })];
  expect(paths(adam, sgd)).toEqual(['optimizer.id']);
  const other = by({ id: 'adam', learningRate: 0.01, params: { beta1: 0.8 } });
  expect(paths(adam, other, sgd)).toEqual(['optimizer.id', 'optimizer.params.beta1']);
  expect(paths(configured(layers([8, 'relu'])), configured(layers([8, 'leaky-relu'])))).toEqual([
    'model.activation.id',
  ]);
});

test('means are said to be over what still differs within the groups', () => {
  const runs = [1, 2].flatMap((seed) =>
    [0.01, 0.1].map((learningRate) => configured({ optimizer: { id: 'adam', learningRate }, seed })),
  );
  const factors = differingFactors(runs);
  const over = (chosen: readonly string[]): string[] => {
    const kept = factors.filter(({ path }) => chosen.includes(path));
    return averagedOver(factors, new Set(chosen), groupByFactors(runs.length, kept)).map(({ path }) => path);
  };
  expect(over(['optimizer.learningRate'])).toEqual(['seed']);
  expect(over([])).toEqual(['optimizer.learningRate', 'seed']);
});

test('imported runs are told apart by their names, and what nobody knows of them is no difference', () => {
  const imported = (name: string, number: number): Configured => ({
    ...{ name, number, config: unknownConfig, datasetHash: 'e' },
  });
  const runs = [
    imported('wider', 1),
    imported('twice', 2),
    imported('twice', 3),
    configured({}),
    configured({}),
  ];
  const factors = differingFactors(runs);
  expect(factors.map(({ path }) => path)).toEqual(['imported']);
  expect(factors[0]?.values).toEqual(['wider', 'twice #2', 'twice #3', undefined, undefined]);
  // No mean over two of them; the lab's own, which are alike, are one group.
  expect(groupByFactors(runs.length, factors).map(({ members }) => members)).toEqual([[1], [2], [0], [3, 4]]);
  const other = configured({ optimizer: { id: 'adam', learningRate: 0.1 } });
  expect(differingFactors([...runs, other]).map(({ path }) => path)).toEqual([
    'optimizer.learningRate',
    'imported',
  ]);
});
