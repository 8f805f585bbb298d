/** The sweep file: a base configuration, what is varied, how, and what is looked for; its schema, check and JSON schema; runs anywhere. */
import { completeParams, findEntry, type CatalogEntry } from '../catalog/parameter';
import { pruners } from '../catalog/pruners';
import { strategies, strategyOf } from '../catalog/strategies';
import type { SearchContext } from '../catalog/strategies/strategy';
import { runConfigSchema, type RunConfig } from '../config/runConfig';
import { LabError, type Issue } from '../result';
import { z } from '../zod';
import { compileSpace, spaceIssues } from './compileSpace';
import type { Scalar } from './field';
import { clashes, findField } from './fields';
import { objectiveSchema } from './objectiveSchema';
import { pointIssues, pointKey, unknownField, type Point } from './point';
import { gridSize } from './space';
import {
  canonicalValue,
  checkEntry,
  gridOf,
  spaceEntrySchema,
  spaceLimits,
  type SpaceEntry,
} from './spaceEntry';

export const sweepLimits = { maxTrials: 100_000, maxSeeds: 100, maxRuns: 1_000_000 } as const;

const paramsSchema = z.record(z.string(), z.unknown()).default({});
const scalarOrWidths = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.number())], {
  error: 'A value is a number, a text, true, false or null.',
});

/** A catalog entry by id with its numbers, all of them filled in; `path` is where it stands. */
function completed(
  entries: readonly CatalogEntry[],
  given: { readonly id: string; readonly params: Readonly<Record<string, unknown>> },
  what: string,
  context: z.core.$RefinementCtx,
): { id: string; params: Record<string, number> } | null {
  const entry = findEntry(entries, given.id);
  if (!entry) {
    const known = entries.map(({ id }) => id).join(', ');
    context.addIssue({
      code: 'custom',
      path: ['id'],
      message: `"${given.id}" is not a ${what}; known are: ${known}.`,
    });
    return null;
  }
  const { params, issues } = completeParams(entry, given.params, '');
  for (const { path, message } of issues) {
    context.addIssue({ code: 'custom', path: ['params', path.slice(1)], message });
  }
  return { id: entry.id, params };
}

const idMeta = (entries: readonly CatalogEntry[]) => ({ enum: entries.map(({ id }) => id) });

const strategySchema = z
  .union([
    z
      .string()
      .meta(idMeta(strategies))
      .transform((id) => ({ id, params: {}, points: [] })),
    z.strictObject({
      id: z.string().meta(idMeta(strategies)),
      params: paramsSchema,
      /** Only of a list: configurations as values by path. */
      points: z
        .array(z.record(z.string(), scalarOrWidths))
        .max(sweepLimits.maxTrials, {
          error: () => `At most ${sweepLimits.maxTrials.toLocaleString('en-US')} points.`,
        })
        .default([]),
    }),
  ])
  .transform((given, context) => {
    const chosen = completed(strategies, given, 'strategy', context);
    return chosen ? { ...chosen, points: given.points } : z.NEVER;
  });

const prunerSchema = z
  .union([
    z
      .string()
      .meta(idMeta(pruners))
      .transform((id) => ({ id, params: {} })),
    z.strictObject({ id: z.string().meta(idMeta(pruners)), params: paramsSchema }),
  ])
  .transform((given, context) => completed(pruners, given, 'pruner', context) ?? z.NEVER);

const seedMessage = 'A seed must be a whole number from 0 to 4,294,967,295.';
const countMessage = `The number of seeds must be a whole number from 1 to ${sweepLimits.maxSeeds}.`;

/** How many seeds, counted from the base's own; or which. */
const seedsSchema = z.union(
  [
    z
      .number()
      .refine((v) => Number.isInteger(v) && v >= 1 && v <= sweepLimits.maxSeeds, { error: countMessage }),
    z
      .array(
        z.number().refine((v) => Number.isInteger(v) && v >= 0 && v <= 0xffff_ffff, { error: seedMessage }),
      )
      .min(1, { error: 'List at least one seed.' })
      .max(sweepLimits.maxSeeds, { error: `At most ${sweepLimits.maxSeeds} seeds.` })
      .refine((seeds) => new Set(seeds).size === seeds.length, { error: 'A seed is listed twice.' }),
  ],
  { error: 'Seeds are a number of them or a list of whole numbers.' },
);

const rawSweepSchema = z.strictObject({
  version: z.literal(1, { error: 'This lab reads version 1 of sweep files.' }).default(1),
  name: z.string().trim().max(200).default(''),
  /** The configuration that everything not varied is taken from. */
  base: runConfigSchema,
  space: z
    .array(spaceEntrySchema)
    .max(spaceLimits.maxParameters, { error: `At most ${spaceLimits.maxParameters} lines.` })
    .default([]),
  strategy: strategySchema.prefault('grid'),
  pruner: prunerSchema.prefault('none'),
  seeds: seedsSchema.default(1),
  objective: objectiveSchema.prefault({}),
});

/** A complete, checked sweep: plain JSON, and valid as a sweep file again. */
export interface Sweep {
  readonly version: 1;
  readonly name: string;
  readonly base: RunConfig;
  readonly space: readonly SpaceEntry[];
  readonly strategy: {
    readonly id: string;
    readonly params: Readonly<Record<string, number>>;
    readonly points: readonly Point[];
  };
  readonly pruner: { readonly id: string; readonly params: Readonly<Record<string, number>> };
  /** In the order in which they are run. */
  readonly seeds: readonly number[];
  readonly objective: z.output<typeof objectiveSchema>;
}

/** The schema of sweep files; comes out complete. */
export const sweepSchema = rawSweepSchema.transform((raw, context): Sweep => {
  const issues: Issue[] = [];
  const checked = raw.space.map((entry, index) => {
    const { entry: line, issues: own } = checkEntry(entry);
    issues.push(...under(`space.${index}`, own));
    return line;
  });
  const points = raw.strategy.points.map((point, index) => {
    const { point: canonical, issues: own } = canonicalPoint(point);
    issues.push(...under(`strategy.points.${index}`, own));
    return canonical;
  });
  const { seed } = raw.base;
  const seeds = typeof raw.seeds === 'number' ? countedSeeds(seed, raw.seeds) : raw.seeds;
  const sweep: Sweep = { ...raw, space: checked, strategy: { ...raw.strategy, points }, seeds };
  if (issues.length === 0) issues.push(...togetherIssues(sweep));
  for (const { path, message } of issues) {
    context.addIssue({ code: 'custom', path: pathKeys(path), message });
  }
  return issues.length === 0 ? sweep : z.NEVER;
});

/** What may be written in a sweep file: defaults left out. */
export type SweepInput = z.input<typeof sweepSchema>;

const under = (prefix: string, issues: readonly Issue[]): Issue[] =>
  issues.map(({ path, message }) => ({ path: path === '' ? prefix : `${prefix}.${path}`, message }));

/** A field's path in a point has dots of its own; it stays one key. */
function pathKeys(path: string): PropertyKey[] {
  const point = /^(strategy)\.(points)\.(\d+)\.(.+)$/.exec(path);
  return point ? point.slice(1) : path.split('.');
}

function countedSeeds(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => (first + i) % 0x1_0000_0000);
}

function canonicalPoint(given: Readonly<Record<string, Scalar | readonly number[]>>): {
  point: Point;
  issues: Issue[];
} {
  const point: Record<string, Scalar> = {};
  const issues: Issue[] = [];
  for (const [path, raw] of Object.entries(given)) {
    const field = findField(path);
    if (!field) {
      issues.push({ path, message: unknownField(path) });
      continue;
    }
    const { value, problem } = canonicalValue(field, raw);
    if (problem) issues.push({ path, message: problem });
    point[path] = value;
  }
  return { point, issues };
}

/** What is wrong although each part is good by itself. */
function togetherIssues(sweep: Sweep): Issue[] {
  const { base, space, strategy } = sweep;
  const { source, label } = strategyOf(strategy.id);
  if (source === 'points') return listIssues(sweep);
  if (strategy.points.length > 0) {
    return [
      { path: 'strategy.points', message: `Points belong to the strategy "list"; ${label} makes its own.` },
    ];
  }
  const issues = under('space', spaceIssues(base, space));
  if (issues.length > 0) return issues;
  if (source === 'draws' && space.length === 0) {
    return [{ path: 'space', message: `${label} needs at least one field to vary.` }];
  }
  return source === 'grid'
    ? gridIssues(sweep)
    : runCountIssues(sweep, strategy.params['trials'] ?? 0, 'strategy.params.trials');
}

function listIssues(sweep: Sweep): Issue[] {
  const { base, space, strategy } = sweep;
  if (space.length > 0) {
    return [
      {
        path: 'space',
        message: 'A list takes its configurations from strategy.points; leave the space empty.',
      },
    ];
  }
  if (strategy.points.length === 0) {
    return [{ path: 'strategy.points', message: 'The list has no configuration.' }];
  }
  const firstWith = new Map<string, number>();
  const issues = strategy.points.flatMap((point, index) => {
    const key = pointKey(point);
    const same = firstWith.get(key);
    if (same === undefined) firstWith.set(key, index);
    const twice =
      same === undefined ? [] : [{ path: '', message: `The same as point ${same + 1} of the list.` }];
    return under(`strategy.points.${index}`, [
      ...pointIssues(base, point),
      ...clashes(Object.keys(point)),
      ...twice,
    ]);
  });
  return issues.length > 0 ? issues : runCountIssues(sweep, strategy.points.length, 'strategy.points');
}

function gridIssues(sweep: Sweep): Issue[] {
  const vague = sweep.space.flatMap((entry, index) => {
    const grid = gridOf(entry);
    return grid.values === null ? [{ path: `space.${index}`, message: grid.problem }] : [];
  });
  if (vague.length > 0) return vague;
  const size = gridSize(compileSpace(sweep.base, sweep.space));
  return runCountIssues(sweep, size, 'space');
}

function runCountIssues({ seeds }: Sweep, trials: number, path: string): Issue[] {
  const shown = trials === Infinity ? 'beyond counting' : trials.toLocaleString('en-US');
  if (trials > sweepLimits.maxTrials) {
    return [
      {
        path,
        message: `The number of configurations is ${shown}; at most ${sweepLimits.maxTrials.toLocaleString('en-US')} are possible.`,
      },
    ];
  }
  if (trials * seeds.length > sweepLimits.maxRuns) {
    return [
      {
        path: 'seeds',
        message: `${shown} configurations with ${seeds.length} seeds each are more than ${sweepLimits.maxRuns.toLocaleString('en-US')} runs.`,
      },
    ];
  }
  return [];
}

/** What is wrong with a value as a sweep; empty if nothing. Paths as in the file: "space.0.values.2". */
export function sweepIssues(value: unknown): Issue[] {
  const parsed = sweepSchema.safeParse(value);
  return parsed.success ? [] : issuesOf(parsed.error);
}

function issuesOf(error: z.ZodError): Issue[] {
  return error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
}

/** The complete sweep; throws LabError `invalid-input` with every issue and its path. */
export function parseSweep(value: unknown): Sweep {
  const parsed = sweepSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = issuesOf(parsed.error);
  const [first] = issues;
  const where = first?.path ? `${first.path}: ` : '';
  throw new LabError('invalid-input', `${where}${first?.message ?? 'The sweep is not valid.'}`, { issues });
}

/** The JSON schema (draft 2020-12) of sweep files as they may be written. */
export function sweepJsonSchema(): Record<string, unknown> {
  return {
    ...z.toJSONSchema(sweepSchema, { io: 'input' }),
    title: 'LossLab sweep',
    description: 'A base configuration, the fields that are varied, and how.',
  };
}

/** What the sweep's strategy proposes from. */
export function searchContext({ base, space, strategy }: Sweep): SearchContext {
  return { space: compileSpace(base, space), params: strategy.params, points: strategy.points };
}

/** Configurations that the sweep comes to at most (draws can run out of different ones). */
export function plannedTrials(sweep: Sweep): number {
  switch (strategyOf(sweep.strategy.id).source) {
    case 'grid':
      return gridSize(compileSpace(sweep.base, sweep.space));
    case 'draws':
      return sweep.strategy.params['trials'] ?? 0;
    case 'points':
      return sweep.strategy.points.length;
  }
}
