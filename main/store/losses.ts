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
  type LossBlock,
} from './lossBlocks';

interface LossRow {
  readonly first_step: number;
  readonly start_ms: number;
  readonly end_ms: number;
  readonly losses: Uint8Array;
  readonly knots_ms: Uint8Array | null;
}

/** Joined rows that took longer are given out in their parts, so that a slow run's time axis stays true. */
const slowBlockMs = 30_000;

const columns = 'first_step, start_ms, end_ms, losses, knots_ms';

/** Losses by run number. Writing methods belong into a transaction of the caller. */
export class LossTable {
  constructor(private readonly db: Database) {}

  /** The first step that is not there yet. */
  nextStep(run: number): number {
    const last = this.db.get<{ first_step: number; count: number }>(
      'SELECT first_step, count FROM loss_chunks WHERE run = ? ORDER BY first_step DESC LIMIT 1',
      run,
    );
    return last ? last.first_step + last.count : 0;
  }

  /** Adds chunks in order. Steps that are there already are passed over; a hole is refused. */
  append(run: number, chunks: readonly LossChunk[]): void {
    let tail = this.openTail(run);
    let next = tail ? endStep(tail) : this.nextStep(run);
    const pieces: LossChunk[] = [];
    for (const chunk of chunks) {
      if (chunk.firstStep > next)
        throw new LabError('internal', `The losses of steps ${next} to ${chunk.firstStep - 1} are missing.`);
      if (endStep(chunk) <= next) continue;
      pieces.push(...cutAtMultiples(sliceChunk(chunk, next, endStep(chunk)), tailSteps));
      next = endStep(chunk);
    }
    for (const piece of pieces) {
      const grown: LossChunk = tail ? joinChunks([tail, piece]) : piece;
      const isFull = endStep(grown) % tailSteps === 0;
      if (isFull || piece === pieces.at(-1)) this.put(run, grown, null);
      tail = isFull ? null : grown;
      if (endStep(grown) % blockSteps === 0) this.joinRows(run, endStep(grown) - blockSteps);
    }
  }

  /** Forgets the losses from `step` on. */
  truncate(run: number, step: number): void {
    const crossing = this.rows(run, step).find(({ first_step }) => first_step < step);
    this.db.run('DELETE FROM loss_chunks WHERE run = ? AND first_step >= ?', run, step);
    if (!crossing) return;
    this.db.run('DELETE FROM loss_chunks WHERE run = ? AND first_step = ?', run, crossing.first_step);
    const chunk = chunkOf(crossing);
    const parts = chunk.knotsMs ? splitBlock({ ...chunk, knotsMs: chunk.knotsMs }) : [chunk];
    for (const part of parts)
      if (part.firstStep < step) this.put(run, sliceChunk(part, part.firstStep, step), null);
  }

  /** All losses from `fromStep` on, as chunks without holes. */
  read(run: number, fromStep: number): LossChunk[] {
    return this.rows(run, fromStep).flatMap((row) => this.given(row, fromStep));
  }

  /** Like `read`, a row at a time: only a few kilobytes are in memory at once, and others may work in between. */
  *iterate(run: number): Generator<LossChunk> {
    for (let step = 0; ;) {
      const row = this.db.get<LossRow>(
        `SELECT ${columns} FROM loss_chunks WHERE run = ? AND first_step >= ? ORDER BY first_step LIMIT 1`,
        run,
        step,
      );
      if (!row) return;
      for (const chunk of this.given(row, 0)) {
        yield chunk;
        step = endStep(chunk);
      }
    }
  }

  private given(row: LossRow, fromStep: number): LossChunk[] {
    const chunk = chunkOf(row);
    const isSlow = chunk.endMs - chunk.startMs > slowBlockMs;
    const parts =
      chunk.knotsMs && isSlow
        ? splitBlock({ ...chunk, knotsMs: chunk.knotsMs })
        : [
            {
              firstStep: chunk.firstStep,
              losses: chunk.losses,
              startMs: chunk.startMs,
              endMs: chunk.endMs,
            },
          ];
    return parts
      .filter((part) => endStep(part) > fromStep)
      .map((part) => (part.firstStep < fromStep ? sliceChunk(part, fromStep, endStep(part)) : part));
  }

  private rows(run: number, fromStep: number): LossRow[] {
    return this.db.all<LossRow>(
      `SELECT ${columns} FROM loss_chunks WHERE run = ? AND first_step > ? AND first_step + count > ? ORDER BY first_step`,
      run,
      fromStep - blockSteps,
      fromStep,
    );
  }

  /** The last row if it is not full. */
  private openTail(run: number): LossChunk | null {
    const row = this.db.get<LossRow>(
      `SELECT ${columns} FROM loss_chunks WHERE run = ? ORDER BY first_step DESC LIMIT 1`,
      run,
    );
    const chunk = row && chunkOf(row);
    return chunk && endStep(chunk) % tailSteps !== 0 ? chunk : null;
  }

  private joinRows(run: number, firstStep: number): void {
    const rows = this.rows(run, firstStep).map(chunkOf);
    this.db.run('DELETE FROM loss_chunks WHERE run = ? AND first_step >= ?', run, firstStep);
    const block = makeBlock(rows);
    this.put(run, block, block.knotsMs);
  }

  private put(run: number, chunk: LossChunk, knotsMs: Float64Array | null): void {
    const { min, max, last } = summarize(chunk.losses);
    this.db.run(
      `INSERT INTO loss_chunks (run, first_step, count, start_ms, end_ms, min, max, last, losses, knots_ms)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (run, first_step) DO UPDATE SET
         count = excluded.count, end_ms = excluded.end_ms, min = excluded.min, max = excluded.max,
         last = excluded.last, losses = excluded.losses, knots_ms = excluded.knots_ms`,
      ...[run, chunk.firstStep, chunk.losses.length, chunk.startMs, chunk.endMs],
      ...[min, max, last, toBytes(chunk.losses), knotsMs && toBytes(knotsMs)],
    );
  }
}

function chunkOf(row: LossRow): LossChunk & { readonly knotsMs: LossBlock['knotsMs'] | null } {
  return {
    firstStep: row.first_step,
    losses: toFloat32(row.losses),
    startMs: row.start_ms,
    endMs: row.end_ms,
    knotsMs: row.knots_ms && toFloat64(row.knots_ms),
  };
}
