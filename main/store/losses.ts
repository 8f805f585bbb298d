/** The losses of runs, every step: rows appended, joined, cut back and read; main process and command line. */
import { LabError } from '../../shared/result';
import type { LossChunk } from '../../shared/runs/run';
import { toBytes, toFloat32, toFloat64 } from './blobs';
import type { Database } from './database';
import {
  blockSteps,
  cutAtMultiples,
  endStep,
  joinChunks,
  makeBlock,
  sliceChunk,
  splitBlock,
  summarize,
  tailSteps,
} from './lossBlocks';

interface LossRow {
  readonly first_step: number;
  readonly count: number;
  readonly start_ms: number;
  readonly end_ms: number;
  readonly losses: Uint8Array;
  readonly knots_ms: Uint8Array | null;
}

/** Joined rows that took longer are given out in their parts, so that a slow run's time axis stays true. */
const slowBlockMs = 30_000;

/** Losses by run number. Writing methods belong into a transaction of the caller. */
export class LossTable {
  constructor(private readonly db: Database) {}

  /**
   * Adds chunks in order. Steps that are there already are passed over; a hole is refused. Time does not go back: what a
   * chunk begins with is at the earliest where the one before has ended.
   */
  append(run: number, chunks: readonly LossChunk[]): void {
    const last = this.lastRow(run);
    let tail = last && endStep(last) % tailSteps !== 0 ? last : null;
    let next = last ? endStep(last) : 0;
    const pieces: LossChunk[] = [];
    for (const chunk of chunks) {
      if (chunk.firstStep > next)
        throw new LabError('internal', `The losses of steps ${next} to ${chunk.firstStep - 1} are missing.`);
      if (endStep(chunk) <= next) continue;
      pieces.push(...cutAtMultiples(sliceChunk(chunk, next, endStep(chunk)), tailSteps));
      next = endStep(chunk);
    }
    let reachedMs = tail?.startMs ?? last?.endMs ?? 0;
    for (const piece of pieces) {
      const startMs = Math.max(reachedMs, piece.startMs);
      reachedMs = Math.max(startMs, piece.endMs);
      const timed: LossChunk = { ...piece, startMs, endMs: reachedMs };
      const grown = tail ? joinChunks([tail, timed]) : timed;
      const isFull = endStep(grown) % tailSteps === 0;
      if (isFull || piece === pieces.at(-1)) this.put(run, grown, null);
      tail = isFull ? null : grown;
      if (endStep(grown) % blockSteps === 0) this.joinRows(run, endStep(grown) - blockSteps);
    }
  }

  /** Forgets the losses from `step` on. */
  truncate(run: number, step: number): void {
    const crossing = this.rowWith(run, step);
    const kept = crossing ? partsOf(crossing).filter(({ firstStep }) => firstStep < step) : [];
    const from = Math.min(step, crossing?.first_step ?? step);
    this.db.run('DELETE FROM loss_chunks WHERE run = ? AND first_step >= ?', run, from);
    for (const part of kept) this.put(run, sliceChunk(part, part.firstStep, step), null);
  }

  /** All losses from `fromStep` on, as chunks without holes. */
  read(run: number, fromStep: number): LossChunk[] {
    return [...this.iterate(run, fromStep)];
  }

  /**
   * Like `read`, a row at a time: only a few kilobytes are in memory at once, and others may work in between; also rows
   * that are joined meanwhile are given without hole or repetition.
   */
  *iterate(run: number, fromStep = 0): Generator<LossChunk> {
    for (let step = fromStep; ;) {
      const row = this.rowWith(run, step);
      if (!row) return;
      for (const chunk of given(row)) {
        if (endStep(chunk) <= step) continue;
        yield chunk.firstStep < step ? sliceChunk(chunk, step, endStep(chunk)) : chunk;
        step = endStep(chunk);
      }
    }
  }

  /** Every loss with all that is known of its times: a joined row in the parts it was made from. */
  *parts(run: number): Generator<LossChunk> {
    for (let step = 0; ;) {
      const row = this.rowWith(run, step);
      if (!row) return;
      yield* partsOf(row);
      step = row.first_step + row.count;
    }
  }

  /** The row that holds a step. Of one that ends before it, as is found behind the last step of each run, no losses are read. */
  private rowWith(run: number, step: number): LossRow | undefined {
    return this.db.get<LossRow>(
      `SELECT * FROM loss_chunks WHERE run = ? AND first_step + count > ? AND first_step =
         (SELECT first_step FROM loss_chunks WHERE run = ? AND first_step <= ? ORDER BY first_step DESC LIMIT 1)`,
      ...[run, step, run, step],
    );
  }

  private lastRow(run: number): LossChunk | null {
    const row = this.db.get<LossRow>(
      'SELECT * FROM loss_chunks WHERE run = ? ORDER BY first_step DESC LIMIT 1',
      run,
    );
    return row ? chunkOf(row) : null;
  }

  /** Full rows from `firstStep` to the last one become one. */
  private joinRows(run: number, firstStep: number): void {
    const rows = this.db.all<LossRow>(
      'SELECT * FROM loss_chunks WHERE run = ? AND first_step >= ? ORDER BY first_step',
      ...[run, firstStep],
    );
    this.db.run('DELETE FROM loss_chunks WHERE run = ? AND first_step >= ?', run, firstStep);
    const block = makeBlock(rows.map(chunkOf));
    this.put(run, block, block.knotsMs);
  }

  private put(run: number, chunk: LossChunk, knotsMs: Float64Array | null): void {
    const { min, max, last } = summarize(chunk.losses);
    this.db.run(
      `INSERT OR REPLACE INTO loss_chunks (run, first_step, count, start_ms, end_ms, min, max, last, losses, knots_ms)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[run, chunk.firstStep, chunk.losses.length, chunk.startMs, chunk.endMs],
      ...[min, max, last, toBytes(chunk.losses), knotsMs && toBytes(knotsMs)],
    );
  }
}

function chunkOf({ first_step, start_ms, end_ms, losses }: LossRow): LossChunk {
  return { firstStep: first_step, losses: toFloat32(losses), startMs: start_ms, endMs: end_ms };
}

/** What a joined row was made from; another row as it is. */
function partsOf(row: LossRow): LossChunk[] {
  const chunk = chunkOf(row);
  return row.knots_ms ? splitBlock({ ...chunk, knotsMs: toFloat64(row.knots_ms) }) : [chunk];
}

/** How a row is given to readers. */
function given(row: LossRow): LossChunk[] {
  return row.end_ms - row.start_ms > slowBlockMs ? partsOf(row) : [chunkOf(row)];
}
