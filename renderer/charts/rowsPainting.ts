/** Values with names at their left as a picture for a file: bars or dots on a common scale, with what is uncertain as a line (renderer). */
import type { ChartTheme } from './chartTheme';
import type { Painting } from './picture';

export interface PaintedRow {
  readonly name: string;
  readonly value: number;
  /** Where the value may lie. */
  readonly interval: readonly [number, number] | null;
  /** The value in words, at the right. */
  readonly text: string;
  /** Whether it can be told from nothing: others are pale. */
  readonly isClear: boolean;
  /** Its own colour; the ink if left out. */
  readonly color?: string;
}

export interface PaintedRows {
  readonly rows: readonly PaintedRow[];
  readonly mark: 'bar' | 'dot';
  /** A value that all are held against, with its name: a line down the picture. */
  readonly line?: { readonly value: number; readonly name: string } | null;
}

/** About as wide as a letter is at 12 pixels: the size must be known before anything is drawn. */
const letterWidth = 6.8;
const widest = (texts: readonly string[]): number =>
  letterWidth * Math.max(0, ...texts.map(({ length }) => length));
const rowHeight = 24;
const plotWidth = 360;
const footHeight = 20;

/** One row under the other; the scale holds 0, every value and every interval. */
export function rowsPainting({ rows, mark, line = null }: PaintedRows): Painting {
  const ends = rows.flatMap(({ value, interval }) => [value, ...(interval ?? [])]);
  const all = [0, ...ends, ...(line ? [line.value] : [])].filter(Number.isFinite);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const left = widest(rows.map(({ name }) => name)) + 12;
  const right = left + plotWidth;
  const x = (value: number): number => left + ((value - low) / (high - low || 1)) * plotWidth;
  const height = rows.length * rowHeight;

  const paintRow = (context: CanvasRenderingContext2D, row: PaintedRow, y: number, theme: ChartTheme) => {
    const { ink, secondary, hairline } = theme;
    context.fillStyle = ink;
    context.fillText(row.name, 0, y);
    context.fillStyle = secondary;
    context.fillText(row.text, right + 12, y);
    const own = row.color ?? (row.isClear ? secondary : hairline);
    if (mark === 'bar') {
      context.fillStyle = own;
      const [from, to] = [x(Math.min(0, row.value)), x(Math.max(0, row.value))];
      context.fillRect(from, y - 6, Math.max(1, to - from), 12);
    }
    context.strokeStyle = row.isClear ? ink : secondary;
    context.lineWidth = 2;
    if (row.interval) {
      context.beginPath();
      context.moveTo(x(row.interval[0]), y);
      context.lineTo(x(row.interval[1]), y);
      context.stroke();
    }
    if (mark === 'dot') {
      context.beginPath();
      context.arc(x(row.value), y, 4, 0, 2 * Math.PI);
      context.fillStyle = row.isClear ? ink : theme.panel;
      context.fill();
      context.stroke();
    }
  };
  const paintLine = (context: CanvasRenderingContext2D, at: number, color: string): void => {
    context.strokeStyle = color;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(x(at), 0);
    context.lineTo(x(at), height);
    context.stroke();
  };
  return {
    clientWidth: right + 12 + widest(rows.map(({ text }) => text)),
    clientHeight: height + (line ? footHeight : 0),
    paint: (context, theme) => {
      context.font = `12px ${theme.font}`;
      context.textBaseline = 'middle';
      context.textAlign = 'left';
      paintLine(context, 0, theme.secondary);
      rows.forEach((row, i) => paintRow(context, row, (i + 0.5) * rowHeight, theme));
      if (!line) return;
      paintLine(context, line.value, theme.ink);
      context.fillStyle = theme.secondary;
      context.textAlign = x(line.value) > (left + right) / 2 ? 'right' : 'left';
      context.fillText(line.name, x(line.value), height + footHeight / 2);
      context.textAlign = 'left';
    },
  };
}
