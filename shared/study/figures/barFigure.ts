/** The figures of test errors: bars by network, and every row's own value beside the published one; runs anywhere. */
import { roundUp } from '../../maths/ticks';
import type { BarChart, RowReport } from '../report';
import { inWords } from '../words';
import { place, plotOf, xAxis, yAxis, type NumberedFigure, type Shape } from './figure';

const barSize = { width: 380, height: 220 } as const;
const barMargins = { left: 34, right: 10, top: 22, bottom: 34 } as const;

/** Pairs of bars, the lab's own and the published one; null where there is nothing of the lab's own. */
export function barFigure(chart: BarChart, reference: string): NumberedFigure | null {
  const values = chart.bars
    .flatMap(({ own, published }) => [own, published])
    .filter((value) => value !== null);
  if (chart.bars.every(({ own }) => own === null)) return null;
  const y = { min: 0, max: Math.max(...values) * 1.15 };
  const x = { min: 0, max: chart.bars.length };
  const plot = plotOf({ ...barSize, x, y, margins: barMargins });
  const half = ((plot.right - plot.left) / chart.bars.length) * 0.28;
  const shapes: Shape[] = [...yAxis(plot, y, 'test error, %')];
  chart.bars.forEach(({ label, own, published }, i) => {
    const middle = plot.x(i + 0.5);
    const bar = (value: number | null, look: string, left: number): Shape[] =>
      value === null
        ? []
        : [
            {
              kind: 'path',
              look,
              d: `M${place(left)} ${place(plot.bottom)}V${place(plot.y(value))}h${place(half)}V${place(plot.bottom)}Z`,
            },
            {
              kind: 'text',
              look: 'value',
              x: left + half / 2,
              y: plot.y(value) - 4,
              anchor: 'middle',
              text: value.toFixed(2),
            },
          ];
    shapes.push(...bar(own, 'own bar', middle - half - 1), ...bar(published, 'published bar', middle + 1), {
      kind: 'text',
      look: 'tick',
      x: middle,
      y: plot.bottom + 14,
      anchor: 'middle',
      text: label,
    });
  });
  shapes.push(
    { kind: 'path', look: 'axis', d: `M${place(plot.left)} ${place(plot.bottom)}H${place(plot.right)}` },
    {
      kind: 'text',
      look: 'label',
      x: plot.right,
      y: plot.bottom + 27,
      anchor: 'end',
      text: 'hidden neurons',
    },
  );
  const pairs = chart.bars.map(
    ({ label, own, published }) =>
      `${label}: own ${inWords(own, '%')}, ${reference} ${inWords(published, '%')}`,
  );
  const data = {
    header: ['Hidden neurons', 'Own test error (%)', `Test error (%), ${reference}`],
    rows: chart.bars.map(({ label, own, published }) => [label, own, published]),
  };
  return { ...barSize, description: `${chart.title}. ${pairs.join('; ')}.`, shapes, data };
}

const rowHeight = 20;
/** Errors above this would squeeze the rest together; an untrained network has no place among trained ones. */
const mostError = 30;

/** Own and published test errors of all rows that have both; null where there are none. */
export function errorFigure(rows: readonly RowReport[], reference: string): NumberedFigure | null {
  const pairs = rows.flatMap(({ id, comparisons }) => {
    const found = comparisons.find(({ measure }) => measure === 'testError');
    if (!found || found.own === null || found.value > mostError || found.own > mostError) return [];
    return [{ id, own: found.own, published: found.value, band: found.band }];
  });
  if (pairs.length === 0) return null;
  const highest = Math.max(...pairs.flatMap(({ own, published, band }) => [own + (band ?? 0), published]));
  const size = { width: 780, height: 58 + pairs.length * rowHeight };
  const x = { min: 0, max: Math.min(highest * 1.05, roundUp(highest)) };
  const margins = { left: 52, right: 16, top: 12, bottom: 36 };
  const plot = plotOf({ ...size, x, y: { min: 0, max: pairs.length }, margins });
  const shapes: Shape[] = [...xAxis(plot, x, 'test error, %', 10)];
  pairs.forEach(({ id, own, published, band }, i) => {
    const y = plot.y(pairs.length - i - 0.5);
    const shown = (value: number) => plot.x(Math.min(x.max, Math.max(x.min, value)));
    shapes.push(
      { kind: 'path', look: 'grid', d: `M${place(plot.left)} ${place(y)}H${place(plot.right)}` },
      { kind: 'text', look: 'tick', x: plot.left - 8, y: y + 3.5, anchor: 'end', text: id },
      ...(band === null
        ? []
        : [
            {
              kind: 'path',
              look: 'own band',
              d: `M${place(shown(own - band))} ${place(y - 5)}H${place(shown(own + band))}V${place(y + 5)}H${place(shown(own - band))}Z`,
            } as const,
          ]),
      { kind: 'circle', look: 'own dot', x: plot.x(own), y, r: 4 },
      {
        kind: 'path',
        look: 'published dot',
        d: `M${place(plot.x(published))} ${place(y - 5)}l5 5l-5 5l-5 -5Z`,
      },
    );
  });
  const words = pairs.map(
    ({ id, own, published }) => `${id}: own ${inWords(own, '%')}, ${reference} ${inWords(published, '%')}`,
  );
  const data = {
    header: ['Row', 'Own test error (%)', '±', `Test error (%), ${reference}`],
    rows: pairs.map(({ id, own, published, band }) => [id, own, band, published]),
  };
  return { ...size, description: `Test errors. ${words.join('; ')}.`, shapes, data };
}
