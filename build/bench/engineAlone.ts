/** The engine in a loop of its own, in the calls that a run makes, nothing recorded or sent: what recording is compared with; benchmark, Node. */
import { createInterface } from 'node:readline';
import { planRun } from '../../shared/config/plan';
import type { DatasetSource } from '../../shared/trainer/protocol';
import { loadDataset, prepareData } from '../../main/data';
import { findCapabilities } from '../../main/trainer/capabilities';
import { createEngine } from '../../main/trainer/createEngine';
import type { TrainingEngine } from '../../main/trainer/engine';
import { initialState } from '../../main/trainer/network';
import { BatchPlan, isWhole } from '../../main/trainer/session/batches';
import { ChunkSizer } from '../../main/trainer/session/chunkSizer';
import { configOf, pointsParams, type BenchCase } from './cases';

interface Question {
  readonly do: 'prepare' | 'epochs';
  readonly case: BenchCase;
  readonly first: number;
  readonly count: number;
}

const sources: Readonly<Record<BenchCase['data'], DatasetSource>> = {
  mnist: { kind: 'mnist', directory: process.env['BENCH_MNIST'] ?? '' },
  points: { kind: 'generator', id: 'moons', params: pointsParams },
};

async function prepared(of: BenchCase) {
  const everyEpochs = of.epochs;
  const config = configOf(of, { epochs: of.data === 'mnist' ? 500 : 10_000_000, seed: 1, everyEpochs });
  const dataset = await loadDataset(sources[of.data]);
  const data = prepareData(dataset, config.dataset);
  const plan = planRun(config, dataset.info);
  const engine = await createEngine(config, plan, data, await findCapabilities(), null);
  engine.assign(initialState(config, plan.layers));
  const batches = new BatchPlan(plan, config.seed);
  const sizer = new ChunkSizer(engine.maxSteps, null);
  let step = 0;
  const epochs = (count: number) => {
    const end = step + count * plan.stepsPerEpoch;
    while (step < end) {
      const startMs = performance.now();
      const ahead = batches.ahead(step, Math.min(sizer.steps, end - step));
      const learningRates = new Float64Array(ahead.count).fill(config.optimizer.learningRate);
      engine.train({ firstStep: step, ...ahead, learningRates });
      if (isWhole(ahead.batches, plan)) sizer.took(ahead.count, performance.now() - startMs);
      step += ahead.count;
    }
  };
  return { engine, epochs };
}

let current: { engine: TrainingEngine; epochs: (count: number) => void } | null = null;

async function answer(asked: Question): Promise<{ seconds: number }> {
  if (asked.do === 'prepare') {
    current?.engine.dispose();
    current = await prepared(asked.case);
  }
  const startMs = performance.now();
  current?.epochs(asked.do === 'prepare' ? asked.first : asked.count);
  return { seconds: (performance.now() - startMs) / 1000 };
}

async function serve(): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    const { seconds } = await answer(JSON.parse(line) as Question);
    const peakBytes = 1024 * process.resourceUsage().maxRSS;
    process.stdout.write(`${JSON.stringify({ seconds, peakBytes })}\n`);
  }
}

void serve();
