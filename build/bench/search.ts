/** TPE with ASHA against random search: epochs that are trained until a network has a test error of 0; benchmark, Node. */
import type { Lab } from '../../main/runs/types';
import { parseSweep, type SweepInput } from '../../shared/sweep/sweepFile';
import { moonsConfig } from './cases';
import { openBenchLab, type BenchLabOptions } from './lossLab';

const trials = 40;

/** One search. */
export interface SearchResult {
  readonly seed: number;
  /** Of all its runs. */
  readonly epochs: number;
  /** Of the runs up to the first one with a test error of 0, that one too; null where there is none. */
  readonly epochsToZero: number | null;
}

export interface SearchFigures {
  readonly name: string;
  readonly results: readonly SearchResult[];
}

const space: SweepInput['space'] = [
  { path: 'optimizer.learningRate', kind: 'range', min: 1e-4, max: 1, scale: 'log' },
  { path: 'optimizer.id', kind: 'values', values: ['sgd', 'adam'] },
  { path: 'model.hidden.0.units', kind: 'range', min: 2, max: 32, scale: 'log' },
  { path: 'model.activation.id', kind: 'values', values: ['relu', 'tanh', 'sigmoid'] },
];

/** Searches in turns, with search seeds 1, 2, … */
export async function measureSearch(options: BenchLabOptions, seeds: number): Promise<SearchFigures[]> {
  const kinds = [
    { name: 'TPE + ASHA', strategy: 'tpe', pruner: { id: 'asha', params: { reductionFactor: 3 } } },
    { name: 'TPE', strategy: 'tpe', pruner: 'none' as const },
    { name: 'random search', strategy: 'random', pruner: 'none' as const },
  ];
  const figures = kinds.map(({ name }) => ({ name, results: [] as SearchResult[] }));
  for (let seed = 1; seed <= seeds; seed++) {
    for (const [i, { strategy, pruner }] of kinds.entries()) {
      // A database of its own: nothing is answered by another search.
      const { lab, close } = openBenchLab(options);
      try {
        const search = { base: moonsConfig(), space, pruner, objective: { metric: 'testLoss' } } as const;
        const sweep = parseSweep({ ...search, strategy: { id: strategy, params: { trials, seed } } });
        figures[i]?.results.push({ seed, ...(await searched(lab, sweep)) });
      } finally {
        await close();
      }
    }
  }
  return figures;
}

async function searched(lab: Lab, sweep: ReturnType<typeof parseSweep>): Promise<Omit<SearchResult, 'seed'>> {
  const { id } = await lab.sweeps.start(sweep);
  const { state, stateReason } = await lab.sweeps.settled(id);
  if (state !== 'completed') throw new Error(`a search is ${state}: ${stateReason ?? ''}`);
  const lines = [...lab.sweeps.get(id).lines].sort((a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0));
  let epochs = 0;
  let epochsToZero: number | null = null;
  for (const line of lines) {
    epochs += line.epochs;
    const run = line.runId === null ? null : lab.runs.get(line.runId);
    if (epochsToZero === null && run?.state === 'completed' && run.result?.testError === 0)
      epochsToZero = epochs;
  }
  return { epochs, epochsToZero };
}
