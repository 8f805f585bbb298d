/** How LossLab's time for an epoch of MNIST grows with width, depth, batch and data; benchmark, Node. */
import { mnistCase, type BenchCase } from './cases';
import type { LossLabContender } from './lossLab';
import { median } from './measure';

/** One point of a growth curve. */
export interface GrowthPoint {
  readonly along: 'width' | 'depth' | 'batch' | 'rows';
  readonly value: number;
  readonly msPerEpoch: number;
}

const points: readonly (readonly [GrowthPoint['along'], number, BenchCase])[] = [
  ...[16, 64, 256, 1024].map((width) => ['width', width, mnistCase([width], 64)] as const),
  ...[1, 2, 4].map((depth) => ['depth', depth, mnistCase(new Array<number>(depth).fill(64), 64)] as const),
  ...[16, 64, 256, 1024].map((batch) => ['batch', batch, mnistCase([64], batch)] as const),
  ...[7500, 15_000, 30_000, 60_000].map((rows) => ['rows', rows, mnistCase([64], 64, { rows })] as const),
];

/** Measures every point `rounds` times in a row. */
export async function measureGrowth(lossLab: LossLabContender, rounds: number): Promise<GrowthPoint[]> {
  const measured: GrowthPoint[] = [];
  for (const [along, value, of] of points) {
    await lossLab.prepare(of);
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) times.push(await lossLab.measure());
    await lossLab.finish();
    measured.push({ along, value, msPerEpoch: median(times) });
  }
  return measured;
}
