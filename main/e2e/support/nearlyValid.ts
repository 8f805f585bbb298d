/** Inputs that are nearly those of the contract: well-formed ones with a few things changed, and plain nonsense (tests, Node). */
import fc from 'fast-check';

/** What a schema, a handler or a database may stumble over. */
const odd: readonly unknown[] = [
  ...[null, undefined, true, false, '', ' ', '\0', '0', 'aaaaaaaa', 'x'.repeat(5000), '\ud800', 'é\u0301'],
  ...[
    '__proto__',
    'constructor',
    '../../../../etc/passwd',
    '/etc/passwd',
    'C:\\Windows',
    "'; DROP TABLE runs; --",
  ],
  ...['=HYPERLINK("http://x")', '<img src=x onerror=alert(1)>', 'app://lab/index.html', 'file:///etc/passwd'],
  ...[0, -0, -1, 0.5, 1, 2 ** 31, 2 ** 32, 2 ** 53, -(2 ** 53), 1e308, 1e-308, NaN, Infinity, -Infinity],
  ...[
    [],
    {},
    [[]],
    [null],
    { id: null },
    { __proto__: null },
    { length: 1e9 },
    { toString: 'x' },
    new Array(300).fill('a'),
  ],
];
const oddValue = fc.oneof(fc.constantFrom(...odd), fc.anything({ maxDepth: 2, withNullPrototype: false }));

/** Where in a value something is changed: a way down, each step by a number that is taken modulo what there is. */
const change = fc.record({
  way: fc.array(fc.nat(1000), { maxLength: 5 }),
  act: fc.constantFrom('replace', 'drop', 'add', 'nest', 'repeat'),
  value: oddValue,
  name: fc.constantFrom('extra', '__proto__', 'constructor', 'id', '', '0'),
});
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

const isBranch = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !(value instanceof Uint8Array);

/** A copy with one thing changed. */
function changed(value: unknown, { way: [turn, ...rest], ...what }: Change): unknown {
  const names = isBranch(value) ? Object.keys(value) : [];
  if (turn === undefined || !isBranch(value) || names.length === 0) return acted(value, { ...what, way: [] });
  const name = names[turn % names.length]!;
  if (what.act === 'drop' && rest.length === 0)
    return Array.isArray(value)
      ? value.filter((_, i) => String(i) !== name)
      : Object.fromEntries(Object.entries(value).filter(([key]) => key !== name));
  const inner = changed(value[name], { ...what, way: rest });
  if (Array.isArray(value)) return value.map((item: unknown, i) => (String(i) === name ? inner : item));
  return { ...value, [name]: inner };
}

function acted(value: unknown, { act, value: odd, name }: Change): unknown {
  if (act === 'nest') return [value];
  if (act === 'repeat' && Array.isArray(value))
    return Array.from({ length: 50 }, () => value as unknown[]).flat();
  if (act === 'add' && Array.isArray(value)) return [...(value as unknown[]), odd];
  if (act === 'add' && isBranch(value)) {
    const copy = { ...value };
    Object.defineProperty(copy, name, { value: odd, enumerable: true, writable: true, configurable: true });
    return copy;
  }
  return odd;
}

/** An input for a channel with these well-formed ones: mostly one of them with one to three changes. */
export function nearlyValid(samples: readonly unknown[]): fc.Arbitrary<unknown> {
  const near = fc
    .tuple(fc.constantFrom(...samples), fc.array(change, { minLength: 1, maxLength: 3 }))
    .map(([sample, changes]) => changes.reduce<unknown>(changed, sample));
  return fc.oneof(
    { weight: 6, arbitrary: near },
    { weight: 1, arbitrary: oddValue },
    { weight: 1, arbitrary: fc.constantFrom(...samples) },
  );
}
