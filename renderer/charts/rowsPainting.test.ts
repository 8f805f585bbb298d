/** Values with their intervals as a picture: every name and text is on it, bars are as long as their values, intervals lie where they should. */
import { expect, test } from 'vitest';
import type { ChartTheme } from './chartTheme';
import type { Painting } from './picture';
import { rowsPainting, type PaintedRow } from './rowsPainting';
import { SvgContext } from './svgContext';

const theme: ChartTheme = {
  ...{ ground: '#fff', panel: '#fff', ink: '#111111', secondary: '#555555', hairline: '#eee' },
  ...{ grid: '#eee', accent: '#00f', font: 'Inter', dark: false },
};
function painted({ clientWidth, clientHeight, paint }: Painting): Element {
  const svg = new SvgContext(
    clientWidth,
    clientHeight,
    (text) => ({ width: 6 * text.length }) as TextMetrics,
  );
  paint(svg as unknown as CanvasRenderingContext2D, theme);
  return new DOMParser().parseFromString(svg.document('Test', '#fff'), 'image/svg+xml').documentElement;
}
const row = (name: string, value: number, interval: PaintedRow['interval']): PaintedRow => ({
  ...{ name, value, interval, text: `${value} points`, isClear: value > 0 },
});

test('names, texts and the line that all are held against', () => {
  const svg = painted(
    rowsPainting({
      mark: 'bar',
      rows: [row('ReLU', 2, null), row('tanh', 4, null)],
      line: { value: 3, name: 'mean' },
    }),
  );
  const texts = [...svg.querySelectorAll('text')].map(({ textContent }) => textContent);
  for (const wanted of ['ReLU', 'tanh', '2 points', '4 points', 'mean']) expect(texts).toContain(wanted);
});

test('the scale holds 0, every value and every interval', () => {
  const painting = rowsPainting({ mark: 'dot', rows: [row('a', -1, [-3, 1]), row('b', 2, [1, 5])] });
  const lines = [...painted(painting).querySelectorAll('path[stroke]')].map((path) =>
    (path.getAttribute('d') ?? '').match(/-?[\d.]+/g)?.map(Number),
  );
  // Those of the intervals are level: the one from −3 to 1 is half as long as all of it.
  const level = lines.filter((points) => points?.length === 4 && points[1] === points[3]);
  expect(level.map((points) => Math.round((points?.[2] ?? 0) - (points?.[0] ?? 0)))).toEqual([180, 180]);
  for (const points of level)
    for (const x of [points?.[0] ?? -1, points?.[2] ?? -1]) {
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x).toBeLessThanOrEqual(painting.clientWidth);
    }
});

test('nothing to show is an empty picture', () => {
  expect(painted(rowsPainting({ mark: 'bar', rows: [] })).querySelectorAll('text')).toHaveLength(0);
});
