/** Measures what steps of a sweep's smallest and largest configurations take on this machine: the first runs of a grid may say nothing of its last; main process and command line. */
import { typicalDuration, ratesOf, type StepProbe } from '../../shared/sweep/timeLeft';
import type { TrainerPort } from '../runs/trainerPort';
import type { DatasetService } from '../runs/types';
import type { Store, StoredTrial } from '../store/store';
import type { OpenSweep } from './openSweep';
import { lineConfig } from './trialWriter';

/** Sweeps that are soon over are not held up by measuring: less than this in typical milliseconds. */
const leastMs = 20_000;
/** Configurations whose steps do so much the same work tell each other's time as they end. */
const leastRatio = 1.5;
const patienceMs = 20_000;

interface ProbeNeeds {
  readonly store: Store;
  readonly datasets: DatasetService;
  readonly trainer: TrainerPort;
  readonly places: () => number;
}

/** Rows × parameters of a step. */
const workOfStep = ({ cost: { steps, trainingWork } }: StoredTrial): number => trainingWork / steps;

/** The configurations with the least, a middling and the most work in a step; none where all are much alike. */
function extremes(trials: Iterable<StoredTrial>): StoredTrial[] {
  const sorted = [...trials]
    .filter(({ cost }) => cost.steps > 0)
    .sort((a, b) => workOfStep(a) - workOfStep(b));
  const [least, most] = [sorted[0], sorted.at(-1)];
  if (!least || !most || workOfStep(most) < leastRatio * workOfStep(least)) return [];
  const half = (workOfStep(least) + workOfStep(most)) / 2;
  const between = sorted.find((trial) => workOfStep(trial) >= half);
  return [...new Set([least, between ?? most, most])];
}

/** Gives the sweep the rates of this machine, once they are known; without them it goes by typical ones. Never rejects. */
export async function measureSteps(needs: ProbeNeeds, open: OpenSweep): Promise<void> {
  const { store, datasets, trainer, places } = needs;
  const lines = open.book.lines.filter(({ endedAt }) => endedAt === null);
  const costs = lines.flatMap(({ trial }) => open.trials.get(trial)?.cost ?? []);
  const wholeMs = costs.reduce((sum, cost) => sum + typicalDuration(cost), 0) / Math.max(1, places());
  if (open.isAdaptive || wholeMs < leastMs) return;
  try {
    const probes: StepProbe[] = [];
    for (const { number, cost } of extremes(open.trials.values())) {
      const line = lines.find(({ trial }) => trial === number) ?? open.book.linesOf(number)[0];
      if (!line) continue;
      const config = lineConfig(store, open.id, line);
      const info = await datasets.info(config.dataset);
      const { msPerStep } = await trainer.request('estimate', { config, info }, { timeoutMs: patienceMs });
      probes.push({ cost, msPerStep });
    }
    open.rates = ratesOf(probes);
  } catch {
    // The engine is busy or away: the runs themselves will tell.
  }
}
