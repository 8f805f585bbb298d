/** The report of a selection: whole, self-contained, escaped, with a curve a run. */
import { Window } from 'happy-dom';
import { afterAll, expect, test } from 'vitest';
import { parseRunConfig } from '../config/runConfig';
import type { RunRecord } from '../runs/run';
import { curveOf, selectionHtml, type ReportedRun } from './selectionReport';

const window = new Window();
afterAll(() => window.happyDOM.close());

function reported(
  number: number,
  name: string,
  learningRate: number,
  parts: Partial<RunRecord> = {},
): ReportedRun {
  const losses = Float32Array.from({ length: 1000 }, (_, i) => 2 / (1 + i * learningRate));
  const config = parseRunConfig({
    dataset: { id: 'moons', standardize: 'none' },
    model: { hidden: [{ units: 8, activation: 'relu' }] },
    optimizer: { id: 'adam', learningRate },
    training: { batchSize: 10, epochs: 5 },
  });
  const evaluation = { trainLoss: 1, trainError: 5, testLoss: 2, testError: 10 * learningRate };
  const latest = { step: 1000, epoch: 5, elapsedMs: 1500, ...evaluation };
  const run = {
    ...{ id: `run0000${number}`, number, name, tags: [], notes: '', starred: false, state: 'completed' },
    ...{ stateReason: null, config, datasetName: 'Two moons', datasetHash: 'ab12', parameterCount: 20 },
    ...{ stepsPerEpoch: 200, totalSteps: 1000, step: 1000, epoch: 5, elapsedMs: 1500, latest },
    ...{ result: null, environment: null, sweep: null },
    ...parts,
  } as unknown as RunRecord;
  const chunks = [{ firstStep: 0, losses, startMs: 0, endMs: 1500 }];
  return { run, curve: curveOf(chunks, 300), evaluations: [{ ...latest, step: 0, epoch: 0 }, latest] };
}

const page = (runs: readonly ReportedRun[], title = 'My runs') => {
  const html = selectionHtml(title, runs, Date.UTC(2026, 1, 3));
  return { html, document: new window.DOMParser().parseFromString(html, 'text/html') };
};

test('asks for nothing else, and every element is closed', () => {
  const { html, document } = page([reported(1, 'a', 0.1), reported(2, 'b', 0.2)]);
  expect(html).not.toMatch(/\s(src|href)=|url\(|https?:/);
  expect(document.querySelectorAll('script, link, img, iframe')).toHaveLength(0);
  const stack: string[] = [];
  for (const [, close, name, self] of html.matchAll(/<(\/?)([a-z][a-z0-9]*)(?:\s[^<>]*?)?(\/?)>/g)) {
    if (self || ['meta', 'br'].includes(name as string)) continue;
    if (close) expect(stack.pop()).toBe(name);
    else stack.push(name as string);
  }
  expect(stack).toEqual([]);
});

test('holds a curve a run and figure, the results and what differs', () => {
  const { document } = page([reported(1, 'first', 0.1), reported(2, 'second', 0.2)]);
  const svgs = [...document.querySelectorAll('figure svg')];
  expect(svgs).toHaveLength(5);
  for (const svg of svgs) {
    expect(svg.querySelectorAll('path.line')).toHaveLength(2);
    for (const path of svg.querySelectorAll('path'))
      expect(path.getAttribute('d')).not.toMatch(/NaN|Infinity/);
  }
  const [results, differing] = [...document.querySelectorAll('table')].map((table) =>
    [...table.querySelectorAll('tr')].map((row) =>
      [...row.querySelectorAll('th, td')].map((cell) => cell.textContent?.trim()),
    ),
  );
  expect(results![0]).toEqual(expect.arrayContaining(['Test error', 'Training loss']));
  expect(results![1]).toEqual(expect.arrayContaining(['#1', 'first', '1.00 %']));
  expect(differing).toEqual([
    ['Run', 'Learning rate'],
    ['#1', '0.1'],
    ['#2', '0.2'],
  ]);
});

test('names, notes and parameters from files are text', () => {
  const nasty = `</pre><img src=x onerror="alert('1')">&amp;`;
  const origin = {
    kind: 'csv',
    ...{ fileName: nasty, importedAt: 0, series: [] },
    params: [{ name: nasty, value: nasty }],
  } as const;
  const parts = { notes: nasty, tags: [nasty], datasetName: nasty, stateReason: nasty, origin };
  const { document } = page([reported(1, nasty, 0.1, parts), reported(2, 'b', 0.1)], nasty);
  expect(document.querySelectorAll('img')).toHaveLength(0);
  expect(document.querySelector('h1')?.textContent).toBe(nasty);
  expect([...document.querySelectorAll('th')].map((cell) => cell.textContent)).toContain(nasty);
});
