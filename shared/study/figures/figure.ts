/** A figure as a list of shapes in its own units, which the page and the HTML report draw alike; runs anywhere. */
import type { Cell } from '../../export/table';
import { linearTicks, tickLabels, type Span } from '../../maths/ticks';

/** How a shape looks follows from its `look` by style sheet. */
export type Shape =
  | { readonly kind: 'path'; readonly look: string; readonly d: string }
  | {
      readonly kind: 'circle';
      readonly look: string;
      readonly x: number;
      readonly y: number;
      readonly r: number;
    }
  | {
      readonly kind: 'text';
      readonly look: string;
      readonly x: number;
      readonly y: number;
      readonly anchor: 'start' | 'middle' | 'end';
      readonly text: string;
    };

export interface Figure {
  readonly width: number;
  readonly height: number;
  /** For those who do not see it: what is in the picture, with its main numbers. */
  readonly description: string;
  readonly shapes: readonly Shape[];
}

/** A figure with its numbers as a table. */
export interface NumberedFigure extends Figure {
  readonly data: FigureData;
}

export interface FigureData {
  readonly header: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** Where data are drawn, and how values become places. */
export interface Plot {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  x(value: number): number;
  y(value: number): number;
}

export interface PlotSpec {
  readonly width: number;
  readonly height: number;
  readonly x: Span;
  readonly y: Span;
  readonly margins: {
    readonly left: number;
    readonly right: number;
    readonly top: number;
    readonly bottom: number;
  };
}

/** A linear plot; contract: spans are not empty. */
export function plotOf({ width, height, x, y, margins }: PlotSpec): Plot {
  const [left, right] = [margins.left, width - margins.right];
  const [top, bottom] = [margins.top, height - margins.bottom];
  return {
    left,
    right,
    top,
    bottom,
    x: (value) => left + ((value - x.min) / (x.max - x.min)) * (right - left),
    y: (value) => bottom - ((value - y.min) / (y.max - y.min)) * (bottom - top),
  };
}

/** Two digits after the point are finer than any screen shows. */
export const place = (value: number): string => String(Math.round(value * 100) / 100);

/** The line through points given one after the other as x, y. */
export function linePath(points: readonly (readonly [number, number])[]): string {
  return points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${place(x)} ${place(y)}`).join('');
}

/** Grid lines and labels on the left. */
export function yAxis(plot: Plot, span: Span, label: string): Shape[] {
  const ticks = linearTicks(span, 5);
  const labels = tickLabels(ticks, false);
  const grid = ticks
    .map((tick) => `M${place(plot.left)} ${place(plot.y(tick))}H${place(plot.right)}`)
    .join('');
  return [
    { kind: 'path', look: 'grid', d: grid },
    ...ticks.map((tick, i): Shape => ({
      kind: 'text',
      look: 'tick',
      x: plot.left - 6,
      y: plot.y(tick) + 3.5,
      anchor: 'end',
      text: labels[i] ?? '',
    })),
    { kind: 'text', look: 'label', x: plot.left, y: plot.top - 6, anchor: 'start', text: label },
  ];
}

/** The base line with labels under it. */
export function xAxis(plot: Plot, span: Span, label: string, most = 5): Shape[] {
  const ticks = linearTicks(span, most);
  const labels = tickLabels(ticks, false);
  const marks = ticks.map((tick) => `M${place(plot.x(tick))} ${place(plot.bottom)}v3`).join('');
  return [
    {
      kind: 'path',
      look: 'axis',
      d: `M${place(plot.left)} ${place(plot.bottom)}H${place(plot.right)}${marks}`,
    },
    ...ticks.map((tick, i): Shape => ({
      kind: 'text',
      look: 'tick',
      x: plot.x(tick),
      y: plot.bottom + 14,
      anchor: 'middle',
      text: labels[i] ?? '',
    })),
    { kind: 'text', look: 'label', x: plot.right, y: plot.bottom + 27, anchor: 'end', text: label },
  ];
}
