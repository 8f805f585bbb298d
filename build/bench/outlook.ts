/** How far off the time left of real sweeps is as they go on; benchmark, Node. */
import type { SweepRecord } from '../../shared/sweep/record';
import { parseSweep, type SweepInput } from '../../shared/sweep/sweepFile';
import { openBenchLab, type BenchLabOptions } from './lossLab';
import { median } from './measure';
import { table } from './report';

/** Progress at which it is looked at. */
const moments = [0.1, 0.25, 0.5, 0.75] as const;

const moons: SweepInput['base'] = {
  dataset: { id: 'moons', standardize: 'none', testFraction: 0.25 },
  model: { hidden: [{ units: 16, activation: 'relu' }] },
  loss: 'sigmoid-bce',
  optimizer: { id: 'adam', learningRate: 0.01 },
  training: { batchSize: 32, epochs: 800 },
};
const mnist: SweepInput['base'] = {
  dataset: { id: 'mnist', standardize: 'scalar' },
  model: { hidden: [{ units: 32, activation: 'relu' }] },
  loss: 'softmax-cross-entropy',
  optimizer: { id: 'adam', learningRate: 0.001 },
  training: { batchSize: 64, epochs: 8 },
};

/** Short ones: the longer a sweep, the more of its runs have ended by a tenth. */
const sweeps: readonly { readonly name: string; readonly sweep: SweepInput }[] = [
  {
    name: 'MNIST, 2 activations × 3 widths × 2 seeds, 8 epochs',
    sweep: {
      base: mnist,
      space: [
        { path: 'model.activation.id', kind: 'values', values: ['relu', 'sigmoid'] },
        { path: 'model.hidden', kind: 'values', values: [[32], [64], [128]] },
      ],
      strategy: { id: 'grid' },
      seeds: 2,
    },
  },
  {
    name: 'two moons, 5 activations × 2 rates × 3 seeds, 800 epochs',
    sweep: {
      base: moons,
      space: [
        { path: 'model.activation.id', kind: 'values', values: ['relu', 'tanh', 'gelu', 'elu', 'linear'] },
        { path: 'optimizer.learningRate', kind: 'values', values: [0.003, 0.01] },
      ],
      strategy: { id: 'grid' },
      seeds: 3,
    },
  },
  {
    name: 'MNIST, 60 configurations at random, ASHA over 9 epochs',
    sweep: {
      base: { ...mnist, training: { batchSize: 64, epochs: 9 } },
      space: [
        { path: 'optimizer.learningRate', kind: 'range', min: 1e-4, max: 1, scale: 'log' },
        { path: 'model.hidden.0.units', kind: 'range', min: 8, max: 64, scale: 'log' },
      ],
      strategy: { id: 'random', params: { trials: 60, seed: 1 } },
      pruner: { id: 'asha', params: { reductionFactor: 3 } },
      objective: { metric: 'testLoss' },
    },
  },
];

/** How far from the truth what was told is: of the time that was left, 0.1 is 10 %. */
export interface OutlookFigures {
  readonly name: string;
  readonly seconds: readonly number[];
  /** For each of `moments` the errors of all rounds, in order. */
  readonly errors: readonly (readonly number[])[];
}

/** All sweeps in turns, each in a lab of its own with two runs side by side. */
export async function measureOutlook(options: BenchLabOptions, rounds: number): Promise<OutlookFigures[]> {
  const played: Played[][] = sweeps.map(() => []);
  for (let round = 0; round < rounds; round++)
    for (const [i, { name, sweep }] of sweeps.entries()) {
      process.stderr.write(`\r\x1b[K${name}, ${round + 1} of ${rounds}`);
      played[i]?.push(await play(options, sweep));
    }
  process.stderr.write('\r\x1b[K');
  return sweeps.map(({ name }, i) => ({
    name,
    seconds: (played[i] ?? []).map(({ totalMs }) => totalMs / 1000),
    errors: moments.map((moment) => (played[i] ?? []).map((one) => errorAt(one, moment))),
  }));
}

interface Played {
  readonly totalMs: number;
  readonly told: readonly SweepRecord[];
}

async function play(options: BenchLabOptions, sweep: SweepInput): Promise<Played> {
  const { lab, close } = openBenchLab({ ...options, concurrentRuns: 2 });
  try {
    const told: SweepRecord[] = [];
    lab.on('sweep:changed', (record) => told.push(record));
    const { id } = await lab.sweeps.start(parseSweep(sweep));
    const { state, stateReason, elapsedMs } = await lab.sweeps.settled(id);
    if (state !== 'completed') throw new Error(`a sweep is ${state}: ${stateReason ?? ''}`);
    return { totalMs: elapsedMs, told };
  } finally {
    await close();
  }
}

/** By the first thing that was told from then on. */
function errorAt({ totalMs, told }: Played, moment: number): number {
  const at = told.find(({ progress }) => progress >= moment);
  if (!at || at.timeLeftMs === null) return NaN;
  return at.timeLeftMs / (totalMs - at.elapsedMs) - 1;
}

const signed = (share: number): string => `${share < 0 ? '−' : '+'}${(100 * Math.abs(share)).toFixed(0)} %`;

export function outlookText(figures: readonly OutlookFigures[]): string {
  const rows = figures.map(({ name, seconds, errors }) => [
    name,
    median(seconds).toFixed(1),
    ...errors.map((of) => of.map(signed).join(', ')),
  ]);
  const heads = moments.map((moment) => `off at ${100 * moment} %`);
  return `### Time left, against what it came to\n\n${table(['', 'seconds', ...heads], rows)}`;
}
