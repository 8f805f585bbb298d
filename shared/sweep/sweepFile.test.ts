/** Sweep files: the documented examples are valid, complete ones are valid again, and mistakes are told by path and reason. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { LabError } from '../result';
import { moonsBase, sweepOf } from './fixtures/bases';
import { parseSweep, plannedTrials, sweepIssues, sweepJsonSchema, type SweepInput } from './sweepFile';

const documented = [
  ...readFileSync(path.resolve(import.meta.dirname, '../../docs/sweeps.md'), 'utf8').matchAll(
    /```json\n([\s\S]*?)```/g,
  ),
].map(([, text]) => JSON.parse(text ?? '') as SweepInput);

const rates: NonNullable<SweepInput['space']>[number] = {
  path: 'optimizer.learningRate',
  kind: 'range',
  min: 1e-4,
  max: 1,
  scale: 'log',
};
const widths = { path: 'model.width', kind: 'values', values: [8, 16] } as const;

describe('sweep files', () => {
  it('the documented ones are valid: 6 configurations with 2 seeds, and 40 by TPE', () => {
    const [grid, tpe] = documented.map(parseSweep);
    expect([documented.length, plannedTrials(grid!), grid!.seeds.length, plannedTrials(tpe!)]).toEqual([
      2, 6, 2, 40,
    ]);
    expect(tpe!.strategy.params).toEqual({ trials: 40, seed: 1, startupTrials: 10, candidates: 24 });
  });

  it('a complete sweep is a valid file again, and the same one', () => {
    for (const file of [
      ...documented,
      {
        base: moonsBase,
        space: [rates, { ...widths, values: [...widths.values] }],
        strategy: 'random',
        seeds: [7, 3],
      } satisfies SweepInput,
    ]) {
      const sweep = parseSweep(file);
      expect(parseSweep(JSON.parse(JSON.stringify(sweep)))).toEqual(sweep);
    }
  });

  it('architectures may be written as lists of widths', () => {
    const sweep = sweepOf({
      space: [{ path: 'model.hidden', kind: 'values', values: [[32, 24], 'none', '8'] }],
    });
    expect(sweep.space[0]).toMatchObject({ values: ['32,24', 'none', '8'] });
  });

  it('the published schema names every strategy, pruner and field', () => {
    const text = JSON.stringify(sweepJsonSchema());
    for (const word of ['grid', 'tpe', 'asha', 'median', 'model.hidden.0.units', 'optimizer.learningRate'])
      expect(text).toContain(JSON.stringify(word));
  });
});

describe('mistakes in sweep files', () => {
  const issueOf = (parts: Record<string, unknown>) => sweepIssues({ base: moonsBase, ...parts })[0];

  it.each([
    [{ space: [{ ...widths, path: 'model.widht' }] }, 'space.0.path', '"model.widht" is not a field'],
    [{ space: [{ ...widths, path: 'seed' }] }, 'space.0.path', 'list the seeds in "seeds"'],
    [{ space: [{ ...widths, path: 'optimizer' }] }, 'space.0.path', '"optimizer.id" can'],
    [{ space: [{ ...widths, values: [] }] }, 'space.0.values', 'at least one value'],
    [{ space: [{ ...widths, values: [8, 8] }] }, 'space.0.values.1', 'listed twice'],
    [{ space: [{ ...widths, values: [8, 2.5] }] }, 'space.0.values.1', 'whole'],
    [{ space: [widths, widths] }, 'space.1.path', 'there twice'],
    [{ space: [{ ...rates, min: 2 }] }, 'space.0.max', '1 is below 2'],
    [{ space: [{ ...rates, min: 0 }] }, 'space.0.min', 'must'],
    [{ space: [{ ...rates, kind: 'between' }] }, 'space.0.kind', 'kind must be "values" or "range"'],
    [{ space: [rates] }, 'space.0', 'give points or step'],
    [{ strategy: 'annealing' }, 'strategy.id', 'known are: grid, random, tpe, list'],
    [{ strategy: 'random' }, 'space', 'needs at least one field to vary'],
    [{ space: [rates], strategy: { id: 'tpe', params: { trials: 0 } } }, 'strategy.params.trials', '1'],
    [{ strategy: 'list' }, 'strategy.points', 'no configuration'],
    [{ strategy: { id: 'grid', points: [{}] } }, 'strategy.points', 'belong to the strategy "list"'],
    [{ pruner: 'hyperband' }, 'pruner.id', 'known are: none, median, asha, patience'],
    [{ pruner: { id: 'asha', params: { reductionFactor: 1 } } }, 'pruner.params.reductionFactor', '2'],
    [{ seeds: 0 }, 'seeds', 'from 1 to 100'],
    [{ seeds: [1, 1] }, 'seeds', 'listed twice'],
    [{ objective: { metric: 'accuracy' } }, 'objective.metric', 'must be one of testError'],
    [{ version: 2 }, 'version', 'reads version 1'],
    [{ sapce: [] }, '', 'sapce'],
    [
      {
        space: [
          { path: 'training.epochs', kind: 'range', min: 1, max: 1000 },
          { path: 'training.batchSize', kind: 'range', min: 1, max: 1000 },
        ],
      },
      'space',
      'at most 100,000',
    ],
  ])('%j', (parts, where, why) => {
    const issue = issueOf(parts);
    expect(issue?.path).toBe(where);
    expect(issue?.message).toContain(why);
  });

  it('those that can be told together are', () => {
    const bad = { base: moonsBase, seeds: 0, pruner: 'x' };
    expect(sweepIssues(bad).map(({ path: at }) => at)).toEqual(
      expect.arrayContaining(['seeds', 'pruner.id']),
    );
    expect(() => parseSweep(bad)).toThrow(LabError);
  });
});
