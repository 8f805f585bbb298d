// docs/architecture.md, "How to add": its steps for an activation, an optimiser and a strategy are followed on a copy of the sources, which then trains with them (Node).
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type * as Activations from '../../shared/catalog/activations';
import type * as CatalogOptions from '../../renderer/rooms/train/form/catalogOptions';
import type * as Fields from '../../shared/sweep/fields';
import type * as Float64 from '../../shared/maths/float64';
import type * as Optimizers from '../../shared/catalog/optimizers';
import type * as RunConfig from '../../shared/config/runConfig';
import type * as Strategies from '../../shared/catalog/strategies';
import type * as SweepFile from '../../shared/sweep/sweepFile';
import { bundleNode } from '../bundle/nodeBundle.mjs';
import { targets } from '../bundle/targets.mjs';
import { copyWithSteps } from './followSteps.mjs';

let remove = (): void => undefined;
afterEach(() => remove());

function follow(heading: string): string {
  const made = copyWithSteps(heading);
  remove = made.remove;
  return made.copy;
}

/** A module of the copy. */
const load = <T>(copy: string, file: string): Promise<T> =>
  import(/* @vite-ignore */ path.join(copy, file)) as Promise<T>;

/** The copy's command line with its engine. */
async function bundled(copy: string): Promise<(...args: string[]) => string> {
  for (const { id, folder, entries, kind } of targets) {
    if (id !== 'cli' && id !== 'trainer') continue;
    const outFolder = path.join(copy, 'out', folder);
    const define = { __LOSSLAB_BUILD_ID__: '"copy"', __LOSSLAB_VERSION__: '"0.0.0"' };
    await bundleNode({ kind: kind as 'node', entries, projectRoot: copy, outFolder, define });
  }
  const cli = path.join(copy, 'out', 'cli', 'index.cjs');
  const database = ['--db', path.join(copy, 'lab.sqlite')];
  return (...args) =>
    execFileSync(process.execPath, [cli, ...args, ...database], {
      cwd: copy,
      encoding: 'utf8',
      timeout: 120_000,
      // Its progress is nobody's here.
      stdio: 'pipe',
    });
}

const moons = [
  ...['run', '--dataset', 'moons', '--n', '300', '--test-fraction', '0.25', '--hidden', '16'],
  ...['--learning-rate', '0.01', '--batch-size', '16', '--epochs', '200', '--json'],
];
interface Printed {
  readonly runId: string;
  readonly state: string;
  readonly testError: number;
}

test('an activation: form, validation, derivative, sweeps, training and export follow', async () => {
  const copy = follow('### … an activation');
  const { activations } = await load<typeof Activations>(copy, 'shared/catalog/activations.ts');
  const { catalogOptions } = await load<typeof CatalogOptions>(
    copy,
    'renderer/rooms/train/form/catalogOptions.ts',
  );
  expect(catalogOptions(activations)).toContainEqual({ value: 'squareplus', label: 'Squareplus' });

  const { configIssues } = await load<typeof RunConfig>(copy, 'shared/config/runConfig.ts');
  const issuesOf = (b: number): readonly { message: string }[] =>
    configIssues({
      dataset: { id: 'moons', standardize: 'none' },
      model: { hidden: [{ units: 4, activation: { id: 'squareplus', params: { b } } }] },
      loss: 'sigmoid-bce',
      optimizer: { id: 'adam', learningRate: 0.01 },
      training: { batchSize: 16, epochs: 1 },
    });
  expect(issuesOf(4)).toEqual([]);
  expect(issuesOf(-1)[0]?.message).toContain('b must be above 0');

  const { sweepFields } = await load<typeof Fields>(copy, 'shared/sweep/fields.ts');
  expect(JSON.stringify(sweepFields.find(({ path: at }) => at === 'model.activation.id'))).toContain(
    'squareplus',
  );

  // The derivative as written against the slope of the function as written.
  const { float64Ops } = await load<typeof Float64>(copy, 'shared/maths/float64.ts');
  const entry = activations.find(({ id }) => id === 'squareplus')!;
  const column = (values: readonly number[]) => ({
    shape: [values.length, 1],
    data: Float64Array.from(values),
  });
  const [xs, h, params] = [[-2, -0.3, 0, 1.7], 1e-5, { b: 4 }];
  const at = (shift: number) => entry.forward(float64Ops, column(xs.map((x) => x + shift)), params).data;
  const x = column(xs);
  const y = entry.forward(float64Ops, x, params);
  const slope = entry.backward(float64Ops, { x, y, dy: column(xs.map(() => 1)) }, params).data;
  xs.forEach((_, i) => expect(slope[i]).toBeCloseTo((at(h)[i]! - at(-h)[i]!) / (2 * h), 7));

  const losslab = await bundled(copy);
  const run = JSON.parse(losslab(...moons, '--activation', 'squareplus')) as Printed;
  expect(run.state).toBe('completed');
  expect(run.testError).toBeLessThan(15);
  losslab('export', '1', '--as', 'pytorch', '--to', path.join(copy, 'model'));
  const script = readFileSync(path.join(copy, 'model', 'model.py'), 'utf8');
  expect(script).toContain('class Squareplus(nn.Module)');
  expect(script).toContain('Squareplus(4');
});

test('an optimiser: its update is that of the reference, and it trains', async () => {
  const copy = follow('### … an optimiser');
  const { optimizerOf } = await load<typeof Optimizers>(copy, 'shared/catalog/optimizers.ts');
  const { float64Ops } = await load<typeof Float64>(copy, 'shared/maths/float64.ts');
  const tensor = (values: readonly number[]) => ({ shape: [values.length], data: Float64Array.from(values) });
  const scalar = { shape: [], data: Float64Array.of(0.1) };
  const { value, slots } = optimizerOf('lion').update(
    float64Ops,
    {
      value: tensor([1, 1]),
      gradient: tensor([2, -4]),
      slots: [tensor([0, 0])],
      learningRate: scalar,
      scalars: [],
    },
    { beta1: 0.9, beta2: 0.99 },
  );
  [0.9, 1.1].forEach((expected, i) => expect(value.data[i]).toBeCloseTo(expected, 12));
  [0.02, -0.04].forEach((expected, i) => expect(slots[0]?.data[i]).toBeCloseTo(expected, 12));

  const losslab = await bundled(copy);
  const run = JSON.parse(losslab(...moons, '--optimizer', 'lion')) as Printed;
  expect(run.state).toBe('completed');
  expect(run.testError).toBeLessThan(15);
});

test('a strategy: it proposes evenly, is resumed by its state, and a sweep runs with it', async () => {
  const copy = follow('### … a search strategy');
  const { strategyOf } = await load<typeof Strategies>(copy, 'shared/catalog/strategies/index.ts');
  const { parseSweep, searchContext } = await load<typeof SweepFile>(copy, 'shared/sweep/sweepFile.ts');
  const file = {
    version: 1,
    name: 'Halton',
    base: {
      dataset: { id: 'moons', standardize: 'none', testFraction: 0.25 },
      model: { hidden: [{ units: 8, activation: 'tanh' }] },
      loss: 'sigmoid-bce',
      optimizer: { id: 'adam', learningRate: 0.01 },
      training: { batchSize: 32, epochs: 2 },
    },
    space: [{ path: 'optimizer.learningRate', kind: 'range', min: 0.001, max: 0.1, scale: 'log' }],
    strategy: { id: 'halton', params: { trials: 4 } },
  };
  const context = searchContext(parseSweep(file));
  const second = strategyOf('halton').propose(context, { proposed: 1, last: null }, []);
  // 2 in base 2 is 10, mirrored 0.01: a quarter of the way on the logarithmic scale.
  expect(second.point?.['optimizer.learningRate']).toBeCloseTo(0.001 * 100 ** 0.25, 6);

  const losslab = await bundled(copy);
  writeFileSync(path.join(copy, 'sweep.json'), JSON.stringify(file));
  const printed = losslab('sweep', 'sweep.json', '--json', '--workers', '1');
  const ended = JSON.parse(printed.trim().split('\n').at(-1) ?? '') as { type: string; counts: object };
  expect(ended).toMatchObject({ type: 'finished', counts: { completed: 4, failed: 0 } });
});
