/** What can stand at a place of a query: names, signs, words between conditions, and values found in the runs; pure, runs anywhere. */
import type { RunRecord } from '../runs/run';
import { findQueryField, queryFields, valuesOf, type QueryField } from './fields';
import { quotedIfNeeded, tokensOf, type Token } from './tokens';
import { canonical } from './values';

/** One proposal. */
export interface Completion {
  /** What is put in. */
  readonly text: string;
  /** What it is, beside it. */
  readonly detail: string;
  readonly kind: 'field' | 'sign' | 'word' | 'value';
}

/** Proposals for [from, to) of a query. */
export interface Completions {
  readonly from: number;
  readonly to: number;
  readonly items: readonly Completion[];
}

/** More than these nobody reads. */
const mostItems = 40;

type Place =
  | { readonly kind: 'start' }
  | { readonly kind: 'sign'; readonly field: QueryField }
  | { readonly kind: 'value'; readonly field: QueryField }
  | { readonly kind: 'list' }
  | { readonly kind: 'empty' }
  | { readonly kind: 'between' };

const isWord = (token: Token | undefined, ...words: readonly string[]): boolean =>
  token?.kind === 'word' && words.includes(token.text.toLowerCase());

/** The field of the list that is open behind these tokens. */
function openList(tokens: readonly Token[]): QueryField | undefined {
  const open = tokens.findLastIndex(({ kind }) => kind === 'open' || kind === 'close');
  if (tokens[open]?.kind !== 'open') return undefined;
  const before = tokens[open - 1];
  if (!isWord(before, 'in') && before?.kind !== 'sign') return undefined;
  const name = isWord(tokens[open - 2], 'not') ? tokens[open - 3] : tokens[open - 2];
  return name?.kind === 'word' ? findQueryField(name.text) : undefined;
}

/** What is expected behind these tokens. */
function placeBehind(tokens: readonly Token[]): Place {
  const last = tokens.at(-1);
  if (!last || isWord(last, 'and', 'or')) return { kind: 'start' };
  const before = tokens.at(-2);
  const inList = openList(tokens);
  if (inList)
    return last.kind === 'open' || last.kind === 'comma'
      ? { kind: 'value', field: inList }
      : { kind: 'list' };
  const fieldOf = (token: Token | undefined) =>
    token?.kind === 'word' ? findQueryField(token.text) : undefined;
  if (last.kind === 'sign') {
    const field = fieldOf(before);
    return field ? { kind: 'value', field } : { kind: 'start' };
  }
  if (isWord(last, 'is')) return { kind: 'empty' };
  if (isWord(last, 'not')) return isWord(before, 'is') ? { kind: 'empty' } : { kind: 'start' };
  if (last.kind === 'open') return { kind: 'start' };
  const field = before?.kind === 'sign' ? undefined : fieldOf(last);
  return field ? { kind: 'sign', field } : { kind: 'between' };
}

const signsFor = ({ kind }: QueryField): Completion[] => {
  const order = kind === 'number' || kind === 'duration' || kind === 'date';
  const meanings: readonly (readonly [string, string])[] = [
    ...(order
      ? ([
          ['<', 'less'],
          ['<=', 'at most'],
          ['=', 'equal'],
          ['>=', 'at least'],
          ['>', 'more'],
          ['!=', 'not equal'],
        ] as const)
      : ([
          ['=', 'is'],
          ['!=', 'is not'],
        ] as const)),
    ...(kind === 'text' || kind === 'choice' ? ([['~', 'contains']] as const) : []),
    ...(kind === 'flag' ? [] : ([['in (', 'one of several']] as const)),
    ['is empty', 'has none'],
    ['is not empty', 'has one'],
  ];
  return meanings.map(([text, detail]) => ({ text, detail, kind: 'sign' }));
};

const between: readonly Completion[] = [
  { text: 'and', detail: 'both hold', kind: 'word' },
  { text: 'or', detail: 'one of them holds', kind: 'word' },
];

const kindWords: Readonly<Record<QueryField['kind'], string>> = {
  ...{ choice: '', text: '', number: 'number', duration: 'seconds', date: 'day', flag: 'yes or no' },
};

function fieldsFor(typed: string): Completion[] {
  return queryFields
    .filter(({ minor }) => typed !== '' || !minor)
    .map(({ name, label, kind, unit }) => {
      const what = unit === '%' ? 'percent' : kindWords[kind];
      return { text: name, detail: what ? `${label}, ${what}` : label, kind: 'field' as const };
    });
}

const dayText = (ms: number): string => {
  const day = new Date(ms);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
};

/** Values of the field in the runs, the most frequent first. */
function valuesFor(field: QueryField, runs: readonly RunRecord[]): Completion[] {
  if (field.kind === 'flag') return ['yes', 'no'].map((text) => ({ text, detail: '', kind: 'value' }));
  // What is measured hardly occurs twice.
  if (field.measured) return [];
  const counts = new Map<string, number>();
  for (const run of runs) {
    for (const value of valuesOf(field, run)) {
      const text = field.kind === 'date' ? dayText(value as number) : String(value);
      if (text !== '') counts.set(text, (counts.get(text) ?? 0) + 1);
    }
  }
  const labels = new Map(field.options.map(({ value, label }) => [value, label]));
  return [...counts]
    .sort(([a, m], [b, n]) => n - m || a.localeCompare(b, 'en', { numeric: true }))
    .map(([value, count]) => {
      const label = labels.get(value);
      const detail = `${label && label !== value ? `${label}, ` : ''}${count} ${count === 1 ? 'run' : 'runs'}`;
      return { text: quotedIfNeeded(value), detail, kind: 'value' };
    });
}

function proposals(place: Place, typed: string, runs: readonly RunRecord[]): readonly Completion[] {
  switch (place.kind) {
    case 'start':
      return [...fieldsFor(typed), { text: 'not', detail: 'does not hold', kind: 'word' }];
    case 'sign':
      return signsFor(place.field);
    case 'value':
      return valuesFor(place.field, runs);
    case 'list':
      return [
        { text: ',', detail: 'another value', kind: 'sign' },
        { text: ')', detail: 'end of the list', kind: 'sign' },
      ];
    case 'empty':
      return ['empty', 'not empty'].map((text) => ({ text, detail: '', kind: 'word' }));
    case 'between':
      return between;
  }
}

/** Those that begin with what is typed, then those that have it within. */
function fitting(items: readonly Completion[], typed: string): Completion[] {
  if (typed === '') return items.slice(0, mostItems);
  const wanted = canonical(typed.replace(/^["'“„]/, ''));
  const rank = ({ text, detail }: Completion): number => {
    const name = canonical(text.replace(/^"/, ''));
    if (name.startsWith(wanted)) return 0;
    return name.includes(wanted) || canonical(detail).startsWith(wanted) ? 1 : 2;
  };
  return items
    .map((item) => ({ item, at: rank(item) }))
    .filter(({ at }) => at < 2)
    .sort((a, b) => a.at - b.at)
    .slice(0, mostItems)
    .map(({ item }) => item);
}

/** Proposals at the caret. Takes any text, also a query that is not finished or wrong. */
export function completionsAt(text: string, caret: number, runs: readonly RunRecord[]): Completions {
  const before = tokensOf(text.slice(0, caret)).slice(0, -1);
  const last = before.at(-1);
  // A word that the caret touches is still being written; so is quoted text without its end.
  const isTyped = last !== undefined && last.to === caret && (last.kind === 'word' || last.isOpen === true);
  const typed = isTyped ? text.slice(last.from, caret) : '';
  const from = isTyped ? last.from : caret;
  const place = placeBehind(isTyped ? before.slice(0, -1) : before);
  const rest = /^[^\s(),"=<>!~:]*/.exec(text.slice(caret))?.[0] ?? '';
  const to = isTyped && last.kind === 'word' ? caret + rest.length : caret;
  const items = fitting(proposals(place, typed, runs), typed);
  // Where one of two conditions is written, its words may be plain ones too: and, or.
  const also = place.kind === 'between' && typed !== '' ? fitting(fieldsFor(typed), typed) : [];
  const found = [...items, ...also].filter((item) => item.text !== typed);
  return { from, to, items: found };
}
