/** Makes a run of the lab of what another program recorded: which series is which measure, steps, epochs, times; main process and command line. */
import { createHash } from 'node:crypto';
import { unknownConfig } from '../../shared/config/unknownConfig';
import type { Evaluation, ImportedSeries, LossChunk, RunRecord } from '../../shared/runs/run';
import { importLimits } from '../../shared/runs/wholeRun';
import type { WholeRun } from '../store/wholeRun';
import type { ImportedRun, ImportedRunSeries } from './importedRun';
import { measureOf, type Meaning } from './measures';

interface Meant {
  readonly series: ImportedRunSeries;
  readonly meaning: Meaning | null;
}

/** The run; the same record gives the same id, so that it is not imported twice. */
export function toWholeRun(imported: ImportedRun, now: number): WholeRun {
  const series = imported.series.slice(0, importLimits.maxSeries);
  const meant = chosen(series);
  const epochs = series.find(({ name }) => /^(train\/)?epochs?$/i.test(name));
  const startMs = series.reduce((first, { wallMs }) => Math.min(first, wallMs?.[0] ?? Infinity), Infinity);
  const clock = Number.isFinite(startMs) ? startMs : 0;
  const stepsPerEpoch = stepsPerEpochOf(epochs);
  const losses = lossChunk(meant.find(({ meaning }) => meaning?.measure === 'loss'));
  const evaluations = evaluationsOf(meant, stepsPerEpoch, clock, losses !== null);
  const lastSteps = series.map(({ steps }) => steps.at(-1) ?? 0);
  const step = Math.max(losses?.losses.length ?? 0, ...lastSteps);
  const end = Math.max(clock, ...series.map(({ wallMs }) => wallMs?.at(-1) ?? 0));
  const last = evaluations.at(-1) ?? null;
  // Times from 1970 say when; others only how long.
  const isDated = clock > Date.UTC(1990, 0) && clock < now + 86_400_000;
  const record: WholeRun['record'] = {
    id: idOf(imported),
    name: cut(imported.name, 200),
    ...{ tags: imported.tags.slice(0, 30).map((tag) => cut(tag, 60)), notes: cut(imported.notes, 20_000) },
    ...{ starred: false, archived: false, state: imported.state },
    stateReason: imported.state === 'completed' ? null : 'So it was recorded by the program that trained it.',
    createdAt: now,
    startedAt: isDated ? Math.round(clock) : null,
    finishedAt: isDated ? Math.round(end) : null,
    ...{ config: unknownConfig, configHash: `imported:${idOf(imported)}` },
    ...{ datasetName: datasetOf(imported), datasetHash: '', parameterCount: 0 },
    ...{ stepsPerEpoch, totalSteps: step, step, epoch: Math.floor(step / stepsPerEpoch) },
    elapsedMs: Math.max(0, end - clock),
    latest: last,
    result: resultOf(evaluations, losses),
    ...{ engine: null, environment: null },
    origin: {
      kind: imported.kind,
      fileName: cut(imported.fileName, 1000),
      importedAt: now,
      params: imported.params.slice(0, importLimits.maxParams).map(({ name, value }) => ({
        name: cut(name, importLimits.maxNameLength),
        value: cut(value, importLimits.maxValueLength),
      })),
      series: meant.map(({ series, meaning }) => described(series, meaning)),
    },
  };
  return {
    record,
    stoppedByUser: false,
    losses: losses ? [losses] : [],
    evaluations,
    ...{ boundaries: [], spreads: [], checkpoints: [], weights: null },
    series: series.map(({ name, steps, values, wallMs }) => ({
      ...{ name: cut(name, importLimits.maxNameLength), steps, values },
      timesMs: wallMs && wallMs.map((at) => at - clock),
    })),
  };
}

/** Lone surrogates, as a cut may leave one, become U+FFFD. */
const cut = (text: string, most: number): string => text.slice(0, most).replace(/\p{Surrogate}/gu, '\ufffd');

/**
 * Each measure has the series whose name says it best. Of several losses of the training the one that has every step is the
 * loss of steps, another the training loss.
 */
function chosen(series: readonly ImportedRunSeries[]): Meant[] {
  const named = series.map((one): Meant => ({ series: one, meaning: measureOf(one.name, one.values) }));
  const stepwise = best(
    named.filter(({ series: { steps }, meaning }) => meaning?.measure === 'loss' && isConsecutive(steps)),
  );
  const meant = named.map((one): Meant => {
    const { meaning } = one;
    if (meaning?.measure !== 'loss' || one === stepwise) return one;
    return { ...one, meaning: { ...meaning, measure: 'trainLoss' } };
  });
  return meant.map((one) => {
    const rivals = meant.filter(({ meaning }) => meaning?.measure === one.meaning?.measure);
    return one.meaning && best(rivals) !== one ? { ...one, meaning: null } : one;
  });
}

/** The one whose name says it best; of equal ones the first. */
function best(all: readonly Meant[]): Meant | undefined {
  return all.reduce<Meant | undefined>(
    (found, one) => ((one.meaning?.rank ?? Infinity) < (found?.meaning?.rank ?? Infinity) ? one : found),
    undefined,
  );
}

/** A loss for every step from the first one on: what the lab keeps step by step. */
function isConsecutive(steps: Float64Array): boolean {
  const [first = NaN] = steps;
  return steps.length > 1 && first <= 1 && (steps.at(-1) ?? 0) - first === steps.length - 1;
}

function lossChunk(loss: Meant | undefined): LossChunk | null {
  if (!loss) return null;
  const { values, wallMs } = loss.series;
  const endMs = wallMs ? Math.max(0, (wallMs.at(-1) ?? 0) - (wallMs[0] ?? 0)) : 0;
  return { firstStep: 0, losses: Float32Array.from(values), startMs: 0, endMs };
}

/** Where nobody says how long an epoch is, every step is one. */
function stepsPerEpochOf(epochs: ImportedRunSeries | undefined): number {
  const [lastStep, lastEpoch] = [epochs?.steps.at(-1) ?? 0, epochs?.values.at(-1) ?? 0];
  const found = Math.round(lastStep / lastEpoch);
  return Number.isFinite(found) && found >= 1 ? found : 1;
}

function evaluationsOf(
  meant: readonly Meant[],
  stepsPerEpoch: number,
  clock: number,
  hasLosses: boolean,
): Evaluation[] {
  const at = new Map<number, Record<string, number | null>>();
  for (const { series, meaning } of meant) {
    if (!meaning || (meaning.measure === 'loss' && hasLosses)) continue;
    for (const [i, step] of series.steps.entries()) {
      const found = at.get(step) ?? {};
      const value = meaning.convert(series.values[i] as number);
      found[meaning.measure] = Number.isFinite(value) ? value : null;
      found['elapsedMs'] = series.wallMs ? (series.wallMs[i] as number) - clock : (found['elapsedMs'] ?? 0);
      at.set(step, found);
    }
  }
  return [...at]
    .sort(([a], [b]) => a - b)
    .map(([step, found]) => ({
      ...{ step, epoch: step / stepsPerEpoch, elapsedMs: Math.max(0, found['elapsedMs'] ?? 0) },
      trainLoss: found['trainLoss'] ?? null,
      trainError: found['trainError'] ?? null,
      testLoss: found['testLoss'] ?? null,
      testError: found['testError'] ?? null,
    }));
}

/** The last value of each measure, wherever it was made. */
function resultOf(evaluations: readonly Evaluation[], losses: LossChunk | null): RunRecord['result'] {
  const lastOf = (measure: 'trainLoss' | 'trainError' | 'testLoss' | 'testError') =>
    evaluations.findLast((one) => one[measure] !== null)?.[measure] ?? null;
  const finalLoss = losses?.losses.at(-1) ?? null;
  return {
    finalLoss: finalLoss !== null && Number.isFinite(finalLoss) ? finalLoss : null,
    ...{ trainLoss: lastOf('trainLoss'), trainError: lastOf('trainError') },
    ...{ testLoss: lastOf('testLoss'), testError: lastOf('testError') },
    ...{ confusion: [], confusionOf: 'test', perClassError: [], epochSeconds: [], stoppedEarly: false },
  };
}

function described({ name, steps, values }: ImportedRunSeries, meaning: Meaning | null): ImportedSeries {
  const last = values.at(-1);
  return {
    name: cut(name, importLimits.maxNameLength),
    as: meaning?.measure ?? null,
    points: steps.length,
    last: last !== undefined && Number.isFinite(last) ? last : null,
  };
}

function datasetOf({ params }: ImportedRun): string {
  const known = params.find(({ name }) => /^(data(_?set)?(_name)?)$/i.test(name));
  return known ? cut(known.value, 300) : '';
}

/** Twelve characters of base 36, from all that was recorded. */
function idOf({ kind, name, params, series }: ImportedRun): string {
  const hash = createHash('sha256').update(JSON.stringify([kind, name, params]));
  for (const { name: of, steps, values } of series) {
    hash.update(JSON.stringify([of, steps.length]));
    for (const numbers of [steps, values])
      hash.update(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength));
  }
  const digits = BigInt(`0x${hash.digest('hex').slice(0, 32)}`).toString(36);
  return digits.padStart(12, '0').slice(-12);
}
