/** Text and numbers as Python literals, so that no name can become code; main process and command line. */

/** A string literal in ASCII: what is not plain is escaped. Lone surrogates, which Python cannot print, become U+FFFD. */
export function pythonString(text: string): string {
  let literal = '';
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (character === '"' || character === '\\') literal += `\\${character}`;
    else if (code >= 0x20 && code < 0x7f) literal += character;
    else if (code >= 0xd800 && code < 0xe000) literal += '\\ufffd';
    else if (code > 0xffff) literal += `\\U${code.toString(16).padStart(8, '0')}`;
    else literal += `\\u${code.toString(16).padStart(4, '0')}`;
  }
  return `"${literal}"`;
}

/** A list of string literals, broken into lines where it is long. */
export function pythonStrings(texts: readonly string[]): string {
  const items = texts.map(pythonString);
  const inOneLine = `[${items.join(', ')}]`;
  return inOneLine.length <= 80 ? inOneLine : `[\n    ${items.join(',\n    ')},\n]`;
}

/** A number literal; throws for what is not finite, which no setting of a run can be. */
export function pythonNumber(value: number): string {
  if (!Number.isFinite(value)) throw new Error(`${value} is no number of a network`);
  return String(value);
}
