/** Heat maps as a picture for a file: on the page they are tables of buttons, on paper cells with figures (renderer). */
import type { ChartTheme } from './chartTheme';
import { evenColor, inkOn } from './colorScale';
import type { Painting } from './picture';

export interface PaintedCell {
  /** As of a cell on the page: 0 the darkest, 1 the brightest, null without a number. */
  readonly share: number | null;
  readonly figure: string;
  /** A colour of its own, where it follows from something else. */
  readonly ground?: string;
}

export interface PaintedMap {
  readonly title: string;
  readonly cells: readonly (readonly (PaintedCell | null)[])[];
}

export interface PaintedMaps {
  readonly maps: readonly PaintedMap[];
  readonly rowTitle: string;
  readonly columnTitle: string;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** What the ends of the colours stand for; null where nothing need be said. */
  readonly ends: { readonly dark: string; readonly bright: string } | null;
}

/** About as wide as a letter is at 11 pixels: the size must be known before anything is drawn. */
const letterWidth = 6.4;
const widest = (texts: readonly string[]): number =>
  letterWidth * Math.max(0, ...texts.map(({ length }) => length));
const cell = { height: 26, gap: 2 };
const line = 18;
const apart = 24;
const scale = { width: 140, height: 8, steps: 35 };

/** The maps beside and below each other, at most three in a row, with the scale of their colours. */
export function heatPainting(given: PaintedMaps): Painting {
  const { maps, rows, columns, rowTitle, columnTitle, ends } = given;
  const headWidth = Math.max(widest(rows), widest([rowTitle])) + 10;
  const figures = maps.flatMap(({ cells }) => cells.flat().map((one) => one?.figure ?? ''));
  const cellWidth = Math.max(40, widest([...columns, ...figures]) + 10);
  const mapWidth = headWidth + columns.length * cellWidth;
  const mapHeight = 3 * line + rows.length * cell.height;
  const across = Math.max(1, Math.min(3, maps.length));
  const down = Math.ceil(maps.length / across);
  const paintMap = (context: CanvasRenderingContext2D, map: PaintedMap, theme: ChartTheme): void => {
    context.fillStyle = theme.ink;
    context.textAlign = 'left';
    context.font = `600 11px ${theme.font}`;
    context.fillText(map.title, 0, line / 2);
    context.font = `11px ${theme.font}`;
    context.textAlign = 'center';
    context.fillStyle = theme.secondary;
    context.fillText(columnTitle, headWidth + (columns.length * cellWidth) / 2, 1.5 * line);
    const center = (column: number): number => headWidth + (column + 0.5) * cellWidth;
    context.fillStyle = theme.ink;
    columns.forEach((name, column) => context.fillText(name, center(column), 2.5 * line));
    context.textAlign = 'right';
    context.fillStyle = theme.secondary;
    context.fillText(rowTitle, headWidth - 8, 2.5 * line);
    rows.forEach((name, row) => {
      const top = 3 * line + row * cell.height;
      context.textAlign = 'right';
      context.fillStyle = theme.ink;
      context.fillText(name, headWidth - 8, top + cell.height / 2);
      context.textAlign = 'center';
      (map.cells[row] ?? []).forEach((one, column) => {
        if (!one || one.share === null) return;
        const ground = one.ground ?? evenColor(one.share);
        context.fillStyle = ground;
        const left = headWidth + column * cellWidth;
        context.fillRect(left, top, cellWidth - cell.gap, cell.height - cell.gap);
        context.fillStyle = inkOn(ground);
        context.fillText(one.figure, center(column), top + cell.height / 2);
      });
    });
  };
  const paintScale = (context: CanvasRenderingContext2D, y: number, theme: ChartTheme): void => {
    if (!ends) return;
    context.textAlign = 'left';
    context.fillStyle = theme.secondary;
    context.fillText(ends.dark, 0, y);
    const from = widest([ends.dark]) + 8;
    const step = scale.width / scale.steps;
    for (let i = 0; i < scale.steps; i++) {
      context.fillStyle = evenColor(i / (scale.steps - 1));
      context.fillRect(from + i * step, y - scale.height / 2, step + 0.5, scale.height);
    }
    context.fillStyle = theme.secondary;
    context.fillText(ends.bright, from + scale.width + 8, y);
  };
  return {
    clientWidth: across * mapWidth + (across - 1) * apart,
    clientHeight: down * (mapHeight + line) + line,
    paint: (context, theme) => {
      context.textBaseline = 'middle';
      maps.forEach((map, i) => {
        context.save();
        context.translate((i % across) * (mapWidth + apart), Math.floor(i / across) * (mapHeight + line));
        paintMap(context, map, theme);
        context.restore();
      });
      paintScale(context, down * (mapHeight + line) + line / 2, theme);
    },
  };
}
