/** The lines of a sweep file's search space: their schema, what can be wrong with one, and its domain; runs anywhere. */
import { checkParameter, rangeInWords } from '../catalog/parameter';
import type { Issue } from '../result';
import { z } from '../zod';
import { architectureText, parseArchitecture } from './architecture';
import { domainSize, rangeDomain, spread, steppedValues, type Domain, type RangeDomain } from './domain';
import { checkFieldValue, describe, type NumberField, type Scalar, type SweepField } from './field';
import { findField, sweepFields } from './fields';
import { unknownField } from './point';

export const spaceLimits = { maxParameters: 50, maxValues: 1000 } as const;

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** The condition of a line: it exists only where another line's value is one of these. */
const whenSchema = z
  .strictObject({
    path: z.string(),
    in: z.array(scalar).min(1, { error: 'Name at least one value.' }),
  })
  .nullable()
  .default(null);

const pathSchema = z.string().meta({
  description: 'A field of the run configuration.',
  enum: sweepFields.map(({ path }) => path),
});

const finite = (label: string) => z.number({ error: `${label} must be a number.` });

const valuesSchema = z.strictObject({
  path: pathSchema,
  kind: z.literal('values'),
  /** In the order of the grid. Architectures may be lists of widths. */
  values: z
    .array(
      z.union([scalar, z.array(z.number())], { error: 'A value is a number, a text, true, false or null.' }),
    )
    .min(1, { error: 'List at least one value.' })
    .max(spaceLimits.maxValues, { error: `At most ${spaceLimits.maxValues} values.` }),
  when: whenSchema,
});

const rangeSchema = z.strictObject({
  path: pathSchema,
  kind: z.literal('range'),
  min: finite('The lower end'),
  max: finite('The upper end'),
  scale: z.enum(['linear', 'log'], { error: 'The scale must be linear or log.' }).default('linear'),
  /** Distance of neighbouring values, counted from min; null: any value (whole ones where the field is whole). */
  step: finite('The step').positive({ error: 'The step must be above 0.' }).nullable().default(null),
  /** Number of values in a grid, spread evenly on the scale. Other strategies take no notice. */
  points: z
    .number({ error: 'The number of points must be a whole number.' })
    .refine((value) => Number.isInteger(value) && value >= 2 && value <= spaceLimits.maxValues, {
      error: `The number of points must be a whole number from 2 to ${spaceLimits.maxValues}.`,
    })
    .nullable()
    .default(null),
  when: whenSchema,
});

export const spaceEntrySchema = z.discriminatedUnion('kind', [valuesSchema, rangeSchema], {
  error: (issue) => (issue.code === 'invalid_union' ? 'kind must be "values" or "range".' : undefined),
});

type ValuesEntry = Omit<z.output<typeof valuesSchema>, 'values'> & { readonly values: readonly Scalar[] };
type RangeEntry = z.output<typeof rangeSchema>;

/** A line of the search space, checked. */
export type SpaceEntry = ValuesEntry | RangeEntry;
export type RawSpaceEntry = z.output<typeof spaceEntrySchema>;

/** The line with architectures in their canonical form; what is wrong with it, paths from the line on. */
export function checkEntry(raw: RawSpaceEntry): {
  readonly entry: SpaceEntry;
  readonly issues: readonly Issue[];
} {
  const field = findField(raw.path);
  if (!field)
    return { entry: withoutLists(raw), issues: [{ path: 'path', message: unknownField(raw.path) }] };
  if (raw.kind === 'range') return { entry: raw, issues: rangeIssues(field, raw) };
  const issues: Issue[] = [];
  const values = raw.values.map((value, index): Scalar => {
    const { value: canonical, problem } = canonicalValue(field, value);
    if (problem) issues.push({ path: `values.${index}`, message: problem });
    return canonical;
  });
  values.forEach((value, index) => {
    if (values.indexOf(value) !== index)
      issues.push({ path: `values.${index}`, message: `${describe(value)} is listed twice.` });
  });
  return { entry: { ...raw, values }, issues };
}

const withoutLists = (raw: RawSpaceEntry): SpaceEntry =>
  raw.kind === 'range'
    ? raw
    : { ...raw, values: raw.values.map((value) => (Array.isArray(value) ? null : value)) };

/** A value as a point holds it, and what is wrong with it. */
export function canonicalValue(
  field: SweepField,
  value: Scalar | readonly number[],
): { readonly value: Scalar; readonly problem: string | null } {
  if (field.kind !== 'architecture') {
    if (Array.isArray(value))
      return { value: null, problem: `${field.label} takes single values, not lists.` };
    return { value: value as Scalar, problem: checkFieldValue(field, value) };
  }
  const parsed = parseArchitecture(value);
  return parsed.ok
    ? { value: architectureText(parsed.widths), problem: null }
    : { value: null, problem: parsed.problem };
}

function rangeIssues(field: SweepField, { min, max, scale, step, points }: RangeEntry): Issue[] {
  if (field.kind !== 'number') {
    return [{ path: 'kind', message: `${field.label} is no number: list its values.` }];
  }
  const { spec } = field;
  const issues: Issue[] = [];
  const end = (path: 'min' | 'max', value: number): void => {
    const problem = checkParameter(spec, value);
    if (problem) issues.push({ path, message: problem });
  };
  end('min', min);
  end('max', max);
  if (min > max) {
    issues.push({
      path: 'max',
      message: `The upper end must not be below the lower one; ${max} is below ${min}.`,
    });
  }
  if (scale === 'log' && min <= 0) {
    issues.push({ path: 'min', message: `A log range must start above 0; it starts at ${min}.` });
  }
  if (step !== null) {
    if (scale === 'log') {
      issues.push({ path: 'step', message: 'A log range has no step; say how many points instead.' });
    } else if (spec.integer && !Number.isInteger(step)) {
      issues.push({
        path: 'step',
        message: `${spec.label} is ${rangeInWords(spec)}: its step must be whole too.`,
      });
    }
    if (points !== null)
      issues.push({ path: 'points', message: 'Give a step or a number of points, not both.' });
  }
  return issues;
}

/** The domain of a checked line. */
export function domainOf(entry: SpaceEntry): Domain {
  if (entry.kind === 'values') return { kind: 'categorical', values: entry.values };
  return rangeOf(entry);
}

function rangeOf({ path, min, max, scale, step }: RangeEntry): RangeDomain {
  const { spec } = findField(path) as NumberField;
  return rangeDomain({ min, max, log: scale === 'log', integer: spec.integer ?? false, step });
}

/** The values of a checked line in a grid; the reason where it does not say which they are. */
export function gridOf(
  entry: SpaceEntry,
): { readonly values: readonly Scalar[] } | { readonly values: null; readonly problem: string } {
  if (entry.kind === 'values') return { values: entry.values };
  const domain = rangeOf(entry);
  if (entry.points !== null) return { values: spread(domain, entry.points) };
  const size = domainSize(domain);
  if (size <= spaceLimits.maxValues && !domain.log) return { values: steppedValues(domain) };
  return {
    values: null,
    problem:
      size === Infinity || domain.log
        ? 'A grid needs to know which values of this range to take: give points or step.'
        : `This range has ${size.toLocaleString('en-US')} values in a grid; give points or a larger step.`,
  };
}
