// Every loss of every step comes back bit by bit, however it came in and whatever was cut back in between (Node).
import { statSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LossChunk } from '../../shared/runs/run';
import type { Database } from './database';
import { bitsOfSteps, chunkOf, comparedWith, newRun } from './fixtures/runs';
import { newFile, openTables, problemOf } from './fixtures/stores';
import { blockSteps, tailSteps } from './lossBlocks';
import { LossTable } from './losses';
import { RunTable } from './runs';

const newLosses = (db: Database) => ({
  losses: new LossTable(db),
  run: new RunTable(db).row(new RunTable(db).create(newRun(), 'nobody', 0).id).number,
});

interface Row {
  readonly first_step: number;
  readonly count: number;
  readonly min: number | null;
  readonly max: number | null;
  readonly last: number | null;
}
const rowsOf = (db: Database, run: number): Row[] =>
  db.all<Row>(
    'SELECT first_step, count, min, max, last FROM loss_chunks WHERE run = ? ORDER BY first_step',
    run,
  );

/** Even shares from 0 to `most` (doubles would nearly all be next to 0). */
const shares = (most: number) => fc.integer({ min: 0, max: 1000 * most }).map((n) => n / 1000);

/** Something a run does: it reports losses, some of them again, or goes back to a checkpoint. */
type Act =
  | {
      readonly kind: 'report';
      readonly sizes: readonly number[];
      readonly again: number;
      readonly ms: number;
    }
  | { readonly kind: 'goBack'; readonly share: number };
const acts: fc.Arbitrary<Act[]> = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('report' as const),
        sizes: fc.array(fc.oneof(fc.integer({ min: 0, max: 40 }), fc.constantFrom(511, 512, 513, 5000)), {
          minLength: 1,
          maxLength: 6,
        }),
        again: fc.integer({ min: 0, max: 700 }),
        ms: fc.constantFrom(0, 0.01, 1, 60),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('goBack' as const),
        share: shares(1),
      }),
    },
  ),
  { minLength: 1, maxLength: 12 },
);

/** Does it, and returns how many steps there are then. */
function perform(losses: LossTable, run: number, all: readonly Act[]): number {
  let steps = 0;
  let elapsedMs = 0;
  for (const act of all) {
    if (act.kind === 'goBack') {
      // Not always to a multiple of anything, and the clock goes back with it.
      steps = Math.floor(act.share * steps);
      elapsedMs *= act.share;
      losses.truncate(run, steps);
      continue;
    }
    let from = Math.max(0, steps - act.again);
    const chunks = act.sizes.map((size) => {
      const chunk = chunkOf(from, from + size, elapsedMs, elapsedMs + act.ms * size);
      from += size;
      elapsedMs = chunk.endMs;
      return chunk;
    });
    losses.append(run, chunks);
    steps = Math.max(steps, from);
  }
  return steps;
}

function expectEvenTimes(chunks: readonly LossChunk[]): void {
  for (const [i, { startMs, endMs }] of chunks.entries()) {
    expect(endMs).toBeGreaterThanOrEqual(startMs);
    expect(startMs).toBeGreaterThanOrEqual(chunks[i - 1]?.endMs ?? 0);
  }
}

test('what was reported is what is read, from any step on, and time never goes back', () => {
  const db = openTables();
  const askedFrom = fc.array(shares(1.1), { minLength: 3, maxLength: 3 });
  fc.assert(
    fc.property(acts, askedFrom, (all, asked) => {
      const { losses, run } = newLosses(db);
      const steps = db.write(() => perform(losses, run, all));
      for (const from of [0, steps, ...asked.map((share) => Math.floor(share * steps))]) {
        const chunks = losses.read(run, from);
        expect(comparedWith(from, Math.max(from, steps), chunks)).toBe('all');
        expectEvenTimes(chunks);
      }
    }),
    { numRuns: 150 },
  );
});

test('rows are few, whole and follow each other; each knows its smallest, largest and last loss', () => {
  const db = openTables();
  fc.assert(
    fc.property(acts, (all) => {
      const { losses, run } = newLosses(db);
      const steps = db.write(() => perform(losses, run, all));
      const rows = rowsOf(db, run);
      let next = 0;
      for (const { first_step, count, min, max, last } of rows) {
        expect(first_step).toBe(next);
        // A row of 512 at most, or a joined one; none crosses a multiple of either.
        expect([count <= tailSteps, count === blockSteps]).toContain(true);
        const size = count === blockSteps ? blockSteps : tailSteps;
        expect(Math.floor(first_step / size)).toBe(Math.floor((first_step + count - 1) / size));
        const numbers = new Float32Array(bitsOfSteps(first_step, first_step + count).buffer);
        const comparable = numbers.filter((loss) => !Number.isNaN(loss));
        expect({ min, max }).toEqual({ min: Math.min(...comparable), max: Math.max(...comparable) });
        expect(last).toBe(Number.isNaN(numbers.at(-1)) ? null : numbers.at(-1));
        next += count;
      }
      expect(next).toBe(steps);
      const joinable = Math.floor(steps / blockSteps) * blockSteps;
      expect(rows.length).toBeLessThanOrEqual(Math.ceil(steps / tailSteps));
      // After a cut the last block is in parts again, until it is full.
      if (all.every(({ kind }) => kind === 'report'))
        expect(rows.filter(({ first_step }) => first_step < joinable)).toHaveLength(joinable / blockSteps);
    }),
    { numRuns: 100 },
  );
});

test('nothing but losses that are no numbers', () => {
  const db = openTables();
  const { losses, run } = newLosses(db);
  losses.append(run, [{ firstStep: 0, losses: Float32Array.of(NaN, NaN), startMs: 0, endMs: 1 }]);
  expect(rowsOf(db, run)[0]).toMatchObject({ count: 2, min: null, max: null, last: null });
  losses.append(run, [{ firstStep: 2, losses: Float32Array.of(-Infinity, Infinity), startMs: 1, endMs: 2 }]);
  expect(rowsOf(db, run)[0]).toMatchObject({ count: 4, min: -Infinity, max: Infinity, last: Infinity });
});

test('a hole is refused, and says which steps are missing', () => {
  const db = openTables();
  const { losses, run } = newLosses(db);
  losses.append(run, [chunkOf(0, 10)]);
  const problem = problemOf(() => losses.append(run, [chunkOf(10, 20), chunkOf(25, 30)]));
  expect(problem).toMatchObject({ code: 'internal', message: 'The losses of steps 20 to 24 are missing.' });
  expect(comparedWith(0, 10, losses.read(run, 0))).toBe('all');
});

test('a reader that others write under gets every step once', () => {
  const db = openTables();
  const { losses, run } = newLosses(db);
  losses.append(run, [chunkOf(0, 8000)]);
  const reader = losses.iterate(run);
  const seen = [reader.next().value as LossChunk];
  // The rows it has not read yet become one with the one it has.
  losses.append(run, [chunkOf(8000, 20_000)]);
  expect(rowsOf(db, run)[0]!.count).toBe(blockSteps);
  expect(comparedWith(0, 20_000, [...seen, ...reader])).toBe('all');
});

test('a slow run keeps the times of its parts when they are joined', () => {
  const db = openTables();
  const { losses, run } = newLosses(db);
  const parts = Array.from({ length: 16 }, (_, i) => i);
  // Each part takes a minute more than the one before.
  const msAt = (part: number) => 30_000 * part * part;
  for (const i of parts)
    losses.append(run, [chunkOf(i * tailSteps, (i + 1) * tailSteps, msAt(i), msAt(i + 1))]);
  expect(rowsOf(db, run)).toHaveLength(1);
  expect(losses.read(run, 0).map(({ startMs, endMs }) => [startMs, endMs])).toEqual(
    parts.map((i) => [msAt(i), msAt(i + 1)]),
  );
  losses.truncate(run, 5 * tailSteps + 256);
  const [last] = losses.read(run, 5 * tailSteps);
  expect(last).toMatchObject({ startMs: msAt(5), endMs: (msAt(5) + msAt(6)) / 2 });
});

test('500,000 points take little more than their bytes, and are read without all being in memory', () => {
  const file = newFile();
  const db = openTables(file);
  const { losses, run } = newLosses(db);
  const steps = 500_000;
  for (let from = 0; from < steps; from += 1250)
    db.write(() => losses.append(run, [chunkOf(from, from + 625), chunkOf(from + 625, from + 1250)]));
  expect(rowsOf(db, run)).toHaveLength(Math.floor(steps / blockSteps) + 1);
  expect(comparedWith(0, steps, losses.read(run, 0))).toBe('all');
  db.pragma('wal_checkpoint(TRUNCATE)');
  expect(statSync(file).size).toBeLessThan(1.15 * 4 * steps);

  const collect = collector();
  collect();
  const before = process.memoryUsage().arrayBuffers;
  let count = 0;
  let most = 0;
  for (const chunk of losses.iterate(run)) {
    count += chunk.losses.length;
    if (chunk.firstStep % (10 * blockSteps) !== 0) continue;
    collect();
    most = Math.max(most, process.memoryUsage().arrayBuffers - before);
  }
  expect(count).toBe(steps);
  expect(most).toBeLessThan(400_000);
});

/** Frees what nobody holds, at once. */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}
