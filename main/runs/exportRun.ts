/** Writes a run with every point as CSV or JSON; main process and command line. */
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Evaluation, LossChunk, RunRecord } from '../../shared/runs/run';
import { writeWhole } from '../export/files';
import type { Store } from '../store/store';
import type { ExportFormat } from './types';

/** What an export is made of; points come in turn, so that a long run is never in memory as a whole. */
interface Points {
  readonly run: RunRecord;
  readonly evaluations: readonly Evaluation[];
  readonly chunks: Iterable<LossChunk>;
}

/**
 * Writes to a file or a stream (which it ends). A file is written aside and renamed, so that it is whole or not there.
 * Throws LabError `not-found`, `disk-full`, `read-only`; a stream's own errors pass through.
 */
export async function exportRun(
  store: Store,
  id: string,
  format: ExportFormat,
  target: string | Writable,
): Promise<void> {
  const run = store.getRun(id);
  // Nothing past this step: a run that goes on would grow under the pen.
  const endStep = run.step;
  const evaluations = store.evaluations(id).filter(({ step }) => step <= endStep);
  const points: Points = { run, evaluations, chunks: until(endStep, store.lossesInTurn(id)) };
  const text = format === 'csv' ? csvOf(points) : jsonOf(points);
  if (typeof target === 'string') await writeWhole(target, text);
  else await pipeline(Readable.from(text), target);
}

/** Chunks up to a step. */
function* until(endStep: number, chunks: Iterable<LossChunk>): Generator<LossChunk> {
  for (const chunk of chunks) {
    const most = endStep - chunk.firstStep;
    if (most <= 0) return;
    yield most >= chunk.losses.length ? chunk : { ...chunk, losses: chunk.losses.subarray(0, most) };
  }
}

const metrics = ['trainLoss', 'trainError', 'testLoss', 'testError'] as const;
const csvHeader = 'step,epoch,elapsed_ms,loss,train_loss,train_error_percent,test_loss,test_error_percent\n';

/**
 * A row a step with the loss of its batch; an evaluation stands in the row of the step before whose update it was made,
 * that at the end in a row of its own.
 */
function* csvOf({ run, evaluations, chunks }: Points): Generator<string> {
  yield `# LossLab run ${run.number}: ${oneLine(run.name)}\n`;
  yield `# id ${run.id}; state ${run.state}; data ${oneLine(run.datasetName)} (sha256 ${run.datasetHash})\n`;
  yield `# config ${JSON.stringify(run.config)}\n`;
  yield csvHeader;
  let next = 0;
  const evaluationAt = (step: number): Evaluation | null =>
    evaluations[next]?.step === step ? (evaluations[next++] ?? null) : null;
  for (const chunk of chunks) {
    const rows: string[] = [];
    for (const [i, loss] of chunk.losses.entries()) {
      const step = chunk.firstStep + i;
      rows.push(csvRow(run, step, timeAt(chunk, i), loss, evaluationAt(step)));
    }
    yield rows.join('');
  }
  for (const evaluation of evaluations.slice(next))
    yield csvRow(run, evaluation.step, evaluation.elapsedMs, null, evaluation);
}

function csvRow(
  { stepsPerEpoch }: RunRecord,
  step: number,
  elapsedMs: number,
  loss: number | null,
  evaluation: Evaluation | null,
): string {
  const cells = [
    step,
    Number((step / stepsPerEpoch).toFixed(6)),
    Number(elapsedMs.toFixed(3)),
    loss ?? '',
    ...metrics.map((metric) => evaluation?.[metric] ?? ''),
  ];
  return `${cells.join(',')}\n`;
}

/** Training time at a chunk's i-th step: only its start and end were measured. */
function timeAt({ losses, startMs, endMs }: LossChunk, i: number): number {
  return startMs + (i / losses.length) * (endMs - startMs);
}

/**
 * `losses[i]` is the loss of step i, "NaN" or "Infinity" where it is not a number; `lossTimes` are the measured times:
 * [first step, start, end] of consecutive pieces, milliseconds.
 */
function* jsonOf({ run, evaluations, chunks }: Points): Generator<string> {
  yield `{"format":"losslab-run","version":1,\n"run":${JSON.stringify(run)},\n"evaluations":${JSON.stringify(evaluations)},\n"losses":[`;
  const times: (readonly [number, number, number])[] = [];
  for (const { firstStep, losses, startMs, endMs } of chunks) {
    const numbers = Array.from(losses, (loss) => (Number.isFinite(loss) ? String(loss) : `"${loss}"`));
    yield `${times.length === 0 ? '' : ','}\n${numbers.join(',')}`;
    times.push([firstStep, startMs, endMs]);
  }
  yield `],\n"lossTimes":${JSON.stringify(times)}}\n`;
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ');
