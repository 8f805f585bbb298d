/** The ledger of a sweep: every configuration × seed with what became of it, and the rules of its changes; runs anywhere. */
import type { Observation } from '../catalog/strategies/strategy';
import type { RunConfig } from '../config/runConfig';
import type { RunState } from '../runs/run';
import { asCost, type Objective } from './objective';
import type { HashConfig, SweepTrial } from './trials';

/** waiting: no run yet; answered: an identical saved run has the result; else the state of its own run. */
export type LedgerState = 'waiting' | 'answered' | RunState;

/** A line of the ledger. */
export interface LedgerRun {
  readonly trial: number;
  readonly seed: number;
  /** Hash of the configuration with its seed. */
  readonly hash: string;
  readonly state: LedgerState;
  /** Its own run, or the one that answers it; null while waiting. */
  readonly runId: string | null;
  /** The objective in the metric's own unit; of a pruned run the last one known; null where there is none. */
  readonly value: number | null;
  /** Epochs trained. */
  readonly epochs: number;
}

/** The configuration of a line. */
export const configOf = ({ config }: SweepTrial, seed: number): RunConfig => ({ ...config, seed });

const lineKey = (trial: number, seed: number): string => `${trial} ${seed}`;

/** The lines that the ledger lacks: trial by trial, seeds in their order. What is there stays as it is. */
export function missingRuns(
  trials: readonly SweepTrial[],
  seeds: readonly number[],
  ledger: readonly LedgerRun[],
  hash: HashConfig,
): LedgerRun[] {
  const known = new Set(ledger.map(({ trial, seed }) => lineKey(trial, seed)));
  return trials.flatMap((trial) =>
    seeds
      .filter((seed) => !known.has(lineKey(trial.number, seed)))
      .map((seed) => ({
        trial: trial.number,
        seed,
        hash: hash(configOf(trial, seed)),
        state: 'waiting' as const,
        runId: null,
        value: null,
        epochs: 0,
      })),
  );
}

/** A saved run that answers a line. */
export interface Answer {
  readonly runId: string;
  readonly value: number | null;
  readonly epochs: number;
}

/** The waiting lines that identical completed runs answer, as they are after that. */
export function answeredRuns(
  ledger: readonly LedgerRun[],
  find: (hash: string) => Answer | null,
): LedgerRun[] {
  return ledger.flatMap((run) => {
    const answer = run.state === 'waiting' ? find(run.hash) : null;
    return answer ? [{ ...run, ...answer, state: 'answered' as const }] : [];
  });
}

/** The failed lines, waiting again. Diverged and pruned ones are results: they would only end the same way. */
export function failedAgain(ledger: readonly LedgerRun[]): LedgerRun[] {
  return ledger.filter(({ state }) => state === 'failed').map(waiting);
}

/** The lines that a stopped sweep goes on with: interrupted and cancelled ones, waiting again (an interrupted one keeps its run). */
export function stoppedAgain(ledger: readonly LedgerRun[]): LedgerRun[] {
  return ledger
    .filter(({ state }) => state === 'cancelled' || state === 'interrupted')
    .map((run) => (run.state === 'interrupted' ? { ...run, state: 'waiting' as const } : waiting(run)));
}

const waiting = (run: LedgerRun): LedgerRun => ({
  ...run,
  state: 'waiting',
  runId: null,
  value: null,
  epochs: 0,
});

/** How a line counts. */
export type LineClass = 'open' | 'completed' | 'pruned' | 'diverged' | 'void';

/** open: still to come to an end; void: ended without saying anything. */
export function classOf(state: LedgerState): LineClass {
  switch (state) {
    case 'completed':
    case 'answered':
      return 'completed';
    case 'pruned':
    case 'diverged':
      return state;
    case 'failed':
    case 'cancelled':
      return 'void';
    case 'waiting':
    case 'queued':
    case 'starting':
    case 'running':
    case 'paused':
    case 'interrupted':
      return 'open';
  }
}

/** Lines by trial number. */
export function byTrial(ledger: readonly LedgerRun[]): Map<number, LedgerRun[]> {
  const groups = new Map<number, LedgerRun[]>();
  for (const run of ledger) {
    const group = groups.get(run.trial);
    if (group) group.push(run);
    else groups.set(run.trial, [run]);
  }
  return groups;
}

/**
 * What an adaptive strategy is told. A trial is running until all its seeds have ended; then it is as bad as the worst
 * of them (diverged, pruned, completed), and its cost the mean of those known. Trials of which nothing is known are left out.
 */
export function observationsOf(
  trials: readonly Pick<SweepTrial, 'number' | 'point'>[],
  ledger: readonly LedgerRun[],
  objective: Objective,
): Observation[] {
  const lines = byTrial(ledger);
  return trials.flatMap(({ number, point }) => {
    const runs = (lines.get(number) ?? []).filter(({ state }) => classOf(state) !== 'void');
    if (runs.length === 0) return [];
    const found = runs.map(({ state }) => classOf(state));
    const state = found.includes('open')
      ? 'running'
      : ((['diverged', 'pruned'] as const).find((bad) => found.includes(bad)) ?? 'completed');
    const deciding = state === 'pruned' ? runs.filter((run) => classOf(run.state) === 'pruned') : runs;
    const costs = deciding.flatMap(({ value }) => (value === null ? [] : [asCost(objective, value)]));
    return [
      {
        number,
        point,
        state,
        cost: costs.length > 0 ? costs.reduce((a, b) => a + b, 0) / costs.length : null,
        epochs: Math.min(...deciding.map(({ epochs }) => epochs)),
      },
    ];
  });
}
