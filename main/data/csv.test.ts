// Import of CSV files: every layout that is common, and a clear word on what is not a table (Node).
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LabError } from '../../shared/result';
import { importContent, problemOf } from './fixtures/files';

const rowsOf = async (text: string, labelColumn: string | null = null) => {
  const { info, content } = await importContent('t.csv', text, { name: null, labelColumn });
  return { info, features: [...content.features], labels: [...content.labels] };
};

test.each<[string, string]>([
  ['comma with header', 'width,height,class\n1,2,a\n3,4.5,b\n'],
  ['no header', '1,2,a\n3,4.5,b\n'],
  ['semicolon', 'width;height;class\n1;2;a\n3;4.5;b\n'],
  ['decimal comma', 'width;height;class\n1,0;2,0;a\n3,0;4,5;b\n'],
  ['tab', 'width\theight\tclass\n1\t2\ta\n3\t4.5\tb'],
  ['Windows line ends and a byte order mark', '\ufeffwidth,height,class\r\n1,2,a\r\n3,4.5,b\r\n'],
  ['quotes and blanks', '"width","height","class"\n "1" , 2,"a"\n\n3, 4.5 ,b\n\n'],
  ['label first, known by its name', 'label,width,height\na,1,2\nb,3,4.5\n'],
  ['a header that np.savetxt wrote', '# width,height,class\n1.0e+00,2.0e+00,a\n3,4.5,b\n'],
  ['exponents and signs', '+1,2.,a\n.3e1,45e-1,b'],
])('reads %s', async (_name, text) => {
  const { info, features, labels } = await rowsOf(text);
  expect(features).toEqual([1, 2, 3, 4.5]);
  expect(labels).toEqual([0, 1]);
  expect(info).toMatchObject({ name: 't', kind: 'points', classNames: ['a', 'b'], featureShape: [2] });
  expect(info.featureNames).toEqual(/width/.test(text) ? ['width', 'height'] : ['x1', 'x2']);
});

test('the label column is the one asked for, by name or by index', async () => {
  const text = 'kind,a,b\n0,5,1\n1,6,0\n';
  expect((await rowsOf(text)).features).toEqual([0, 5, 1, 6]);
  expect((await rowsOf(text, 'kind')).features).toEqual([5, 1, 6, 0]);
  expect((await rowsOf(text, 'KIND')).features).toEqual([5, 1, 6, 0]);
  expect((await rowsOf(text, '0')).features).toEqual([5, 1, 6, 0]);
  const problem = await problemOf(rowsOf(text, 'colour'));
  expect(problem.message).toMatch(/no column "colour" for the label; its columns are kind, a, b/);
});

test('asked to, it wants to know which column is the label instead of guessing', async () => {
  const asking = (text: string, labelColumn: string | null = null) =>
    importContent('t.csv', text, { name: null, labelColumn, askLabel: true });
  const text = 'kind,a,b\nred,1,0\nblue,2,1\n';
  const refusal = (answer: Promise<unknown>) =>
    answer.then(
      () => expect.unreachable(),
      (error: unknown) => error as LabError,
    );
  const question = await refusal(asking(text));
  expect(question).toMatchObject({ code: 'invalid-input', message: 'Which column of "t.csv" is the label?' });
  expect(question.issues).toEqual([
    { path: 'labelColumn.kind', message: 'kind, for example red' },
    { path: 'labelColumn.a', message: 'a, for example 1' },
    { path: 'labelColumn.b', message: 'b, for example 0' },
  ]);
  expect((await asking(text, 'kind')).info.classNames).toEqual(['blue', 'red']);
  const numbers = await refusal(asking('1,2,0\n3,4,1\n'));
  expect(numbers.issues?.[2]).toEqual({ path: 'labelColumn.2', message: 'Column 3, for example 1' });
  // A usual name, or words in the last column alone, leave no question.
  expect((await asking('class,a\n0,1\n1,2\n')).info.featureNames).toEqual(['a']);
  expect((await asking('1,2,red\n3,4,blue\n')).info.classNames).toEqual(['blue', 'red']);
});

test('a label that is none comes with the columns that may be it', async () => {
  const fraction = await problemOf(rowsOf('kind,a\n0,0.5\n1,0.25\n'));
  expect(fraction.code).toBe('bad-file');
  expect(fraction.issues?.map(({ path }) => path)).toEqual(['labelColumn.kind', 'labelColumn.a']);
  expect((await problemOf(rowsOf('kind,a\nred,0\nblue,1\n'))).issues).toHaveLength(2);
  expect((await problemOf(rowsOf('a,b,label\n1,2,0\n1,1\n'))).issues).toBeUndefined();
});

test('classes are in natural order, numbers by value', async () => {
  const words = await rowsOf('x,label\n1,c10\n2,c9\n3,C1\n');
  expect(words.info.classNames).toEqual(['C1', 'c9', 'c10']);
  expect(words.labels).toEqual([2, 1, 0]);
  const numbers = await rowsOf('x,label\n1,10\n2,-1\n3,9\n4,9.0\n');
  expect(numbers.info.classNames).toEqual(['-1', '9', '10']);
  expect(numbers.labels).toEqual([2, 0, 1, 1]);
});

test('rows of 784 grey levels are images', async () => {
  const row = (shift: number) => Array.from({ length: 784 }, (_, i) => (i + shift) % 256).join(',');
  const header = Array.from({ length: 784 }, (_, i) => `pixel${i}`).join(',');
  const { info } = await rowsOf(`label,${header}\n5,${row(0)}\n0,${row(3)}\n`);
  expect(info).toMatchObject({
    kind: 'images',
    featureShape: [28, 28],
    featureNames: [],
    classNames: ['0', '5'],
  });
});

test('values survive, whatever they are', async () => {
  const cell = fc.float({ noNaN: true, noDefaultInfinity: true });
  const table = fc
    .integer({ min: 1, max: 5 })
    .chain((width) =>
      fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 2, maxLength: 40 }),
    );
  await fc.assert(
    fc.asyncProperty(
      table,
      fc.constantFrom(',', ';', '\t'),
      fc.boolean(),
      async (rows, delimiter, header) => {
        const lines = rows.map((row, i) => [...row, `class ${i % 2}`].join(delimiter));
        if (header) lines.unshift([...rows[0]!.map((_, i) => `f${i}`), 'class'].join(delimiter));
        const { features, labels } = await rowsOf(lines.join('\n'));
        expect(features.map((value) => value + 0)).toEqual(rows.flat().map((value) => value + 0));
        expect(labels).toEqual(rows.map((_, i) => i % 2));
      },
    ),
    { numRuns: 60 },
  );
});

test.each<[string, string, RegExp]>([
  [
    'an empty cell',
    'x,y\n1,0\n,1\n',
    /"t\.csv", line 3: column "x" is empty; features must be finite numbers/,
  ],
  ['a word', 'a,b,y\n1,2,0\n1,two,1\n', /line 3: column "b" is "two"/],
  ['NaN', '1,2,0\nNaN,2,1\n', /line 2: column 1 is "NaN"/],
  ['infinity', '1,2,0\n3,inf,1\n', /line 2: column 2 is "inf"/],
  ['beyond floats', '1,2,0\n3,1e39,1\n', /line 2: column 2 is "1e39"/],
  ['a short row', 'a,b,y\n1,2,0\n\n1,2\n', /line 4: there are 2 columns where the first row has 3/],
  ['a missing label', 'a,y\n1,0\n2,\n', /label at line 3, column "y" is missing/],
  ['fractions as labels', 'a,y\n1,0.5\n2,0.25\n', /label at line 2, column "y" is 0.5/],
  ['one class', 'a,y\n1,0\n2,0\n', /only one class \("0"\) in the label column "y"/],
  ['an index', ',a,y\n0,1,0\n1,2,1\n', /column 1 has no name .* index=False/],
  ['one column', 'a\n1\n2\n', /only one column/],
  ['a header alone', 'a,b\n', /fewer than two rows/],
  ['an open quotation', 'a,y\n1,"0\n2,1\n', /quotation mark is opened and never closed/],
  ['words alone', 'red,round,apple\ngreen,long,pear\n', /line 1: column 1 is "red".*name that column/],
])('refuses %s', async (_name, text, message) => {
  expect((await problemOf(rowsOf(text))).message).toMatch(message);
});

test('a file in UTF-16 is told so', async () => {
  const text = Buffer.from('\ufeffa,y\n1,0\n2,1\n', 'utf16le');
  expect((await problemOf(importContent('t.csv', text))).message).toMatch(/UTF-16; save it as UTF-8/);
});

test('100,000 rows are read', async () => {
  const text = Array.from({ length: 100_000 }, (_, i) => `${i / 7},${i % 13},${i % 3}`).join('\n');
  const { info } = await rowsOf(text);
  expect(info.rows).toBe(100_000);
});
