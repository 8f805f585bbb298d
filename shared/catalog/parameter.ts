/** How a catalog entry describes its numbers: the form, validation and the command line all follow from it. */
import type { Issue } from '../result';

/** One number of a catalog entry (a slope, a momentum, a noise level). Bounds are inclusive unless said otherwise. */
export interface ParameterSpec {
  readonly id: string;
  readonly label: string;
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly exclusiveMin?: boolean;
  readonly exclusiveMax?: boolean;
  readonly integer?: boolean;
  /** Sensible on a logarithmic scale (learning rates, noise). */
  readonly log?: boolean;
  readonly unit?: string;
  /** One short sentence: what it does. */
  readonly help: string;
}

/** A choice from a catalog with its numbers, as it stands in a configuration. */
export interface Choice {
  readonly id: string;
  readonly params: Readonly<Record<string, number>>;
}

/** What every catalog entry has. */
export interface CatalogEntry {
  readonly id: string;
  readonly label: string;
  /** The formula, for KaTeX. */
  readonly tex: string;
  readonly help: string;
  readonly params: readonly ParameterSpec[];
}

/** The interval a number must lie in, in words: "from 0 to 1", "above 0, at most 10". */
export function rangeInWords(spec: ParameterSpec): string {
  const kind = spec.integer ? 'a whole number ' : '';
  const [min, max] = [spec.min, spec.max].map((bound) => bound.toLocaleString('en-US'));
  if (!spec.exclusiveMin && !spec.exclusiveMax) return `${kind}from ${min} to ${max}`;
  const low = spec.exclusiveMin ? `above ${min}` : `at least ${min}`;
  const high = spec.exclusiveMax ? `below ${max}` : `at most ${max}`;
  return `${kind}${low} and ${high}`;
}

/** What is wrong with `value` for `spec`, or null. */
export function checkParameter(spec: ParameterSpec, value: unknown): string | null {
  const wanted = `${spec.label} must be ${rangeInWords(spec)}`;
  if (typeof value !== 'number' || !Number.isFinite(value)) return `${wanted}.`;
  const low = spec.exclusiveMin ? value > spec.min : value >= spec.min;
  const high = spec.exclusiveMax ? value < spec.max : value <= spec.max;
  const whole = !spec.integer || Number.isInteger(value);
  return low && high && whole ? null : `${wanted}; it is ${value}.`;
}

/** The entry's numbers with defaults filled in, and what is wrong with those given. */
export function completeParams(
  entry: CatalogEntry,
  given: Readonly<Record<string, unknown>>,
  path: string,
): { params: Record<string, number>; issues: Issue[] } {
  const params: Record<string, number> = {};
  const issues: Issue[] = [];
  for (const spec of entry.params) {
    const value = given[spec.id] ?? spec.default;
    const problem = checkParameter(spec, value);
    if (problem) issues.push({ path: `${path}.${spec.id}`, message: problem });
    else params[spec.id] = value as number;
  }
  for (const key of Object.keys(given)) {
    if (!entry.params.some((spec) => spec.id === key)) {
      const known = entry.params.map((spec) => spec.id).join(', ') || 'none';
      issues.push({
        path: `${path}.${key}`,
        message: `${entry.label} has no parameter "${key}" (it has: ${known}).`,
      });
    }
  }
  return { params, issues };
}

/** The entry with this id, or undefined. */
export function findEntry<E extends CatalogEntry>(entries: readonly E[], id: string): E | undefined {
  return entries.find((entry) => entry.id === id);
}

/** The entry with this id; throws where a checked configuration could not have held it. */
export function entryOf<E extends CatalogEntry>(entries: readonly E[], id: string): E {
  const entry = findEntry(entries, id);
  if (!entry) throw new Error(`no catalog entry "${id}"`);
  return entry;
}

/** A number of a choice; throws if the checked configuration lacks it. */
export function param(params: Readonly<Record<string, number>>, id: string): number {
  const value = params[id];
  if (value === undefined) throw new Error(`no parameter "${id}"`);
  return value;
}
