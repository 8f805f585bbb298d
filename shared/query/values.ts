/** Values of a query read for the field they stand beside: numbers with units, words of a catalog, days; pure, runs anywhere. */
import type { QueryField } from './fields';
import { nearest } from './nearest';
import { refuse, type Comparison, type Wanted } from './syntax';
import type { Token } from './tokens';

/** Small letters, without what one may write or leave out: "Leaky ReLU", leaky-relu and leakyrelu are one. */
export const canonical = (text: string): string => text.toLowerCase().replace(/[\s_-]+/g, '');

const secondsIn: Readonly<Record<string, number>> = { ms: 0.001, s: 1, min: 60, m: 60, h: 3600, d: 86_400 };
const dayMs = 86_400_000;

/** Half a unit of the last digit written: 2.1 is everything from 2.05 to 2.15. */
function halfDigit(digits: string): number {
  const [mantissa = '', exponent = '0'] = digits.toLowerCase().split('e');
  const decimals = mantissa.split('.')[1]?.length ?? 0;
  return 0.5 * 10 ** (Number(exponent) - decimals);
}

function numberOf(field: QueryField, text: string): Wanted | null {
  const match = /^([+\-−]?(?:\d+\.?\d*|\.\d+)(?:e[+\-−]?\d+)?)\s*(%|[a-z]+)?$/i.exec(text.trim());
  if (!match) return null;
  const digits = (match[1] as string).replaceAll('−', '-');
  const unit = match[2]?.toLowerCase();
  const factor =
    unit === undefined
      ? 1
      : field.kind === 'duration'
        ? secondsIn[unit]
        : unit === '%' && field.unit === '%'
          ? 1
          : undefined;
  const value = Number(digits) * (factor ?? NaN);
  if (!Number.isFinite(value)) return null;
  return { kind: 'number', value, within: field.measured ? halfDigit(digits) * (factor ?? 1) : 0 };
}

function dayOf(text: string): Wanted | null {
  const match = /^(\d{4})-(\d\d)(?:-(\d\d))?$/.exec(text.trim());
  if (!match) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]), match[3] ? Number(match[3]) : null];
  const from = new Date(year, month - 1, day ?? 1);
  if (from.getMonth() !== month - 1 || (day !== null && from.getDate() !== day)) return null;
  // Of a month to the next one; days have 23 to 25 hours where clocks are changed.
  const to = day === null ? new Date(year, month, 1) : new Date(year, month - 1, day + 1);
  return { kind: 'span', from: from.getTime(), to: Math.max(to.getTime(), from.getTime() + dayMs / 2) };
}

const flags: Readonly<Record<string, boolean>> = { yes: true, true: true, no: false, false: false };

const examples: Readonly<Record<QueryField['kind'], string>> = {
  choice: 'relu',
  text: '"a word"',
  number: '0.001',
  duration: '90, 2min or 1h',
  date: '2026-01-31',
  flag: 'yes or no',
};

/** What one writes beside a field, for messages. */
export const exampleOf = (field: QueryField): string =>
  field.kind === 'choice' ? (field.options[0]?.value ?? 'a word') : examples[field.kind];

function wordsOf(field: QueryField): string {
  const known = field.options.map(({ value }) => value);
  return known.length > 8 ? `${known.slice(0, 8).join(', ')} …` : known.join(', ');
}

function choiceOf(field: QueryField, token: Token): Wanted {
  const wanted = canonical(token.text);
  const ids = field.options
    .filter(({ value, label }) => canonical(value) === wanted || canonical(label) === wanted)
    .map(({ value }) => value);
  if (ids.length > 0) return { kind: 'ids', ids };
  const near = nearest(
    token.text,
    field.options.map(({ value }) => value),
  );
  const meant = near ? ` Did you mean ${near}?` : ` Known are: ${wordsOf(field)}.`;
  return refuse(`${field.label} has no "${token.text}".${meant}`, token, near);
}

/** The value that a token stands for beside a field; refuses what does not fit it. */
export function readValue(field: QueryField, how: Comparison, token: Token): Wanted {
  const { text } = token;
  if (how === '~' || how === '!~') return { kind: 'text', text: text.toLowerCase() };
  const isOrdered = how !== '=' && how !== '!=';
  switch (field.kind) {
    case 'text':
      return { kind: 'text', text: text.toLowerCase() };
    case 'choice':
      return choiceOf(field, token);
    case 'flag': {
      const value = flags[text.toLowerCase()];
      return value === undefined
        ? refuse(`${field.name} is yes or no; "${text}" is neither.`, token, 'yes')
        : { kind: 'flag', value };
    }
    case 'date':
      return (
        dayOf(text) ??
        refuse(`${field.name} is compared with a day, such as 2026-01-31; "${text}" is none.`, token)
      );
    case 'number':
    case 'duration':
      if (!isOrdered && field.words.includes(text.toLowerCase()))
        return { kind: 'text', text: text.toLowerCase() };
      return numberOf(field, text) ?? refuse(notANumber(field, text), token);
  }
}

function notANumber(field: QueryField, text: string): string {
  const unit = field.unit === '%' ? ', in percent' : field.kind === 'duration' ? ', in seconds' : '';
  return `${field.name} is a number${unit}, such as ${field.kind === 'duration' ? '90 or 2min' : field.unit === '%' ? '3' : '0.001'}; "${text}" is none.`;
}
