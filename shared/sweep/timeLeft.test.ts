/** Time left: right within 20 % after a tenth of a sweep whose runs take as long as a simple machine needs for them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../rng';
import {
  fitDurations,
  ratesOf,
  timeLeftMs,
  typicalRates,
  type FinishedRun,
  type RunCost,
  type RunningRun,
} from './timeLeft';

/** A machine by four numbers, and how far runs stray from it. */
interface Machine {
  readonly startMs: number;
  readonly stepMs: number;
  readonly trainingMs: number;
  readonly evaluationMs: number;
  readonly noise: number;
}

const costOf = (rows: number, parameters: number, epochs: number, batch: number): RunCost => ({
  steps: epochs * Math.ceil(rows / batch),
  trainingWork: epochs * rows * parameters,
  evaluationWork: (epochs + 1) * 0.2 * rows * parameters,
});

const durationOn = (machine: Machine, cost: RunCost, share: number, noise: number): number =>
  (machine.startMs +
    share *
      (machine.stepMs * cost.steps +
        machine.trainingMs * cost.trainingWork +
        machine.evaluationMs * cost.evaluationWork)) *
  noise;

interface Job {
  readonly cost: RunCost;
  readonly durationMs: number;
  readonly doneShare: number;
  readonly workMs?: number;
}

/** Plays a sweep through; at each end of a run, what had ended and what was under way. */
function play(jobs: readonly Job[], workers: number, { startMs }: Machine, rates = typicalRates) {
  const ends: { at: number; job: Job; startedAt: number }[] = [];
  const freeAt = Array.from({ length: workers }, () => 0);
  for (const job of jobs) {
    const place = freeAt.indexOf(Math.min(...freeAt));
    const startedAt = freeAt[place]!;
    const at = startedAt + job.durationMs;
    freeAt[place] = at;
    ends.push({ at, job, startedAt });
  }
  const totalMs = Math.max(...freeAt);
  const foretoldAt = (now: number): number | null => {
    const finished: FinishedRun[] = ends.filter(({ at }) => at <= now).map(({ job }) => job);
    const underWay: RunningRun[] = ends
      .filter(({ at, startedAt }) => startedAt <= now && at > now)
      .map(({ at, job, startedAt }) => ({
        cost: job.cost,
        elapsedMs: now - startedAt,
        doneShare: job.doneShare * Math.max(0, 1 - (at - now) / (job.workMs ?? job.durationMs - startMs)),
        workMs:
          job.workMs && now - startedAt > job.durationMs - job.workMs ? job.workMs - (at - now) : undefined,
      }));
    const waiting = ends.filter(({ startedAt }) => startedAt > now).map(({ job }) => job.cost);
    return timeLeftMs(finished, underWay, waiting, workers, { rates });
  };
  /** When so many runs have ended. */
  const endOf = (count: number): number => ends.map(({ at }) => at).sort((a, b) => a - b)[count - 1] ?? 0;
  return { totalMs, foretoldAt, endOf };
}

const machines: readonly Machine[] = [
  { startMs: 250, stepMs: 0.02, trainingMs: 2e-8, evaluationMs: 1e-8, noise: 0.05 },
  { startMs: 600, stepMs: 0.2, trainingMs: 3e-7, evaluationMs: 5e-8, noise: 0.06 },
  { startMs: 30, stepMs: 0.005, trainingMs: 5e-9, evaluationMs: 2e-9, noise: 0.02 },
];

const sweeps = [
  {
    name: 'equal runs',
    jobs: 40,
    cost: () => costOf(60_000, 50_890, 3, 64),
  },
  {
    name: 'the first sweep: two activations, three widths, two seeds',
    jobs: 12,
    cost: (i: number) => costOf(60_000, 795 * [32, 64, 128][Math.floor(i / 2) % 3]!, 10, 64),
  },
  {
    name: 'widths, batch sizes and epochs at random',
    jobs: 60,
    cost: (_i: number, uniform: () => number) =>
      costOf(
        60_000,
        795 * 2 ** Math.floor(4 + 6 * uniform()),
        1 + Math.floor(5 * uniform()),
        2 ** Math.floor(5 + 4 * uniform()),
      ),
  },
  {
    name: 'tiny full-batch runs',
    jobs: 100,
    cost: (i: number) => costOf(100, [65, 129, 257][i % 3]!, 20_000, 100),
  },
] as const;

describe('time left after a tenth of a sweep', () => {
  for (const { name, jobs, cost } of sweeps)
    for (const workers of [1, 2])
      it(`${name}, ${workers} side by side`, () => {
        for (const [index, machine] of machines.entries()) {
          const stream = randomStream(index, name);
          const all = Array.from({ length: jobs }, (_, i): Job => {
            const one = cost(i, () => stream.uniform());
            const noise = 1 + machine.noise * (2 * stream.uniform() - 1);
            return { cost: one, durationMs: durationOn(machine, one, 1, noise), doneShare: 1 };
          });
          const { totalMs, foretoldAt } = play(all, workers, machine);
          const now = 0.1 * totalMs;
          const left = foretoldAt(now);
          const error = Math.abs((left ?? 0) - 0.9 * totalMs) / (0.9 * totalMs);
          expect(left === null ? 'unknown' : error, `machine ${index}`).toBeLessThan(0.2);
        }
      });

  it('allows for runs that are cut short', () => {
    const machine = machines[0]!;
    const stream = randomStream(5, 'cut short');
    const all = Array.from({ length: 120 }, (): Job => {
      const cost = costOf(60_000, 50_890, 27, 64);
      const doneShare = stream.uniform() < 0.67 ? 1 / 27 : stream.uniform() < 0.5 ? 3 / 27 : 1;
      return { cost, durationMs: durationOn(machine, cost, doneShare, 1), doneShare };
    });
    const { totalMs, foretoldAt } = play(all, 2, machine);
    // How often runs are cut short is itself uncertain after twelve of them: at a third of the sweep.
    const left = foretoldAt(totalMs / 3);
    expect(Math.abs((left ?? 0) / ((2 / 3) * totalMs) - 1)).toBeLessThan(0.3);
  });
});

describe('time left after a tenth of a grid that varies widely, on any machine, its steps measured', () => {
  const widths = [8, 16, 32, 64, 128, 256, 512, 1024];
  const mnist = (width: number, epochs: number): RunCost => costOf(60_000, 795 * width, epochs, 64);
  /** Costs in the order of the queue. */
  const grids: Readonly<Record<string, (uniform: () => number) => RunCost[]>> = {
    'the narrow ones first': () =>
      widths.flatMap((width) => Array.from({ length: 5 }, () => mnist(width, 2))),
    'the wide ones first': () =>
      [...widths].reverse().flatMap((width) => Array.from({ length: 5 }, () => mnist(width, 2))),
    'few widths, far apart': () =>
      [16, 64, 256, 1024].flatMap((width) => Array.from({ length: 10 }, () => mnist(width, 1))),
    'few epochs first, then many': () =>
      [1, 3, 10].flatMap((epochs) =>
        widths.flatMap((width) => Array.from({ length: 2 }, () => mnist(width, epochs))),
      ),
    'at random': (uniform) =>
      Array.from({ length: 60 }, () =>
        mnist(widths[Math.floor(8 * uniform())]!, 1 + Math.floor(3 * uniform())),
      ),
  };
  const logUniform = (low: number, high: number) =>
    fc.double({ min: Math.log(low), max: Math.log(high), noNaN: true }).map(Math.exp);
  const anyMachine = fc.record({
    startMs: logUniform(30, 1000),
    stepMs: logUniform(0.01, 0.3),
    trainingMs: logUniform(3e-9, 3e-7),
    evaluationShare: fc.double({ min: 0.2, max: 0.5, noNaN: true }),
    /** How much slower runs side by side are than a step that is measured. */
    contention: fc.double({ min: 1, max: 1.5, noNaN: true }),
    seed: fc.nat({ max: 10_000 }),
    workers: fc.constantFrom(1, 2, 4),
  });

  for (const [name, costs] of Object.entries(grids))
    it(`${name}: right within 20 % after a tenth of its time and after a tenth of its runs`, () => {
      const misses: number[] = [];
      fc.assert(
        fc.property(anyMachine, ({ evaluationShare, contention, seed, workers, ...rates }) => {
          const machine: Machine = {
            ...rates,
            evaluationMs: evaluationShare * rates.trainingMs,
            noise: 0.05,
          };
          const stream = randomStream(seed, name);
          const strayed = (): number => 1 + machine.noise * (2 * stream.uniform() - 1);
          const all = costs(() => stream.uniform());
          const jobs = all.map((cost): Job => {
            const beginMs = machine.startMs * strayed();
            const workMs = (durationOn(machine, cost, 1, 1) - machine.startMs) * contention * strayed();
            return { cost, durationMs: beginMs + workMs, workMs, doneShare: 1 };
          });
          const bySize = [...all].sort((a, b) => a.trainingWork / a.steps - b.trainingWork / b.steps);
          const probes = [bySize[0]!, bySize[bySize.length >> 1]!, bySize.at(-1)!].map((cost) => ({
            cost,
            // The best of many strays less than a run.
            msPerStep:
              (machine.stepMs + (machine.trainingMs * cost.trainingWork) / cost.steps) *
              (1 + 0.6 * (strayed() - 1)),
          }));
          const { totalMs, foretoldAt, endOf } = play(jobs, workers, machine, ratesOf(probes));
          for (const now of [0.1 * totalMs, endOf(Math.ceil(jobs.length / 10))])
            misses.push(Math.abs((foretoldAt(now) ?? Infinity) / (totalMs - now) - 1));
        }),
        { seed: 4, numRuns: 150 },
      );
      expect(Math.max(...misses)).toBeLessThan(0.2);
    });
});

describe('the model of durations', () => {
  it('says nothing before any run has ended, and 0 when nothing is left', () => {
    const cost = costOf(1000, 100, 1, 10);
    expect(timeLeftMs([], [], [cost], 2)).toBeNull();
    expect(timeLeftMs([], [], [], 2)).toBe(0);
  });

  it('is positive and finite, and grows with the work, whatever has been measured', () => {
    const run = fc.record({
      rows: fc.integer({ min: 1, max: 100_000 }),
      parameters: fc.integer({ min: 1, max: 1_000_000 }),
      epochs: fc.integer({ min: 1, max: 1000 }),
      batch: fc.integer({ min: 1, max: 1000 }),
      durationMs: fc.double({ min: 0.1, max: 1e8, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(run, { minLength: 1, maxLength: 30 }), run, (runs, next) => {
        const model = fitDurations(
          runs.map(({ rows, parameters, epochs, batch, durationMs }) => ({
            cost: costOf(rows, parameters, epochs, batch),
            durationMs,
            doneShare: 1,
          })),
        )!;
        const small = costOf(next.rows, next.parameters, next.epochs, next.batch);
        const large = costOf(next.rows, next.parameters, 2 * next.epochs, next.batch);
        expect(model(small)).toBeGreaterThanOrEqual(0);
        expect(Number.isFinite(model(small))).toBe(true);
        expect(model(large)).toBeGreaterThanOrEqual(model(small));
        expect(model(small, 0.5)).toBeLessThanOrEqual(model(small));
      }),
    );
  });
});
