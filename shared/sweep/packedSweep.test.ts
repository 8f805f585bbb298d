/** A whole sweep in texts comes out as it went in, in parts that are each soon read. */
import { expect, it } from 'vitest';
import { packSweep, unpackPart, unpackSweep } from './packedSweep';
import type { SweepDetail, SweepLine, SweepRecord } from './record';

function detailOf(trials: number, seeds: number): SweepDetail {
  const lines = Array.from({ length: trials * seeds }, (_, place): SweepLine => {
    const [trial, seed] = [1 + Math.floor(place / seeds), 1 + (place % seeds)];
    const isEven = place % 2 === 0;
    return {
      ...{ trial, seed, hash: `h${place}`, state: isEven ? 'completed' : 'waiting', place, reason: null },
      ...{ runId: isEven ? `r${place}` : null, value: isEven ? place / 7 : null, epochs: 1, endedAt: null },
    };
  });
  return {
    record: { id: 'sweep' } as SweepRecord,
    trials: Array.from({ length: trials }, (_, i) => ({ number: i + 1, point: { rate: 1 / (i + 1) } })),
    lines,
  };
}

it('comes out as it went in', () => {
  for (const [trials, seeds] of [
    [0, 1],
    [3, 2],
    [1000, 1],
    [2500, 3],
  ] as const) {
    const detail = detailOf(trials, seeds);
    expect(unpackSweep(packSweep(detail))).toEqual(detail);
  }
});

it('is in parts of a thousand', () => {
  const { parts } = packSweep(detailOf(2500, 1));
  expect(parts.map((part) => unpackPart(part).lines.length)).toEqual([1000, 1000, 500]);
});
