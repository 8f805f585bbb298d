/** What launching a sweep comes to: configurations, runs, those answered, time and space; main process and command line. */
import { strategyOf } from '../../shared/catalog/strategies';
import { planRun } from '../../shared/config/plan';
import type { RunConfig } from '../../shared/config/runConfig';
import type { SweepPlan } from '../../shared/sweep/record';
import { plannedTrials, type Sweep } from '../../shared/sweep/sweepFile';
import { expandTrials, openSearch, type SweepTrial } from '../../shared/sweep/trials';
import { hashConfig } from '../runs/configHash';
import { estimateBytes, estimateDuration } from '../runs/estimate';
import type { TrainerPort } from '../runs/trainerPort';
import type { DatasetService } from '../runs/types';
import type { Store } from '../store/store';
import { Pace } from './pace';
import { planTrial } from './trialPlans';
import { findAnswer } from './trialWriter';

/** Lines that are looked up among the saved runs. */
const mostLookedUp = 10_000;
/** Configurations whose time is measured: each kind takes the engine a moment. */
const measured = 3;

export interface PlanNeeds {
  readonly store: Store;
  readonly datasets: DatasetService;
  readonly trainer: TrainerPort;
  readonly places: () => number;
}

/** Rejects with `invalid-input` where a configuration does not fit its data. */
export async function planSweep(needs: PlanNeeds, sweep: Sweep): Promise<SweepPlan> {
  const { known, trials } = await firstTrials(needs, sweep);
  const perTrial = sweep.seeds.length;
  const answered = strategyOf(sweep.strategy.id).adaptive ? 0 : await countAnswered(needs, sweep, known);
  const runs = trials * perTrial;
  const samples = evenly(known, measured);
  const sizes = await Promise.all(samples.map(({ config }) => sizeOf(needs, config)));
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / (values.length || 1);
  const times = sizes.flatMap(({ ms }) => (ms === null ? [] : [ms]));
  const open = runs - answered;
  return {
    trials,
    runs,
    answered,
    estimatedMs:
      times.length < sizes.length ? null : (mean(times) * open) / Math.min(needs.places(), open || 1),
    estimatedBytes: Math.round(mean(sizes.map(({ bytes }) => bytes)) * open),
  };
}

/** The first configurations (of an adaptive strategy as they would be without results), and how many there are. */
async function firstTrials(
  { datasets }: PlanNeeds,
  sweep: Sweep,
): Promise<{ known: readonly SweepTrial[]; trials: number }> {
  const { adaptive } = strategyOf(sweep.strategy.id);
  const most = adaptive ? measured : Math.ceil(mostLookedUp / sweep.seeds.length);
  const pace = new Pace();
  const known: SweepTrial[] = [];
  for (const trial of expandTrials(openSearch(sweep, hashConfig))) {
    // An adaptive strategy may yet avoid what does not fit.
    if (!adaptive) await planTrial(datasets, trial.config, sweep.objective);
    known.push(trial);
    if (known.length >= most) return { known, trials: plannedTrials(sweep) };
    if (pace.isDue) await pace.rest();
  }
  return { known, trials: known.length };
}

async function countAnswered(
  { store, datasets }: PlanNeeds,
  sweep: Sweep,
  trials: readonly SweepTrial[],
): Promise<number> {
  const pace = new Pace();
  let answered = 0;
  for (const { config } of trials) {
    const { hash } = await datasets.info(config.dataset);
    for (const seed of sweep.seeds) {
      const line = hashConfig({ ...config, seed });
      if (findAnswer(store, line, hash, sweep.objective)) answered++;
      if (pace.isDue) await pace.rest();
    }
  }
  return answered;
}

async function sizeOf(
  { datasets, trainer }: PlanNeeds,
  config: RunConfig,
): Promise<{ ms: number | null; bytes: number }> {
  const info = await datasets.info(config.dataset);
  const plan = planRun(config, info);
  return {
    ms: await estimateDuration(trainer, config, info, plan),
    bytes: estimateBytes(config, info, plan),
  };
}

/** At most so many of some things, from the first to the last. */
function evenly<T>(things: readonly T[], most: number): T[] {
  if (things.length <= most) return [...things];
  return Array.from(
    { length: most },
    (_, i) => things[Math.round((i * (things.length - 1)) / (most - 1))] as T,
  );
}
