/** Whether small networks are trained sooner several to a worker process than one to each; benchmark, Node. */
import { parseRunConfig, type RunConfig } from '../../shared/config/runConfig';
import { moonsConfig } from './cases';
import { openBenchLab, type BenchLabOptions } from './lossLab';
import { median } from './measure';
import { table } from './report';

/** How runs are spread over workers. */
export interface Spread {
  readonly name: string;
  readonly mostHosts: number;
  readonly concurrentRuns: number;
}

/** Two cores; the first is what the lab does by itself. */
const spreads: readonly Spread[] = [
  { name: 'two workers, a run each', mostHosts: 2, concurrentRuns: 2 },
  { name: 'one worker, two runs', mostHosts: 1, concurrentRuns: 2 },
  { name: 'two workers, two runs each', mostHosts: 2, concurrentRuns: 4 },
  { name: 'two workers, four runs each', mostHosts: 2, concurrentRuns: 8 },
];

const longRun: RunConfig = parseRunConfig({
  dataset: { id: 'moons', params: { n: 100, noise: 0.1, seed: 1 }, standardize: 'none' },
  model: { hidden: [{ units: 16, activation: 'sigmoid' }] },
  loss: 'sigmoid-bce',
  optimizer: { id: 'adam', learningRate: 0.01 },
  training: { batchSize: 'full', epochs: 50_000 },
  evaluation: { everyEpochs: 50_000 },
});

/** Small networks, trained for long and for short. */
const kinds: readonly { readonly name: string; readonly config: RunConfig; readonly runs: number }[] = [
  { name: '2-16-1, 100 points, 50,000 steps', config: longRun, runs: 16 },
  { name: '2-8-1, 300 points, 600 steps', config: moonsConfig(60), runs: 64 },
];

/** Seconds for all runs of a kind, from launch to last result, by spread. */
export interface SeveralFigures {
  readonly kind: string;
  readonly runs: number;
  readonly seconds: readonly { readonly name: string; readonly medianSeconds: number }[];
}

/** Every spread in a lab of its own, all in turns. */
export async function measureSeveral(
  options: Pick<BenchLabOptions, 'outFolder' | 'hostFolder'>,
  rounds: number,
): Promise<SeveralFigures[]> {
  const labs = spreads.map((spread) => ({ ...spread, ...openBenchLab({ ...options, ...spread }), seed: 0 }));
  try {
    const figures: SeveralFigures[] = [];
    for (const { name: kind, config, runs } of kinds) {
      const times = new Map<string, number[]>(labs.map(({ name }) => [name, []]));
      // The first round compiles and is not counted.
      for (let round = 0; round <= rounds; round++) {
        for (const one of labs) {
          process.stderr.write(`\r\x1b[K${kind}: ${one.name}`);
          const beginMs = performance.now();
          const started = await Promise.all(
            Array.from({ length: runs }, () => one.lab.runs.start({ ...config, seed: ++one.seed })),
          );
          await Promise.all(started.map(({ id }) => one.lab.runs.settled(id)));
          if (round > 0) times.get(one.name)?.push((performance.now() - beginMs) / 1000);
        }
      }
      process.stderr.write('\r\x1b[K');
      const seconds = [...times].map(([name, list]) => ({ name, medianSeconds: median(list) }));
      figures.push({ kind, runs, seconds });
    }
    return figures;
  } finally {
    for (const { close } of labs) await close();
  }
}

export function severalText(figures: readonly SeveralFigures[]): string {
  const rows = figures.flatMap(({ kind, runs, seconds }) =>
    seconds.map(({ name, medianSeconds }) => [
      `${runs} runs, ${kind}`,
      name,
      medianSeconds.toFixed(2),
      (medianSeconds / (seconds[0]?.medianSeconds ?? NaN)).toFixed(2),
    ]),
  );
  return `### Several to a worker\n\n${table(['', '', 'seconds', 'against one each'], rows)}`;
}
