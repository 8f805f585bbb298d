/** What a study comes to: every run of every row, at full length or at a fraction of its epochs; runs anywhere. */
import { canonicalConfig, type RunConfig } from '../config/runConfig';
import { LabError } from '../result';
import { findField } from '../sweep/fields';
import { expandTrials, openSearch } from '../sweep/trials';
import { studyLimits } from './limits';
import { baseOf, rowsOf, type Study, type StudyRow } from './studyFile';

/** How a study is to be run. */
export interface StudyOptions {
  /** Of the epochs of every run, above 0 and at most 1. */
  readonly fraction: number;
  /** Seeds of every run row, counted from its own; null: as the template says. */
  readonly seeds: number | null;
  /** Only these rows; null: all. */
  readonly rows: readonly string[] | null;
}

/** One run of a row. */
export interface PlannedRun {
  readonly rowId: string;
  readonly config: RunConfig;
  /** The same as in the template: nothing was left out. */
  readonly isFullLength: boolean;
  /** Runs of a row with the same number differ in their seed only. */
  readonly member: number;
  /** What a member of a sweep varies, in words; '' for a plain run. */
  readonly varied: string;
}

/** Throws LabError `invalid-input` where the options do not fit the study. */
export function checkStudyOptions(study: Study, { fraction, seeds, rows }: StudyOptions): void {
  if (!(fraction > 0 && fraction <= 1))
    throw new LabError('invalid-input', `The fraction must be above 0 and at most 1; it is ${fraction}.`);
  const { maxSeeds } = studyLimits;
  if (seeds !== null && !(Number.isInteger(seeds) && seeds >= 1 && seeds <= maxSeeds))
    throw new LabError(
      'invalid-input',
      `The number of seeds must be a whole number from 1 to ${maxSeeds}; it is ${seeds}.`,
    );
  const known = rowsOf(study).map(({ id }) => id);
  const unknown = rows?.find((id) => !known.includes(id));
  if (unknown !== undefined)
    throw new LabError('invalid-input', `There is no row "${unknown}"; rows are: ${known.join(', ')}.`);
  if (rows?.length === 0) throw new LabError('invalid-input', 'Choose at least one row.');
}

/** Every run in the order of the rows. Throws LabError `invalid-input`. */
export function planStudy(study: Study, options: StudyOptions): readonly PlannedRun[] {
  checkStudyOptions(study, options);
  const runs = rowsOf(study)
    .filter(({ id }) => options.rows?.includes(id) ?? true)
    .flatMap((row) => runsOfRow(row, options));
  if (runs.length > studyLimits.maxRuns)
    throw new LabError(
      'invalid-input',
      `The study comes to ${runs.length} runs; at most ${studyLimits.maxRuns} are possible.`,
    );
  return runs;
}

function runsOfRow(row: StudyRow, { fraction, seeds }: StudyOptions): PlannedRun[] {
  const planned = (config: RunConfig, seed: number, member: number, varied: string): PlannedRun => {
    const full = { ...config, seed };
    const scaled = scaleConfig(full, fraction);
    const isFullLength = scaled.training.epochs === full.training.epochs;
    return { rowId: row.id, config: scaled, isFullLength, member, varied };
  };
  const base = baseOf(row);
  if (row.sweep) {
    const { sweep } = row;
    return [...expandTrials(openSearch(sweep, canonicalConfig))].flatMap(({ number, config, point }) =>
      sweep.seeds.map((seed) => planned(config, seed, number, pointInWords(point))),
    );
  }
  return seedsOf(row, base.seed, seeds).map((seed) => planned(base, seed, 1, ''));
}

function seedsOf(row: StudyRow, first: number, wanted: number | null): readonly number[] {
  if (wanted === null && typeof row.seeds !== 'number') return row.seeds;
  const count = wanted ?? (row.seeds as number);
  return Array.from({ length: count }, (_, i) => (first + i) % 0x1_0000_0000);
}

const pointInWords = (point: Readonly<Record<string, unknown>>): string =>
  Object.entries(point)
    .map(([path, value]) => `${(findField(path)?.label ?? path).toLowerCase()} ${String(value)}`)
    .join(', ');

/**
 * The configuration with a fraction of the epochs, at least one where there were any, evaluated about as often over the run.
 * A schedule's own lengths stay as they are.
 */
export function scaleConfig(config: RunConfig, fraction: number): RunConfig {
  const { epochs } = config.training;
  if (fraction >= 1 || epochs === 0) return config;
  const everyEpochs = Math.max(1, Math.round(config.evaluation.everyEpochs * fraction));
  return {
    ...config,
    training: { ...config.training, epochs: Math.max(1, Math.round(epochs * fraction)) },
    evaluation: { ...config.evaluation, everyEpochs },
  };
}
