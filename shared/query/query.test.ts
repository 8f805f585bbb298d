/** The query language: what is found, what is refused and where, and that no text makes it throw. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { RunConfigInput } from '../config/runConfig';
import type { RunRecord } from '../runs/run';
import { completionsAt } from './complete';
import { testOf } from './evaluate';
import { findQueryField, queryFields, valuesOf } from './fields';
import { parseQuery } from './parse';
import type { QueryError } from './syntax';
import { queryRun, queryText } from './testRuns';
import { quotedIfNeeded, tokensOf } from './tokens';

function finds(query: string, run: RunRecord): boolean {
  const parsed = parseQuery(query);
  if (!parsed.ok) throw new Error(`${query}: ${parsed.error.message}`);
  return testOf(parsed.node, queryText)(run);
}
function problem(query: string): QueryError & { at: string } {
  const parsed = parseQuery(query);
  if (parsed.ok) throw new Error(`${query} was taken`);
  return { ...parsed.error, at: query.slice(parsed.error.from, parsed.error.to) };
}
const mixed: Partial<RunConfigInput> = {
  model: {
    hidden: [
      { units: 64, activation: 'relu' },
      { units: 32, activation: { id: 'leaky-relu', params: { slope: 0.2 } } },
    ],
  },
};
const result = (testError: number) => ({ latest: { ...queryRun().latest!, testError } });

describe('a query finds', () => {
  const good = queryRun({ tags: ['final', 'to keep'], notes: 'Compare with SGD', ...result(2.1) });

  test('what fits a field, whatever its kind', () => {
    const yes = [
      'activation = relu',
      'activation = ReLU and testError < 3 and tag:final',
      'testError <= 2.1 testError >= 2.1',
      'testError ≥ 2 and error < 2.2%',
      'rate = 1e-3',
      'lr = 0.001',
      'optimizer.learningRate=0.001',
      'OPTIMISER = Adam',
      'seed in (1, 2, 3)',
      'seed = (1,2)',
      'seed not in (2, 3)',
      'dataset = mnist',
      'layers = 64',
      'units > 32',
      'time < 5s and time > 4000ms and time < 1min',
      'created = 2026-01-05 and created >= 2026-01 and created < 2026-01-06',
      'name ~ "first" and name:run',
      'notes ~ sgd',
      'tag = "to keep"',
      'state = completed and starred = no',
      'not starred and not archived',
      'trial is empty and tag is not empty',
      'beta1 = 0.9',
      'not (state = failed or seed = 2)',
    ];
    expect(yes.filter((query) => !finds(query, good))).toEqual([]);
  });

  test('nothing else', () => {
    const no = [
      'activation = tanh',
      'activation ~ tan',
      'testError < 2.1',
      'testError > 2.1',
      'tag = fin',
      'tag:"first run"',
      'created > 2026-01-05',
      'seed = 2 or seed in (3, 4)',
      'starred',
      'tag is empty',
      'not seed = 1',
      'state != completed',
      'trial < 10',
    ];
    expect(no.filter((query) => finds(query, good))).toEqual([]);
  });

  it('by words in name, tags and notes, quoted or not, beside conditions', () => {
    expect(finds('first FINAL', good)).toBe(true);
    expect(finds('"to keep" seed=1', good)).toBe(true);
    expect(finds('"keep to"', good)).toBe(false);
    expect(finds('first or nothing', good)).toBe(true);
    expect(finds('first not sgd', good)).toBe(false);
    expect(finds('   ', good)).toBe(true);
  });

  it('binds and before or, and takes parentheses', () => {
    expect(finds('seed = 1 or seed = 2 and seed = 3', good)).toBe(true);
    expect(finds('(seed = 1 or seed = 2) and seed = 3', good)).toBe(false);
  });

  it('of several values any, of none only what says so', () => {
    const run = queryRun({ config: mixed });
    expect(finds('activation = relu and activation = "Leaky ReLU" and slope = 0.2', run)).toBe(false);
    expect(finds('activation = relu and activation = "Leaky ReLU"', run)).toBe(true);
    expect(finds('units = 32 and units = 64 and depth = 2', run)).toBe(true);
    expect(finds('activation != relu', run)).toBe(false);
    const open = queryRun({ latest: null });
    expect(finds('testError < 100 or testError >= 0 or testError = 0', open)).toBe(false);
    expect(finds('testError != 3 and testError is empty', open)).toBe(true);
  });

  it('measured numbers as they are shown', () => {
    const run = queryRun(result(2.0984));
    expect(finds('testError = 2.1', run)).toBe(true);
    expect(finds('testError = 2.10', run)).toBe(true);
    expect(finds('testError = 2.100', run)).toBe(false);
    expect(finds('testError < 2.1 and testError > 2.09', run)).toBe(true);
  });

  it('a full batch by its word', () => {
    const run = queryRun({ config: { training: { batchSize: 'full', epochs: 1 } } });
    expect(finds('batch = full', run)).toBe(true);
    expect(finds('batchSize >= 1', run)).toBe(false);
    expect(finds('batch = full', queryRun())).toBe(false);
  });
});

describe('what is wrong is said at its place', () => {
  test.each([
    ['testEror < 3', 'testEror', /no field "testEror".*Did you mean testError/],
    ['activation = rellu', 'rellu', /Activation has no "rellu".*relu/],
    ['activation < relu', '<', /activation has no order/],
    ['testError < good', 'good', /a number, in percent/],
    ['seed = 1 and', '', /After "and" comes another condition/],
    ['seed = 1 and or seed = 2', 'or', /side by side/],
    ['or seed = 1', 'or', /Before "or"/],
    ['testError <', '', /After "<" comes a value/],
    ['(seed = 1', '(', /not closed/],
    ['seed = 1)', ')', /closes none/],
    ['seed in 1', 'in 1', /list in parentheses/],
    ['seed in (1 2)', '2', /commas between them/],
    ['seed in (1, 2', '(', /not closed/],
    ['seed in ()', ')', /comes a value/],
    ['seed < (1, 2)', '<', /takes one value/],
    ['()', '()', /nothing in these/],
    ['= 3', '=', /Before "="/],
    ['seed = = 3', '=', /comes a value/],
    ['name = "open', '"', /not closed/],
    ['created > yesterday', 'yesterday', /a day, such as/],
    ['created = 2026-02-31', '2026-02-31', /a day, such as/],
    ['starred = maybe', 'maybe', /yes or no/],
    ['seed is good', 'is good', /"empty" or "not empty"/],
    ['a, b', ',', /only in a list/],
    ['not', '', /After "not"/],
    ['"seed" = 1', '"seed"', /without quotation marks/],
  ])('%s', (query, at, message) => {
    expect(problem(query)).toMatchObject({ at, message: expect.stringMatching(message) as string });
  });

  it('and put right by what is proposed', () => {
    for (const query of ['testEror < 3', 'activation = rellu', 'seed = 1)', 'optimzer = adam']) {
      const { from, to, fix } = problem(query);
      const mended = query.slice(0, from) + fix! + query.slice(to);
      expect([mended, parseQuery(mended).ok]).toEqual([mended, true]);
    }
  });

  it('also of very deep and very long text', () => {
    expect(problem('('.repeat(3000)).message).toMatch(/too many parentheses/);
    expect(problem('not '.repeat(900) + 'a').message).toMatch(/too many/);
    expect(problem('a '.repeat(5000)).message).toMatch(/at most/);
  });
});

describe('proposals', () => {
  const runs = [queryRun(), queryRun({ tags: ['final run'] }), queryRun({ config: mixed })];
  const texts = (query: string): string[] =>
    completionsAt(query, query.length, runs).items.map((i) => i.text);

  test('names, then signs, then values, then what joins', () => {
    expect(texts('')).toContain('testError');
    expect(texts('act')[0]).toBe('activation');
    expect(texts('activation ').slice(0, 3)).toEqual(['=', '!=', '~']);
    expect(texts('activation = ')).toEqual(['relu', 'leaky-relu']);
    expect(texts('activation = lea')).toEqual(['leaky-relu']);
    expect(texts('tag:')).toEqual(['"final run"']);
    expect(texts('tag:"fin')).toEqual(['"final run"']);
    expect(texts('seed in (1, ')).toEqual(['1']);
    expect(texts('seed in (1')).toEqual([]);
    expect(texts('seed in (1 ')).toEqual([',', ')']);
    expect(texts('seed = 1 ')).toEqual(['and', 'or']);
    expect(texts('seed = 1 and tes').slice(0, 2)).toEqual(['testError', 'testLoss']);
    expect(texts('seed is ')).toEqual(['empty', 'not empty']);
    expect(texts('beta')).toContain('beta1');
    expect(texts('starred = ')).toEqual(['yes', 'no']);
    expect(texts('created > ')).toEqual(['2026-01-05']);
  });

  it('take the place of the word under the caret', () => {
    expect(completionsAt('actvation = relu', 3, runs)).toMatchObject({ from: 0, to: 9 });
    expect(completionsAt('seed = ', 7, runs)).toMatchObject({ from: 7, to: 7 });
  });

  it('put in, are taken', () => {
    for (const { name } of queryFields) {
      expect(findQueryField(name)?.name).toBe(name);
      for (const value of texts(`${name} = `))
        expect([name, value, parseQuery(`${name} = ${value}`).ok]).toEqual([name, value, true]);
    }
  });
});

const piece = fc.oneof(
  fc.constantFrom(
    ...[
      'and',
      'or',
      'not',
      'in',
      'is',
      'empty',
      '(',
      ')',
      ',',
      '=',
      '!=',
      '<',
      '~',
      ':',
      '"',
      "'",
      '\\',
      ' ',
      '“',
    ],
    ...[
      'seed',
      'testError',
      'tag',
      'activation',
      'relu',
      '3',
      '1e-3',
      '2026-01-05',
      'starred',
      'time',
      '2min',
      '%',
    ],
  ),
  fc.string({ maxLength: 6 }),
  fc.string({ unit: 'binary', maxLength: 4 }),
);
const anyText = fc.oneof(
  fc.string({ maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.array(piece, { maxLength: 25 }).map((pieces) => pieces.join(' ')),
  fc.array(piece, { maxLength: 25 }).map((pieces) => pieces.join('')),
);

describe('any text', () => {
  const run = queryRun({ tags: ['final'], config: mixed });

  it('is read without a throw; an error lies within it', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const parsed = parseQuery(text);
        if (parsed.ok) expect(typeof testOf(parsed.node, queryText)(run)).toBe('boolean');
        else {
          const { from, to, message } = parsed.error;
          expect(message).not.toBe('');
          expect(0 <= from && from <= to && to <= text.length).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('gets proposals without a throw, within it', () => {
    fc.assert(
      fc.property(anyText, fc.nat(70), (text, place) => {
        const caret = Math.min(place, text.length);
        const { from, to } = completionsAt(text, caret, [run]);
        expect(from <= caret && caret <= to && to <= text.length).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('quoted where it must be, is one word again', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ minLength: 1 }), anyText), (text) => {
        fc.pre(text !== '');
        const tokens = tokensOf(quotedIfNeeded(text));
        expect(tokens.map((token) => token.text)).toEqual([text, '']);
        expect(finds(`name = ${quotedIfNeeded(text)}`, queryRun({ name: text }))).toBe(true);
      }),
    );
  });
});

test('a condition and its opposite divide the runs', () => {
  const runs = [
    queryRun(),
    queryRun({ config: mixed, latest: null }),
    queryRun({ tags: ['a', 'b'], starred: true }),
  ];
  for (const field of queryFields) {
    const values = runs.flatMap((run) => valuesOf(field, run));
    for (const value of values) {
      if (field.kind === 'date' || String(value) === '') continue;
      const text = quotedIfNeeded(String(value));
      for (const run of runs) {
        expect(finds(`${field.name} = ${text}`, run)).toBe(!finds(`${field.name} != ${text}`, run));
        if (valuesOf(field, run).includes(value))
          expect([field.name, finds(`${field.name} = ${text}`, run)]).toEqual([field.name, true]);
      }
    }
  }
});
