/** Takes measurements of several contenders in turns, so that a bad spell of the machine meets all of them; benchmark, Node. */
import type { BenchCase } from './cases';
import type { Contender } from './contender';

/** What came out for one contender. */
export interface Timing {
  readonly name: string;
  /** First training with everything that comes before it, milliseconds. */
  readonly firstMs: number;
  /** Median over the rounds, milliseconds. */
  readonly medianMs: number;
  readonly leastMs: number;
  readonly rounds: number;
}

/** How often the contenders are measured: fast forms and usual forms. */
export interface Rounds {
  readonly fast: number;
  readonly usual: number;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = NaN, high = NaN] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 === 0 ? (low + high) / 2 : high;
}

/** Measures all contenders on a case. One that fails is left out and named in `onProblem`. */
export async function interleaved(
  of: BenchCase,
  contenders: readonly Contender[],
  rounds: Rounds,
  onProblem: (name: string, error: unknown) => void,
): Promise<Timing[]> {
  const taking = new Map<Contender, { firstMs: number; times: number[] }>();
  const attempt = async (contender: Contender, work: () => Promise<void>) => {
    process.stderr.write(`\r\x1b[K${of.id}: ${contender.name}`);
    try {
      await work();
    } catch (error) {
      taking.delete(contender);
      onProblem(contender.name, error);
    }
  };
  for (const contender of contenders) {
    await attempt(contender, async () => {
      taking.set(contender, { firstMs: await contender.prepare(of), times: [] });
    });
  }
  for (let round = 0; round < Math.max(rounds.fast, rounds.usual); round++) {
    for (const [contender, { times }] of taking) {
      if (round >= (contender.usual ? rounds.usual : rounds.fast)) continue;
      await attempt(contender, async () => void times.push(await contender.measure()));
    }
  }
  for (const contender of taking.keys()) await attempt(contender, () => contender.finish());
  process.stderr.write('\r\x1b[K');
  return [...taking].map(([{ name }, { firstMs, times }]) => ({
    name,
    firstMs,
    medianMs: median(times),
    leastMs: Math.min(...times),
    rounds: times.length,
  }));
}
