// Flags and the configurations they make (Node).
import { Command } from 'commander';
import { expect, test } from 'vitest';
import { parseRunConfig } from '../../shared/config/runConfig';
import { addRunFlags, paramFlags, type RunFlags } from './flags';
import { configFromFlags, metaFromFlags } from './toConfig';

function flagsOf(line: string): RunFlags {
  const command = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  addRunFlags(command);
  command.parse(line.split(' ').filter(Boolean), { from: 'user' });
  return command.opts();
}

const points = { id: 'moons', kind: 'points' } as const;
const configOf = (line: string, base = null as Parameters<typeof configFromFlags>[1]) =>
  configFromFlags(flagsOf(line), base, points);

test('no two flags are the same', () => {
  const command = new Command();
  addRunFlags(command);
  const names = command.options.map(({ long }) => long);
  expect(new Set(names).size).toBe(names.length);
  expect(paramFlags.map(({ flag }) => flag)).toEqual(
    expect.arrayContaining([
      'n',
      'noise',
      'data-seed',
      'slope',
      'elu-c',
      'momentum',
      'beta1',
      'weight-decay',
    ]),
  );
  for (const { key } of paramFlags)
    expect(command.options.map((option) => option.attributeName())).toContain(key);
});

test('the defaults are a whole configuration', () => {
  expect(configOf('')).toEqual(
    parseRunConfig({
      dataset: { id: 'moons', standardize: 'none' },
      model: { hidden: [] },
      optimizer: { id: 'adam', learningRate: 0.001 },
      training: { batchSize: 64, epochs: 10 },
    }),
  );
  const mnist = configFromFlags({}, null, { id: 'mnist', kind: 'images' });
  expect(mnist.dataset.standardize).toBe('scalar');
});

test('every part can be set', () => {
  const config = configOf(
    '--n 300 --noise 0.2 --data-seed 7 --dataset-param n=400 --test-fraction 0.25 --split-seed 3 --standardize feature --train-rows 100 ' +
      '--hidden 32,24 --activation leaky-relu,elu --slope 0.1 --elu-c 2 --loss mse --output-units 1 --initializer he-normal ' +
      '--optimizer adamw --learning-rate 3e-4 --beta1 0.8 --weight-decay 0.02 --schedule step --gamma 0.1 --every-epochs 5 ' +
      '--l1 0.001 --l2 0.002 --dropout 0.3 --batch-size full --epochs 0 --early-stopping-metric test-loss --patience 4 --min-delta 0.01 ' +
      '--eval-every 2 --eval-train-rows all --seed 9',
  );
  expect(config).toMatchObject({
    dataset: {
      params: { n: 300, noise: 0.2, seed: 7 },
      testFraction: 0.25,
      splitSeed: 3,
      standardize: 'feature',
      trainRows: 100,
    },
    model: {
      hidden: [
        { units: 32, activation: { id: 'leaky-relu', params: { slope: 0.1 } } },
        { units: 24, activation: { id: 'elu', params: { c: 2 } } },
      ],
      outputUnits: 1,
      initializer: { id: 'he-normal' },
    },
    loss: { id: 'mse' },
    optimizer: { id: 'adamw', learningRate: 0.0003, params: { beta1: 0.8, weightDecay: 0.02 } },
    schedule: { id: 'step', params: { gamma: 0.1, everyEpochs: 5 } },
    regularization: { l1: 0.001, l2: 0.002, dropout: 0.3 },
    training: {
      batchSize: 'full',
      epochs: 0,
      earlyStopping: { metric: 'testLoss', patience: 4, minDelta: 0.01 },
    },
    evaluation: { everyEpochs: 2, trainRows: null },
    seed: 9,
  });
});

test('flags change a configuration from a file, and only what they name', () => {
  const base = configOf(
    '--hidden 8,8 --activation tanh --optimizer momentum --momentum 0.5 --learning-rate 0.3 --n 50 --epochs 7',
  );
  expect(configOf('', base)).toEqual(base);
  expect(configOf('--epochs 3', base)).toEqual({ ...base, training: { ...base.training, epochs: 3 } });
  expect(configOf('--optimizer adam', base).optimizer).toEqual({
    id: 'adam',
    learningRate: 0.001,
    params: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  });
  expect(configOf('--hidden 4', base).model.hidden).toEqual([
    { units: 4, activation: { id: 'tanh', params: {} } },
  ]);
  const other = configFromFlags({}, base, { id: 'circles', kind: 'points' });
  expect(other.dataset.params).toEqual({ n: 200, noise: 0.05, seed: 1 });
});

test.each([
  ['--epochs 1.5', /Epochs must be a whole number/],
  ['--batch-size 0', /Batch size must be/],
  ['--learning-rate 0', /Learning rate must be above 0/],
  ['--optimizer adan', /"adan" is not an optimiser; known are: sgd/],
  ['--optimizer sgd --momentum 0.9', /SGD has no parameter "momentum"/],
  ['--optimizer momentum --momentum 1', /Momentum must be/],
  ['--activation swish --hidden 4', /"swish" is not an activation/],
  ['--activation relu,tanh --hidden 4', /names 2 activations for 1 hidden layers/],
  ['--slope 0.1 --hidden 4', /--slope was given, but no hidden layer/],
  ['--loss hinge', /"hinge" is not a loss/],
  ['--standardize both', /Standardisation must be none, scalar or feature/],
  ['--n 2', /Points must be a whole number from 4/],
  ['--dataset-param size=3', /no parameter "size"/],
  ['--test-fraction 1', /Test share must be from 0 to 0.9/],
  ['--patience 3', /need --early-stopping-metric/],
  ['--early-stopping-metric accuracy', /must be test-loss, test-error/],
  ['--hidden 0', /Hidden units must be/],
])('refuses %s', (line, message) => {
  expect(() => configOf(line)).toThrow(message);
});

test.each([
  '--epochs ten',
  '--hidden 8,',
  '--hidden x',
  '--dataset-param n',
  '--batch-size half',
  '--seed',
  '--typo 1',
  '--seed 0x10',
])('cannot read %s', (line) => {
  expect(() => flagsOf(line)).toThrow();
});

test('what is said about a run is checked too', () => {
  expect(metaFromFlags(flagsOf('--name first --tag a --tag b --tag a --notes hello'))).toEqual({
    name: 'first',
    tags: ['a', 'b'],
    notes: 'hello',
  });
  expect(() => metaFromFlags({ name: 'x'.repeat(201) })).toThrow(/--name/);
  expect(() => metaFromFlags({ tag: [''] })).toThrow(/--tag/);
});
