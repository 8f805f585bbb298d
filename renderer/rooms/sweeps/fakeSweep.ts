/** Made-up sweeps for tests (renderer). */
import { byTrial } from '../../../shared/sweep/ledger';
import type { SweepDetail, SweepLine, SweepRecord } from '../../../shared/sweep/record';
import { bestTrial, summarizeTrials } from '../../../shared/sweep/summary';
import { parseSweep } from '../../../shared/sweep/sweepFile';
import { expandTrials, openSearch } from '../../../shared/sweep/trials';
import { fakeRun } from '../runs/fakeRun';

const counts = {
  waiting: 0,
  running: 0,
  completed: 0,
  answered: 0,
  pruned: 0,
  diverged: 0,
  failed: 0,
  cancelled: 0,
};

/** Two activations by three widths, two seeds each. */
export const gridSweep = parseSweep({
  base: fakeRun({}).config,
  space: [
    { path: 'model.activation.id', kind: 'values', values: ['relu', 'sigmoid'] },
    { path: 'model.hidden', kind: 'values', values: ['32', '64', '128'] },
  ],
  seeds: 2,
});

/** A running sweep, with some of it changed. */
export function fakeSweep(changes: Partial<SweepRecord>): SweepRecord {
  return {
    id: 'sweep001',
    number: 1,
    name: 'Activation and hidden layers',
    state: 'running',
    stateReason: null,
    priority: 'normal',
    sweep: gridSweep,
    createdAt: Date.UTC(2026, 0, 5, 10, 30),
    finishedAt: null,
    counts,
    plannedRuns: 12,
    progress: 0,
    timeLeftMs: null,
    elapsedMs: 0,
    best: null,
    ...changes,
  };
}

/** A sweep with its lines, the first of which have come to an end with these values. */
export function fakeDetail(record: SweepRecord, values: readonly (number | null)[]): SweepDetail {
  const hash = (config: unknown): string => JSON.stringify(config);
  const trials = [...expandTrials(openSearch(record.sweep, hash))];
  const lines = trials.flatMap((trial) =>
    record.sweep.seeds.map((seed, i): SweepLine => {
      const place = (trial.number - 1) * record.sweep.seeds.length + i;
      const value = values[place];
      const ended = place < values.length;
      return {
        trial: trial.number,
        seed,
        hash: `hash ${place}`,
        state: !ended ? 'waiting' : value === null ? 'failed' : 'completed',
        runId: ended ? `run${String(place + 1).padStart(5, '0')}` : null,
        value: value ?? null,
        epochs: ended ? 3 : 0,
        place,
        reason: ended && value === null ? 'The disk was full.' : null,
        endedAt: ended ? record.createdAt + 1000 * (place + 1) : null,
      };
    }),
  );
  const best = bestTrial(summarizeTrials(lines), record.sweep.objective);
  const point = trials.find(({ number }) => number === best?.trial)?.point;
  const found = { completed: 0, failed: 0, waiting: 0 };
  for (const { state } of lines) if (state in found) found[state as keyof typeof found]++;
  return {
    record: {
      ...record,
      plannedRuns: lines.length,
      counts: { ...counts, ...found },
      progress: values.length / lines.length,
      best: best && point ? { ...best, point } : null,
    },
    trials: [...byTrial(lines).keys()].map((number) => ({
      number,
      point: trials.find((trial) => trial.number === number)?.point ?? {},
    })),
    lines,
  };
}
