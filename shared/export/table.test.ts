/** Tables as text: what stands in a cell stays in it, whatever it is. */
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvCell, csvOf, latexOf, latexText, markdownOf, type ExportTable } from './table';

/** Texts with the characters that mean something somewhere. */
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom(...Array.from('\\{}#$%&_~^<>|"\'`,;=+-@\t\r\n *[]()!–−?a1 .')) }),
);
const cell = fc.oneof(text, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant(null));
const table = fc.integer({ min: 1, max: 5 }).chain((columns) =>
  fc.record({
    title: text,
    header: fc.array(text, { minLength: columns, maxLength: columns }),
    rows: fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { maxLength: 6 }),
  }),
);

/** What csv-parse is told of: nothing but what the standard says. */
const read = (csv: string): string[][] => parse(csv, { relax_column_count: true, record_delimiter: '\n' });

test('CSV is read back cell by cell, and no text can be a formula', () => {
  fc.assert(
    fc.property(table, (given: ExportTable) => {
      const lines = [given.header, ...given.rows];
      const found = read(csvOf(given));
      expect(found.length).toBe(lines.length);
      for (const [i, cells] of lines.entries()) {
        for (const [j, one] of cells.entries()) {
          const back = found[i]![j]!;
          if (typeof one === 'number') expect(Number(back)).toBe(one === 0 ? Number(String(one)) : one);
          else expect([one ?? '', `'${one}`]).toContain(back);
          if (typeof one === 'string' && /^[=+\-@\t\r]/.test(back))
            expect(Number.isFinite(Number(back))).toBe(true);
        }
      }
    }),
  );
});

test('CSV: names of runs that would be formulas are not', () => {
  expect(csvCell('=HYPERLINK("http://x","y")')).toBe(`"'=HYPERLINK(""http://x"",""y"")"`);
  expect(csvCell('-1')).toBe('-1');
  expect(csvCell('-1+cmd|x')).toBe("'-1+cmd|x");
  expect(csvCell(-0.5)).toBe('-0.5');
  expect(csvCell('+')).toBe("'+");
});

test('Markdown keeps its columns and shows no markup', () => {
  fc.assert(
    fc.property(table, (given: ExportTable) => {
      const lines = markdownOf(given).split('\n');
      expect(lines.pop()).toBe('');
      expect(lines.length).toBe(given.rows.length + 2);
      for (const line of lines)
        expect(line.replace(/\\./g, '').match(/\|/g)).toHaveLength(given.header.length + 1);
      const body = [lines[0]!, ...lines.slice(2)].join('\n').replace(/\\[^\n]/g, '');
      expect(body).not.toMatch(/[`*_[\]<>$~]|:\/\//);
    }),
  );
});

test('LaTeX: nothing but known commands is left of any text', () => {
  fc.assert(
    fc.property(text, (given) => {
      const plain = latexText(given)
        .replace(/\\text(backslash|asciitilde|asciicircum|less|greater|bar|quotedbl)\{\}/g, '')
        .replace(/\$(-|\\pm|\\times)\$/g, '')
        .replace(/\\[{}#$%&_]/g, '')
        .replaceAll('{}', '');
      expect(plain).not.toMatch(/[\\{}#$%&_~^<>|"]|\p{Cc}/u);
    }),
  );
});

test('LaTeX: a table has its columns in every line', () => {
  fc.assert(
    fc.property(table, (given: ExportTable) => {
      const lines = latexOf(given)
        .split('\n')
        .filter((line) => line.endsWith(' \\\\'));
      expect(lines.length).toBe(given.rows.length + 1);
      for (const line of lines) expect(line.replace(/\\&/g, '').split('&').length).toBe(given.header.length);
    }),
  );
});

test('numbers stand right, words left', () => {
  const given: ExportTable = {
    title: 'Errors in %',
    header: ['Run', 'Test error', 'Mean'],
    rows: [
      ['a & b', 2.5, '2.4 ± 0.1'],
      ['c_d', null, '1.2 %'],
    ],
  };
  expect(markdownOf(given)).toBe(
    '| Run | Test error | Mean |\n| --- | ---: | ---: |\n| a &amp; b | 2.5 | 2.4 ± 0.1 |\n| c\\_d |  | 1.2 % |\n',
  );
  expect(latexOf(given)).toContain('\\begin{tabular}{lrr}');
  expect(latexOf(given)).toContain('    {}a \\& b & 2.5 & 2.4 $\\pm$ 0.1 \\\\\n');
  expect(latexOf(given)).toContain('\\caption{Errors in \\%}');
});
