/** What a query comes to once it is read: its tree, and what is wrong where; types only, runs anywhere. */
import type { QueryField } from './fields';

/** What is wrong with a query, where, and what would be right. */
export interface QueryError {
  /** One sentence, or two. */
  readonly message: string;
  /** The place in the text, [from, to). */
  readonly from: number;
  readonly to: number;
  /** Put in that place it would be right; null where nothing can be guessed. */
  readonly fix: string | null;
}

/** How a value is compared. */
export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=' | '~' | '!~';

/** A value of a query, read for its field. */
export type Wanted =
  /** Text in small letters. */
  | { readonly kind: 'text'; readonly text: string }
  /** Ids of a catalog. */
  | { readonly kind: 'ids'; readonly ids: readonly string[] }
  /** Equal within `within`: half a unit of the last digit of what is measured, 0 otherwise. */
  | { readonly kind: 'number'; readonly value: number; readonly within: number }
  /** A moment or a day, milliseconds since 1970, [from, to). */
  | { readonly kind: 'span'; readonly from: number; readonly to: number }
  | { readonly kind: 'flag'; readonly value: boolean };

export type QueryNode =
  | { readonly kind: 'all' | 'any'; readonly of: readonly QueryNode[] }
  | { readonly kind: 'not'; readonly of: QueryNode }
  /** Stands somewhere in what is written about the run; small letters. */
  | { readonly kind: 'words'; readonly text: string }
  /** One of the values. */
  | {
      readonly kind: 'compare';
      readonly field: QueryField;
      readonly how: Comparison;
      readonly wanted: readonly Wanted[];
    }
  | { readonly kind: 'empty'; readonly field: QueryField };

export type ParsedQuery =
  { readonly ok: true; readonly node: QueryNode } | { readonly ok: false; readonly error: QueryError };

/** Thrown by the parser's parts and caught by the parser; no query makes it come out. */
export class QueryProblem extends Error {
  constructor(readonly error: QueryError) {
    super(error.message);
  }
}

/** Ends the reading of a query. */
export function refuse(
  message: string,
  { from, to }: { readonly from: number; readonly to: number },
  fix: string | null = null,
): never {
  throw new QueryProblem({ message, from, to, fix });
}
