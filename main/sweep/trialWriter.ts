/** Proposes the configurations of a sweep and writes them into its ledger before they are trained; main process and command line. */
import type { RunConfig } from '../../shared/config/runConfig';
import { LabError, toErrorData } from '../../shared/result';
import {
  configOf,
  missingRuns,
  observationsOf,
  type Answer,
  type LedgerRun,
} from '../../shared/sweep/ledger';
import { metricAt, valueOfRun, type Objective } from '../../shared/sweep/objective';
import { expandTrials, openSearch, type SweepSearch, type SweepTrial } from '../../shared/sweep/trials';
import { hashConfig } from '../runs/configHash';
import type { DatasetService } from '../runs/types';
import type { NewTrial, Store, StoredLine } from '../store/store';
import type { OpenSweep } from './openSweep';
import { Pace } from './pace';
import { planTrial } from './trialPlans';

/** Trials that are written in one transaction. */
const trialsAtOnce = 100;

const noCost = { steps: 0, trainingWork: 0, evaluationWork: 0 };

export class TrialWriter {
  private readonly search: SweepSearch;

  constructor(
    private readonly store: Store,
    private readonly datasets: DatasetService,
    private readonly open: OpenSweep,
  ) {
    const { sweep, strategyState } = open.stored;
    this.search = openSearch(sweep, hashConfig, [...open.trials.values()], strategyState);
  }

  /**
   * Writes all that can be written without results: every configuration of a strategy that does not wait for them, and
   * seeds that configurations lack. Rejects with `invalid-input` where one does not fit its data.
   */
  async fill(): Promise<void> {
    const pace = new Pace();
    await this.addMissingSeeds(pace);
    if (this.open.isAdaptive) return;
    let batch: NewTrial[] = [];
    for (const trial of expandTrials(this.search)) {
      batch.push(await this.planned(trial));
      if (batch.length < trialsAtOnce && !pace.isDue) continue;
      this.write(batch);
      batch = [];
      await pace.rest();
    }
    this.write(batch);
  }

  /** One more configuration from what is known by now; false where there are no more. One that does not fit its data fails. */
  async propose(): Promise<boolean> {
    const { trials, book, stored } = this.open;
    const observations = observationsOf([...trials.values()], book.lines, stored.sweep.objective);
    const trial = this.search.next(observations);
    if (!trial) return false;
    try {
      this.write([await this.planned(trial)]);
    } catch (error) {
      if (!(error instanceof LabError) || error.code !== 'invalid-input') throw error;
      this.write([{ ...trial, datasetHash: '', cost: noCost }], toErrorData(error).message);
    }
    return true;
  }

  /** The saved run that has a line's result, or null. */
  answerTo(line: LedgerRun): Answer | null {
    const { datasetHash } = this.open.trials.get(line.trial) ?? { datasetHash: '' };
    return findAnswer(this.store, line.hash, datasetHash, this.open.stored.sweep.objective);
  }

  private async planned(trial: SweepTrial): Promise<NewTrial> {
    const { objective } = this.open.stored.sweep;
    return { ...trial, ...(await planTrial(this.datasets, trial.config, objective)) };
  }

  private write(trials: readonly NewTrial[], failure: string | null = null): void {
    if (trials.length === 0) return;
    const { open } = this;
    const { seeds } = open.stored.sweep;
    for (const { config: _config, ...trial } of trials) open.addTrial(trial);
    const lines = this.numbered(missingRuns(trials, seeds, [], hashConfig), failure);
    this.store.sweeps.addTrials(open.id, trials, lines, this.search.state());
    for (const line of lines) open.book.set(line, true);
  }

  /** Lines with their places at the end of the queue; those that saved runs answer have come to their end. */
  private numbered(runs: readonly LedgerRun[], failure: string | null): StoredLine[] {
    let place = this.open.book.lastPlace;
    const rest = { reason: failure, durationMs: null, doneShare: null };
    return runs.map((run): StoredLine => {
      place++;
      if (failure !== null) return { ...run, ...rest, place, state: 'failed', endedAt: Date.now() };
      const answer = this.answerTo(run);
      return answer
        ? { ...run, ...rest, ...answer, place, state: 'answered', endedAt: Date.now() }
        : { ...run, ...rest, place, endedAt: null };
    });
  }

  private async addMissingSeeds(pace: Pace): Promise<void> {
    const { open, store } = this;
    const { seeds } = open.stored.sweep;
    if (open.book.size >= open.trials.size * seeds.length) return;
    for (const trial of open.trials.values()) {
      const config: RunConfig = store.sweeps.trialConfig(open.id, trial.number);
      const runs = missingRuns([{ ...trial, config }], seeds, open.book.linesOf(trial.number), hashConfig);
      for (const line of this.numbered(runs, null)) open.book.set(line);
      if (!pace.isDue) continue;
      open.save();
      await pace.rest();
    }
    open.save();
  }
}

/** A completed run with the same configuration and data, and its value; null where there is none. */
export function findAnswer(
  store: Store,
  hash: string,
  datasetHash: string,
  objective: Objective,
): Answer | null {
  const [found] = store.findIdentical(hash, datasetHash);
  if (!found) return null;
  const { latest, epoch } = store.getRun(found.id);
  const value =
    objective.at === 'best'
      ? valueOfRun(objective, store.evaluations(found.id))
      : latest && metricAt(objective, latest);
  return { runId: found.id, value, epochs: epoch };
}

/** The configuration of a line as it is trained. */
export function lineConfig(store: Store, sweepId: string, { trial, seed }: LedgerRun): RunConfig {
  const config = store.sweeps.trialConfig(sweepId, trial);
  return configOf({ number: trial, point: {}, identity: '', config }, seed);
}
