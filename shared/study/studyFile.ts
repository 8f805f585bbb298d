/** A study template: sections of rows, each a run or a sweep with what was published about it; schema and check; runs anywhere. */
import { strategyOf } from '../catalog/strategies';
import { runConfigSchema, type RunConfig } from '../config/runConfig';
import { LabError, type Issue } from '../result';
import { sweepSchema, type Sweep } from '../sweep/sweepFile';
import { z } from '../zod';
import { studyLimits } from './limits';

/** What of a run is set beside a published figure; smaller is better for all of them. */
export const measures = [
  'testError',
  'trainError',
  'testLoss',
  'trainLoss',
  'firstLoss',
  'finalLoss',
] as const;
export type Measure = (typeof measures)[number];

const line = (max: number) => z.string().trim().max(max);
const id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, {
  error: 'An id is at most 40 small letters, digits and hyphens, and begins with a letter or digit.',
});
const finite = z.number({ error: 'A published value must be a number.' });
const seedNumber = z.number().refine((v) => Number.isInteger(v) && v >= 0 && v <= 0xffff_ffff, {
  error: 'A seed must be a whole number from 0 to 4,294,967,295.',
});

const publishedSchema = z.strictObject({
  measure: z.enum(measures, { error: `A measure is one of ${measures.join(', ')}.` }),
  /** Errors in percent (0–100), losses in the loss's own unit. */
  value: finite,
  /** Half a unit of the last digit that was published. */
  rounding: finite.min(0).default(0),
  /** In the source's words, where they say more than the number. */
  said: line(300).default(''),
  /** A statement of the source's, not something it has measured. */
  isClaim: z.boolean().default(false),
  /** What the reader must know about it. */
  note: line(500).default(''),
});
export type Published = z.output<typeof publishedSchema>;

const rowSchema = z
  .strictObject({
    id,
    title: line(200).min(1, { error: 'A row needs a title.' }),
    /** The source's figure, such as "Figure 8". */
    figure: line(100).default(''),
    note: line(1000).default(''),
    /** A run's configuration, or … */
    run: runConfigSchema.optional(),
    /** … a sweep, whose best configuration is shown. */
    sweep: sweepSchema.optional(),
    /** Of a run: how many seeds, counted from its own; or which. A sweep has its own. */
    seeds: z
      .union([
        z.number().refine((v) => Number.isInteger(v) && v >= 1 && v <= studyLimits.maxSeeds, {
          error: `The number of seeds must be a whole number from 1 to ${studyLimits.maxSeeds}.`,
        }),
        z.array(seedNumber).min(1).max(studyLimits.maxSeeds),
      ])
      .default(1),
    published: z.array(publishedSchema).max(20).default([]),
  })
  .superRefine((row, context) => {
    const issue = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    if ((row.run === undefined) === (row.sweep === undefined))
      issue('run', 'A row has either a run or a sweep.');
    if (row.sweep && !(row.seeds === 1)) issue('seeds', 'A sweep brings its own seeds.');
    if (row.sweep && strategyOf(row.sweep.strategy.id).id === 'tpe')
      issue(
        'sweep',
        'A study needs a sweep whose configurations are known beforehand: grid, random or list.',
      );
    if (new Set(row.published.map(({ measure }) => measure)).size < row.published.length)
      issue('published', 'A measure is listed twice.');
  });
export type StudyRow = z.output<typeof rowSchema>;

const barsSchema = z.strictObject({
  title: line(200),
  figure: line(100).default(''),
  bars: z
    .array(z.strictObject({ label: line(40), row: id }))
    .min(1)
    .max(40),
});

const numbers = z.array(finite).min(1).max(20);
const findingSchema = z.discriminatedUnion('kind', [
  /** The error of an untrained network against what its number of classes makes of it. */
  z.strictObject({ kind: z.literal('untrained'), title: line(200), row: id }),
  /** The least value a loss can take, and the same network with the proper loss. */
  z.strictObject({ kind: z.literal('loss-floor'), title: line(200), row: id, proper: id }),
  /** More outputs than classes, and the same network without. */
  z.strictObject({
    kind: z.literal('extra-outputs'),
    title: line(200),
    rows: z.array(id).min(1).max(10),
    proper: id,
  }),
  /** A published error that the network it is given for does not reach, here or elsewhere, and a wider one that comes near it. */
  z.strictObject({
    kind: z.literal('another-network'),
    title: line(200),
    row: id,
    wider: id,
    /** The row's configuration, trained by another framework with other seeds. */
    reference: z.strictObject({
      framework: line(60),
      epochs: finite.min(1),
      testErrors: numbers,
    }),
  }),
  /** One gradient step of y = g(A·X) on ½ Σ (y − t)², against a published calculation. */
  z.strictObject({
    kind: z.literal('gradient-step'),
    title: line(200),
    weights: numbers,
    /** One row of inputs a weight. */
    inputs: z.array(numbers).min(1).max(20),
    targets: numbers,
    learningRate: finite,
    published: z
      .array(
        z.strictObject({
          activation: z.enum(['identity', 'relu']),
          gradient: numbers,
          weights: numbers,
          loss: finite,
        }),
      )
      .min(1)
      .max(2),
  }),
]);
export type FindingSpec = z.output<typeof findingSchema>;

const sectionSchema = z.strictObject({
  id,
  title: line(200),
  text: z.array(line(2000)).max(20).default([]),
  rows: z.array(rowSchema).min(1).max(studyLimits.maxRows),
  /** Bar charts of the rows' test errors. */
  bars: z.array(barsSchema).max(10).default([]),
});
export type StudySection = z.output<typeof sectionSchema>;

/** The schema of study files. */
export const studySchema = z
  .strictObject({
    version: z.literal(1, { error: 'This lab reads version 1 of study files.' }).default(1),
    id,
    title: line(200).min(1, { error: 'A study needs a title.' }),
    summary: line(1000).default(''),
    /** Where the values beside the lab's own come from. */
    source: line(500).default(''),
    /** Whether those were published, or recorded in a lab. */
    referenceLabel: z.enum(['published', 'recorded']).default('published'),
    sections: z.array(sectionSchema).min(1).max(studyLimits.maxSections),
    findings: z.array(findingSchema).max(20).default([]),
  })
  .superRefine((study, context) => {
    const rows = study.sections.flatMap((section) => section.rows.map((row) => row.id));
    const twice = rows.find((row, i) => rows.indexOf(row) !== i);
    const issue = (path: PropertyKey[], message: string) =>
      context.addIssue({ code: 'custom', path, message });
    if (twice !== undefined) issue(['sections'], `Two rows are called "${twice}".`);
    if (rows.length > studyLimits.maxRows) issue(['sections'], `At most ${studyLimits.maxRows} rows.`);
    study.sections.forEach((section, s) =>
      section.bars.forEach(({ bars }, b) => {
        const unknown = bars.find(({ row }) => !rows.includes(row));
        if (unknown) issue(['sections', s, 'bars', b], `There is no row "${unknown.row}".`);
      }),
    );
    study.findings.forEach((finding, f) => {
      const unknown = rowsOfFinding(finding).find((row) => !rows.includes(row));
      if (unknown !== undefined) issue(['findings', f], `There is no row "${unknown}".`);
      if (finding.kind === 'gradient-step' && !isLayer(finding))
        issue(['findings', f], 'The inputs need one row a weight and one column a target.');
    });
  });

function isLayer({ weights, inputs, targets }: Extract<FindingSpec, { kind: 'gradient-step' }>): boolean {
  return inputs.length === weights.length && inputs.every((row) => row.length === targets.length);
}

/** A complete, checked study. */
export type Study = z.output<typeof studySchema>;

/** The rows a finding looks at. */
export function rowsOfFinding(finding: FindingSpec): readonly string[] {
  switch (finding.kind) {
    case 'untrained':
      return [finding.row];
    case 'loss-floor':
      return [finding.row, finding.proper];
    case 'another-network':
      return [finding.row, finding.wider];
    case 'extra-outputs':
      return [...finding.rows, finding.proper];
    case 'gradient-step':
      return [];
  }
}

/** All rows in order. */
export const rowsOf = (study: Study): readonly StudyRow[] => study.sections.flatMap(({ rows }) => rows);

/** What the row runs: its configuration, or its sweep's base. */
export const baseOf = (row: StudyRow): RunConfig => row.run ?? (row.sweep as Sweep).base;

/** The complete study; throws LabError `invalid-input` with every issue and its path. */
export function parseStudy(value: unknown): Study {
  const parsed = studySchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues: Issue[] = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  const [first] = issues;
  const where = first?.path ? `${first.path}: ` : '';
  throw new LabError('invalid-input', `${where}${first?.message ?? 'The study is not valid.'}`, { issues });
}

/** The study in the text of a file; throws LabError `bad-file`, `too-large` or `invalid-input`. */
export function parseStudyText(text: string, fileName: string): Study {
  if (text.length > studyLimits.maxFileBytes)
    throw new LabError('too-large', `"${fileName}" is no study: it is too long.`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new LabError('bad-file', `The study "${fileName}" is not JSON.`, { cause: error });
  }
  return parseStudy(value);
}
