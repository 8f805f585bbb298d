/** Writes runs with every point as CSV or JSON; main process and command line. */
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { csvCell } from '../../shared/export/table';
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
 * Writes a run to a file or a stream (which it ends). A file is written aside and renamed, so that it is whole or not there.
 * Throws LabError `not-found`, `disk-full`, `read-only`; a stream's own errors pass through.
 */
export async function exportRun(
  store: Store,
  id: string,
  format: ExportFormat,
  target: string | Writable,
): Promise<void> {
  const points = pointsOf(store, id);
  await put(format === 'csv' ? csvOf(points) : jsonOf(points), target);
}

/** Several runs in one file: CSV has a row a point with the run before it, JSON a list of what `exportRun` writes. */
export async function exportRuns(
  store: Store,
  ids: readonly string[],
  format: ExportFormat,
  target: string | Writable,
): Promise<void> {
  const all = ids.map((id) => pointsOf(store, id));
  await put(format === 'csv' ? csvOfAll(all) : jsonOfAll(all), target);
}

async function put(text: Iterable<string>, target: string | Writable): Promise<void> {
  if (typeof target === 'string') await writeWhole(target, text);
  else await pipeline(Readable.from(text), target);
}

function pointsOf(store: Store, id: string): Points {
  const run = store.getRun(id);
  // Nothing past this step: a run that goes on would grow under the pen.
  const endStep = run.step;
  const evaluations = store.evaluations(id).filter(({ step }) => step <= endStep);
  return { run, evaluations, chunks: until(endStep, store.lossesInTurn(id)) };
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

function* csvOf(points: Points): Generator<string> {
  yield* csvNotes(points);
  yield csvHeader;
  yield* csvRows(points);
}

function* csvOfAll(all: readonly Points[]): Generator<string> {
  for (const points of all) yield* csvNotes(points);
  yield `run,run_name,${csvHeader}`;
  for (const points of all) {
    const before = `${points.run.number},${csvCell(points.run.name)},`;
    for (const rows of csvRows(points)) yield rows.replace(/^(?=.)/gm, () => before);
  }
}

function* csvNotes({ run }: Points): Generator<string> {
  yield `# LossLab run ${run.number}: ${oneLine(run.name)}\n`;
  yield `# id ${run.id}; state ${run.state}; data ${oneLine(run.datasetName)} (sha256 ${run.datasetHash})\n`;
  yield `# config ${JSON.stringify(run.config)}\n`;
}

/**
 * A row a step with the loss of its batch; an evaluation stands in the row of the step before whose update it was made,
 * that at the end in a row of its own.
 */
function* csvRows({ run, evaluations, chunks }: Points): Generator<string> {
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

function* jsonOfAll(all: readonly Points[]): Generator<string> {
  yield '{"format":"losslab-runs","version":1,"runs":[\n';
  for (const [i, points] of all.entries()) {
    if (i > 0) yield ',';
    yield* jsonOf(points);
  }
  yield ']}\n';
}

/** In one line; where a table's program parts it into cells, none of them may be taken for a formula. */
const oneLine = (text: string): string =>
  text.replace(/\s+/g, ' ').replace(/([,;]\s*["']?)(?=[=+\-@])/g, "$1'");
