/** Which runs a query finds; pure, runs anywhere. */
import type { RunRecord } from '../runs/run';
import { valuesOf, type QueryField, type QueryValue } from './fields';
import type { Comparison, QueryNode, Wanted } from './syntax';

/** Whether a run is found. */
export type RunTest = (run: RunRecord) => boolean;

/** Where one value stands to the one wanted: below, at, above; null: they cannot be compared. */
function place(value: QueryValue, wanted: Wanted): -1 | 0 | 1 | null {
  switch (wanted.kind) {
    case 'number':
      if (typeof value !== 'number' || Number.isNaN(value)) return null;
      return Math.abs(value - wanted.value) <= wanted.within ? 0 : value < wanted.value ? -1 : 1;
    case 'span':
      if (typeof value !== 'number') return null;
      return value < wanted.from ? -1 : value < wanted.to ? 0 : 1;
    case 'flag':
      return value === wanted.value ? 0 : null;
    case 'ids':
      return typeof value === 'string' && wanted.ids.includes(value) ? 0 : null;
    case 'text':
      return String(value).toLowerCase() === wanted.text ? 0 : null;
  }
}

/** Less and more are meant exactly, however many digits are written. */
function isBeyond(value: QueryValue, wanted: Wanted, how: Comparison): boolean {
  if (typeof value !== 'number') return false;
  const bounds =
    wanted.kind === 'number'
      ? { from: wanted.value, to: wanted.value }
      : wanted.kind === 'span'
        ? { from: wanted.from, to: wanted.to - 1 }
        : null;
  if (!bounds) return false;
  switch (how) {
    case '<':
      return value < bounds.from;
    case '<=':
      return value <= bounds.to;
    case '>':
      return value > bounds.to;
    default:
      return value >= bounds.from;
  }
}

/** The words under which a value may be looked for: its own, and those it is shown by. */
function textsOf(field: QueryField): (value: QueryValue) => string {
  const labels = new Map(field.options.map(({ value, label }) => [value, `${value} ${label}`.toLowerCase()]));
  return (value) => labels.get(String(value)) ?? String(value).toLowerCase();
}

function comparison(field: QueryField, how: Comparison, wanted: readonly Wanted[]): RunTest {
  const some = (test: (value: QueryValue, one: Wanted) => boolean) => (run: RunRecord) =>
    valuesOf(field, run).some((value) => wanted.some((one) => test(value, one)));
  switch (how) {
    case '=':
      return some((value, one) => place(value, one) === 0);
    case '!=': {
      const isEqual = comparison(field, '=', wanted);
      return (run) => !isEqual(run);
    }
    case '~': {
      const textOf = textsOf(field);
      return some((value, one) => one.kind === 'text' && textOf(value).includes(one.text));
    }
    case '!~': {
      const contains = comparison(field, '~', wanted);
      return (run) => !contains(run);
    }
    default:
      return some((value, one) => isBeyond(value, one, how));
  }
}

/**
 * A test for runs. Of a field with several values one that fits is enough; `!=` and `!~` find what `=` and `~` do not, so
 * also runs that have no value. `textOf`: all that plain words are looked for in, small letters.
 */
export function testOf(node: QueryNode, textOf: (run: RunRecord) => string): RunTest {
  switch (node.kind) {
    case 'all': {
      const tests = node.of.map((inner) => testOf(inner, textOf));
      return (run) => tests.every((test) => test(run));
    }
    case 'any': {
      const tests = node.of.map((inner) => testOf(inner, textOf));
      return (run) => tests.some((test) => test(run));
    }
    case 'not': {
      const test = testOf(node.of, textOf);
      return (run) => !test(run);
    }
    case 'words':
      return (run) => textOf(run).includes(node.text);
    case 'empty':
      return (run) => valuesOf(node.field, run).every((value) => value === '');
    case 'compare':
      return comparison(node.field, node.how, node.wanted);
  }
}

/** Whether a query says something about a field, anywhere. */
export function asksFor(node: QueryNode, name: string): boolean {
  switch (node.kind) {
    case 'all':
    case 'any':
      return node.of.some((inner) => asksFor(inner, name));
    case 'not':
      return asksFor(node.of, name);
    case 'words':
      return false;
    default:
      return node.field.name === name;
  }
}
