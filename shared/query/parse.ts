/** Reads a query: `activation = relu and testError < 3 and tag:final`; pure, runs anywhere. */
import { findQueryField, queryNames, type QueryField } from './fields';
import { nearest } from './nearest';
import {
  QueryProblem,
  refuse,
  type Comparison,
  type ParsedQuery,
  type QueryNode,
  type Wanted,
} from './syntax';
import { tokensOf, type Token } from './tokens';
import { exampleOf, readValue } from './values';

/** Longer text is no query that somebody wrote. */
const mostLetters = 4000;
/** Parentheses and `not` within each other. */
const deepest = 60;

const all = (of: readonly QueryNode[]): QueryNode =>
  of.length === 1 ? (of[0] as QueryNode) : { kind: 'all', of };

class QueryParser {
  private readonly tokens: readonly Token[];
  private at = 0;
  private depth = 0;

  constructor(text: string) {
    this.tokens = tokensOf(text);
  }

  whole(): QueryNode {
    if (this.here().kind === 'end') return { kind: 'all', of: [] };
    const node = this.either();
    if (this.here().kind === 'close') refuse('This parenthesis closes none.', this.here(), '');
    if (this.here().kind === 'comma')
      refuse('A comma stands only in a list: seed in (1, 2, 3).', this.here(), '');
    if (this.here().kind !== 'end')
      refuse(`"${this.here().text}" stands where nothing can follow.`, this.here());
    return node;
  }

  private here(): Token {
    return this.tokens[this.at] as Token;
  }

  private next(): Token {
    return (this.tokens[this.at + 1] ?? this.here()) as Token;
  }

  private isWord(word: string, token = this.here()): boolean {
    return token.kind === 'word' && token.text.toLowerCase() === word;
  }

  private take(): Token {
    const token = this.here();
    if (token.kind !== 'end') this.at++;
    return token;
  }

  private either(): QueryNode {
    const of = [this.both()];
    while (this.isWord('or')) {
      const or = this.take();
      this.requireMore('or', or);
      of.push(this.both());
    }
    return of.length === 1 ? (of[0] as QueryNode) : { kind: 'any', of };
  }

  private both(): QueryNode {
    const of = [this.one()];
    for (;;) {
      if (this.isWord('and')) {
        const and = this.take();
        this.requireMore('and', and);
      } else if (!this.isStart()) break;
      of.push(this.one());
    }
    return all(of);
  }

  /** Whether something can begin here that stands beside what was before: both must hold. */
  private isStart(): boolean {
    const { kind } = this.here();
    return kind === 'open' || kind === 'quoted' || kind === 'sign' || (kind === 'word' && !this.isWord('or'));
  }

  private requireMore(word: string, { to }: Token): void {
    const { kind, from } = this.here();
    if (kind === 'end' || kind === 'close')
      refuse(`After "${word}" comes another condition.`, { from: to, to: Math.max(to, from) });
    if (this.isWord('and') || this.isWord('or'))
      refuse(`"${word}" and "${this.here().text}" do not stand side by side.`, this.here(), '');
  }

  private one(): QueryNode {
    if (++this.depth > deepest) refuse('The query has too many parentheses within each other.', this.here());
    try {
      return this.negated() ?? this.inParentheses() ?? this.condition();
    } finally {
      this.depth--;
    }
  }

  private negated(): QueryNode | null {
    if (!this.isWord('not')) return null;
    const not = this.take();
    this.requireMore('not', not);
    return { kind: 'not', of: this.one() };
  }

  private inParentheses(): QueryNode | null {
    if (this.here().kind !== 'open') return null;
    const open = this.take();
    if (this.here().kind === 'close')
      refuse('There is nothing in these parentheses.', { ...open, to: this.here().to }, '');
    const node = this.here().kind === 'end' ? null : this.either();
    if (!node || this.here().kind !== 'close')
      refuse('This parenthesis is not closed: ")" is missing.', open);
    this.take();
    return node;
  }

  private condition(): QueryNode {
    const token = this.take();
    if (token.isOpen) refuse('This quotation mark is not closed.', { from: token.from, to: token.from + 1 });
    if (token.kind === 'sign')
      refuse(`Before "${token.text}" comes the name of a field, such as testError.`, token);
    if (token.kind === 'word' && (this.isWord('and', token) || this.isWord('or', token)))
      refuse(`Before "${token.text}" comes a condition.`, token);
    if (token.kind !== 'word' && token.kind !== 'quoted')
      refuse(`"${token.text}" stands where a condition should.`, token);
    const field = token.kind === 'word' ? findQueryField(token.text) : undefined;
    if (this.here().kind === 'sign') return this.compared(field ?? unknownField(token));
    const said = field && this.said(field);
    if (said) return said;
    // A flag by its name alone; anything else is looked for in what is written about a run.
    if (field?.kind === 'flag')
      return { kind: 'compare', field, how: '=', wanted: [{ kind: 'flag', value: true }] };
    return { kind: 'words', text: token.text.toLowerCase() };
  }

  /** `is empty`, `is not empty`, `in (…)`, `not in (…)` behind a field; undefined where none of these follows. */
  private said(field: QueryField): QueryNode | undefined {
    if (this.isWord('is')) {
      const is = this.take();
      const isNot = this.isWord('not');
      if (isNot) this.take();
      if (!this.isWord('empty'))
        refuse(
          `After "${field.name} is" comes "empty" or "not empty"; to compare write ${field.name} = ${exampleOf(field)}.`,
          { from: is.from, to: Math.max(is.to, this.here().to) },
          'is empty',
        );
      this.take();
      const empty: QueryNode = { kind: 'empty', field };
      return isNot ? { kind: 'not', of: empty } : empty;
    }
    const isNot = this.isWord('not') && this.isWord('in', this.next());
    if (!isNot && !this.isWord('in')) return undefined;
    if (isNot) this.take();
    const word = this.take();
    const wanted = this.list(field, '=', word);
    return { kind: 'compare', field, how: isNot ? '!=' : '=', wanted };
  }

  private compared(field: QueryField): QueryNode {
    const sign = this.take();
    const how = howOf(field, sign);
    const wanted = this.here().kind === 'open' ? this.list(field, how, sign) : [this.value(field, how, sign)];
    return { kind: 'compare', field, how, wanted };
  }

  private value(field: QueryField, how: Comparison, before: Token): Wanted {
    const token = this.here();
    if (token.isOpen) refuse('This quotation mark is not closed.', { from: token.from, to: token.from + 1 });
    if (token.kind !== 'word' && token.kind !== 'quoted')
      refuse(
        `After "${before.text}" comes a value, such as ${exampleOf(field)}.`,
        token.kind === 'end' ? { from: before.to, to: token.to } : token,
      );
    this.take();
    return readValue(field, how, token);
  }

  /** Values in parentheses, with commas between them. */
  private list(field: QueryField, how: Comparison, before: Token): readonly Wanted[] {
    const open = this.here();
    if (open.kind !== 'open')
      refuse(`After "${before.text}" comes a list in parentheses: ${field.name} in (${exampleOf(field)}).`, {
        from: before.from,
        to: Math.max(before.to, open.to),
      });
    if (how !== '=' && how !== '!=' && how !== '~' && how !== '!~')
      refuse(`A list is compared with = or !=; "${how}" takes one value.`, before);
    this.take();
    const wanted = [this.value(field, how, open)];
    while (this.here().kind === 'comma') wanted.push(this.value(field, how, this.take()));
    if (this.here().kind !== 'close')
      refuse(
        this.here().kind === 'end'
          ? 'This list is not closed: ")" is missing.'
          : `Values of a list have commas between them; before "${this.here().text}" there is none.`,
        this.here().kind === 'end' ? open : this.here(),
      );
    this.take();
    return wanted;
  }
}

/** `:` is "is", or "contains" in what is written freely; order is there only among numbers and days. */
function howOf(field: QueryField, sign: Token): Comparison {
  if (sign.text === ':') return field.name === 'name' || field.name === 'notes' ? '~' : '=';
  const how = sign.text as Comparison;
  const isOrdered = field.kind === 'number' || field.kind === 'duration' || field.kind === 'date';
  if (!isOrdered && (how.startsWith('<') || how.startsWith('>')))
    refuse(`${field.name} has no order; compare it with =, != or ~ (contains).`, sign, '=');
  if ((field.kind === 'flag' || field.kind === 'date') && how.endsWith('~'))
    refuse(`${field.name} is no text; compare it with =.`, sign, '=');
  return how;
}

function unknownField(token: Token): never {
  if (token.kind === 'quoted')
    return refuse('Before a comparison comes the name of a field, without quotation marks.', token);
  const near = nearest(token.text, queryNames);
  const meant = near ? ` Did you mean ${near}?` : ' Text with signs in it is looked for in quotation marks.';
  return refuse(`There is no field "${token.text}".${meant}`, token, near);
}

/** Reads a query. Never throws: what is wrong is said with its place. */
export function parseQuery(text: string): ParsedQuery {
  if (text.length > mostLetters)
    return {
      ok: false,
      error: {
        message: `A query has at most ${mostLetters} letters; this one has ${text.length}.`,
        ...{ from: mostLetters, to: text.length, fix: null },
      },
    };
  try {
    return { ok: true, node: new QueryParser(text).whole() };
  } catch (thrown) {
    if (thrown instanceof QueryProblem) return { ok: false, error: thrown.error };
    throw thrown;
  }
}
