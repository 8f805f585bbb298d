/** A query cut into words, signs and quoted text; pure, runs anywhere. */

export type TokenKind = 'word' | 'quoted' | 'sign' | 'open' | 'close' | 'comma' | 'end';

/** A piece of a query at [from, to). */
export interface Token {
  readonly kind: TokenKind;
  /** A word as it stands, quoted text without its quotes, a sign in its usual form. */
  readonly text: string;
  readonly from: number;
  readonly to: number;
  /** A quotation mark that has no partner. */
  readonly isOpen?: boolean;
}

/** Signs as they may be written, the longer ones first, and what each means. */
const signs: readonly (readonly [written: string, meant: string])[] = [
  ...(['<=', '>=', '!=', '!~', '=='] as const).map((sign) => [sign, sign === '==' ? '=' : sign] as const),
  ...(['≤', '≥', '≠'] as const).map((sign, i) => [sign, ['<=', '>=', '!='][i] as string] as const),
  ...(['=', '<', '>', '~', ':'] as const).map((sign) => [sign, sign] as const),
];

const quotes: Readonly<Record<string, string>> = { '"': '"', "'": "'", '“': '”', '„': '“' };
const punctuation: Readonly<Record<string, TokenKind>> = { '(': 'open', ')': 'close', ',': 'comma' };

function signAt(text: string, at: number): readonly [string, string] | undefined {
  return signs.find(([written]) => text.startsWith(written, at));
}

/** Quoted text from its mark to its end; a mark within is written \" . */
function quotedAt(text: string, from: number): Token {
  const end = quotes[text[from] as string] as string;
  let inner = '';
  for (let at = from + 1; at < text.length; at++) {
    const here = text[at] as string;
    if (here === end) return { kind: 'quoted', text: inner, from, to: at + 1 };
    const isEscape = here === '\\' && (text[at + 1] === end || text[at + 1] === '\\');
    inner += isEscape ? (text[++at] as string) : here;
  }
  return { kind: 'quoted', text: inner, from, to: text.length, isOpen: true };
}

function wordAt(text: string, from: number): Token {
  let to = from;
  while (to < text.length && !/[\s(),"]/.test(text[to] as string) && !signAt(text, to)) to++;
  return { kind: 'word', text: text.slice(from, to), from, to };
}

/** All tokens of a query and an `end` behind them. Takes any text. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length;) {
    const here = text[at] as string;
    if (/\s/.test(here)) {
      at++;
      continue;
    }
    const kind = punctuation[here];
    const sign = signAt(text, at);
    const token: Token = kind
      ? { kind, text: here, from: at, to: at + 1 }
      : sign
        ? { kind: 'sign', text: sign[1], from: at, to: at + sign[0].length }
        : quotes[here]
          ? quotedAt(text, at)
          : wordAt(text, at);
    tokens.push(token);
    at = token.to;
  }
  tokens.push({ kind: 'end', text: '', from: text.length, to: text.length });
  return tokens;
}

/** Text as it is written in a query: quoted where it would be taken apart or mean something else. */
export function quotedIfNeeded(text: string): string {
  const tokens = tokensOf(text);
  const isWord = tokens.length === 2 && tokens[0]?.kind === 'word' && tokens[0].text === text;
  if (isWord && !/^(and|or|not|in|is|empty)$/i.test(text)) return text;
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
