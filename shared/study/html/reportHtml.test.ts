// The HTML report, read by a parser: whole, self-contained, escaped, and with the numbers it was given (Node).
import { Window } from 'happy-dom';
import { afterAll, describe, expect, test } from 'vitest';
import { builtInStudies } from '../builtIn';
import { factsOf } from '../fixtures/outcomes';
import { planStudy, type StudyOptions } from '../plan';
import { makeReport, type RunFacts } from '../report';
import { parseStudy, type Study } from '../studyFile';
import { reportHtml } from './reportHtml';

const report = builtInStudies()[0] as Study;
const full: StudyOptions = { fraction: 1, seeds: null, rows: null };
const window = new Window();
afterAll(() => window.happyDOM.close());

/** The report with made-up outcomes, those of points with a boundary. */
function page(study: Study, options: StudyOptions, errorOf: (rowId: string, i: number) => number | null) {
  const facts = factsOf(planStudy(study, options), ({ rowId }, i) => errorOf(rowId, i)).map(withBoundary);
  const points = new Map([['report-points', { features: [0, 0.1, 0.3, -0.2], labels: [0, 1] }]]);
  const html = reportHtml(makeReport(study, options, facts, points, Date.UTC(2026, 0, 2, 3, 4)));
  const document = new window.DOMParser().parseFromString(html, 'text/html');
  return { html, document };
}

function withBoundary(facts: RunFacts): RunFacts {
  if (facts.planned.config.dataset.id !== 'report-points' || !facts.run) return facts;
  const size = 20;
  const values = Uint8Array.from({ length: size * size }, (_, i) =>
    Math.round((255 * (i % size)) / (size - 1)),
  );
  const boundary = {
    step: 10,
    epoch: 10,
    size,
    xRange: [-1, 1],
    yRange: [-1, 1],
    values,
    classes: 2,
  } as const;
  return { ...facts, run: { ...facts.run, boundary } };
}

const textOf = (element: { readonly textContent: string | null } | null) =>
  (element?.textContent ?? '').replace(/\s+/g, ' ').trim();

describe('a full report', () => {
  const { html, document } = page(report, full, (_row, i) => 2 + i / 100);

  test('is one page that asks for nothing else', () => {
    expect(html.startsWith('<!doctype html>')).toBe(true);
    expect(html).not.toMatch(/\s(src|href)=|url\(/);
    expect(html).not.toMatch(/https?:/);
    expect(document.querySelectorAll('script, link, img, iframe')).toHaveLength(0);
    expect(html).toMatch(/prefers-color-scheme: dark/);
    expect(html).toMatch(/@media print/);
  });

  test('every element that is opened is closed', () => {
    const stack: string[] = [];
    for (const [, close, name, self] of html.matchAll(/<(\/?)([a-z][a-z0-9]*)(?:\s[^<>]*?)?(\/?)>/g)) {
      if (self || ['meta', 'br'].includes(name as string)) continue;
      if (close) expect(stack.pop()).toBe(name);
      else stack.push(name as string);
    }
    expect(stack).toEqual([]);
  });

  test('has a line for every published value and a curve for every row', () => {
    const tables = [...document.querySelectorAll('section table')];
    const published = report.sections.flatMap(({ rows }) => rows).flatMap((row) => row.published);
    expect(document.querySelectorAll('.verdict')).toHaveLength(published.length);
    const line = [...tables[1]!.querySelectorAll('tr')].find(
      (row) => textOf(row.querySelector('td')) === 'c-ii',
    );
    expect(textOf(line ?? null)).toMatch(/64 ReLUFigure 8500Test error 2\.\d\d % 2\.70 %/);
    expect(document.querySelectorAll('path.own.line')).toHaveLength(21);
    expect(document.querySelectorAll('path.contour')).toHaveLength(3);
    // Two bar charts of three pairs.
    expect(document.querySelectorAll('path.own.bar')).toHaveLength(6);
    expect(document.querySelectorAll('path.published.bar')).toHaveLength(6);
    const headings = [...document.querySelectorAll('h2')].map(textOf);
    expect(headings).toEqual([
      'Test errors at a glance',
      'Binary classification of a point cloud',
      'Handwritten digits: MNIST',
      'What the report left out',
      'What the source got wrong or left out, measured',
      'Every run',
    ]);
    expect(document.querySelectorAll('section:last-of-type tbody tr')).toHaveLength(
      planStudy(report, full).length,
    );
  });

  test('figures say in words what they show, and have no place that is no number', () => {
    for (const svg of document.querySelectorAll('figure svg'))
      expect(svg.getAttribute('aria-label')).toMatch(/\d.*\.$/);
    for (const path of document.querySelectorAll('path'))
      expect(path.getAttribute('d')).not.toMatch(/NaN|Infinity|undefined/);
    const [svg] = [...document.querySelectorAll('figure svg')].filter((one) => one.querySelector('.floor'));
    expect(textOf(svg?.querySelector('.note') ?? null)).toBe('floor 1.461');
  });

  test('bars are as high as their values', () => {
    const [chart] = [...document.querySelectorAll('figure svg')].filter((one) =>
      one.querySelector('.own.bar'),
    );
    const heights = [...chart!.querySelectorAll('path.bar')].map((bar) => {
      const [, bottom, top] = /^M\S+ (\S+?)V(\S+?)h/.exec(bar.getAttribute('d') ?? '') ?? [];
      return Number(bottom) - Number(top);
    });
    const values = [...chart!.querySelectorAll('text.value')].map((text) => Number(text.textContent));
    expect(heights).toHaveLength(6);
    heights.forEach((height, i) => expect(height / heights[0]!).toBeCloseTo(values[i]! / values[0]!, 1));
  });
});

test('what was not run, and a fraction, are said', () => {
  const { document } = page(report, { ...full, fraction: 0.1 }, (row) => (row === 'c' ? 4 : null));
  const notices = [...document.querySelectorAll('.notice')].map(textOf);
  expect(notices[0]).toMatch(/not the full study/);
  expect(notices[1]).toMatch(/^38 of 39 runs have not been done/);
  expect(document.querySelectorAll('path.own.line')).toHaveLength(1);
});

test('names are text, whatever is in them', () => {
  const nasty = `<img src=x onerror="alert('1')">&amp;`;
  const study = parseStudy({
    ...structuredClone(report),
    title: nasty,
    summary: nasty,
    source: nasty,
    sections: report.sections.map((section) => ({ ...section, title: nasty, text: [nasty] })),
  });
  const { document } = page(study, full, () => 3);
  expect(document.querySelectorAll('img')).toHaveLength(0);
  expect(document.querySelector('h1')?.textContent).toBe(nasty);
  expect(document.title).toBe(`${nasty} – LossLab`);
});
