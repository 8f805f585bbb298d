/** Chart.js options of a curve plot: our axes, ticks and colours; the lines themselves are drawn by drawCurves (renderer). */
import type { ChartOptions, Scale } from 'chart.js';
import type { ChartTheme } from './chartTheme';
import type { AxisLook } from './curve';
import { linearTicks, logTicks, tickLabels, type Span } from './ticks';

/** What decides a frame's options. */
export interface PlotState {
  readonly x: AxisLook;
  readonly y: AxisLook;
  readonly fullX: Span;
  /** What the user zoomed to; null shows everything. */
  readonly zoomX: Span | null;
  readonly zoomY: Span | null;
  /** The y span for an x span. */
  fit(x: Span): Span;
  readonly rightPadding: number;
  readonly theme: ChartTheme;
}

const mostTicks = 10;

/** Puts our ticks on an axis after Chart.js has made its own. */
function placeTicks(axis: AxisLook, pixelsEach: number) {
  return (scale: Scale): void => {
    // The axis has no length yet in the first pass of the layout.
    const length = scale.isHorizontal() ? scale.width || scale.maxWidth : scale.height || scale.maxHeight;
    // Few ticks, also where there is room for many.
    const most = Math.max(2, Math.min(mostTicks, Math.floor(length / pixelsEach)));
    const span = { min: scale.min / axis.divisor, max: scale.max / axis.divisor };
    const round = axis.log ? logTicks(span, most) : linearTicks(span, most);
    const values = axis.whole ? round.filter(Number.isInteger) : round;
    const labels = tickLabels(values, axis.log);
    scale.ticks = values.map((value, i) => ({ value: value * axis.divisor, label: labels[i] ?? '' }));
  };
}

function axisOptions(axis: AxisLook, theme: ChartTheme, pixelsEach: number) {
  return {
    type: axis.log ? ('logarithmic' as const) : ('linear' as const),
    bounds: 'data' as const,
    border: { color: theme.hairline, width: 1 },
    grid: { color: theme.grid, lineWidth: 1, tickLength: 4, drawTicks: true, tickColor: theme.hairline },
    title: {
      display: axis.title !== '',
      text: axis.title,
      color: theme.secondary,
      font: { size: 11, family: theme.font, weight: 'normal' as const },
      padding: { top: 2, bottom: 2 },
    },
    ticks: {
      color: theme.secondary,
      font: { size: 11, family: theme.font },
      padding: 3,
      maxRotation: 0,
      autoSkip: false,
      // The label was decided together with the tick.
      callback(this: Scale, _value: number | string, index: number): string {
        const label = this.ticks[index]?.label;
        return typeof label === 'string' ? label : '';
      },
    },
    afterBuildTicks: placeTicks(axis, pixelsEach),
  };
}

/** The options of this frame, without the zoom plugin's. */
export function plotOptions(state: PlotState): ChartOptions<'line'> {
  const { x, y, theme, zoomX, zoomY, fullX } = state;
  return {
    animation: false,
    responsive: true,
    maintainAspectRatio: false,
    events: [],
    layout: { padding: { top: 8, right: state.rightPadding, bottom: 0, left: 0 } },
    plugins: { legend: { display: false }, tooltip: { enabled: false } },
    scales: {
      x: {
        ...axisOptions(x, theme, 72),
        ...(zoomX && { min: zoomX.min, max: zoomX.max }),
        afterDataLimits(scale: Scale): void {
          if (zoomed(scale)) return;
          scale.min = fullX.min;
          scale.max = fullX.max;
        },
      },
      y: {
        ...axisOptions(y, theme, 44),
        ...(zoomY && { min: zoomY.min, max: zoomY.max }),
        afterDataLimits(scale: Scale): void {
          if (zoomed(scale)) return;
          const across = scale.chart.scales.x;
          const span =
            across && zoomed(across) ? { min: given(across, 'min'), max: given(across, 'max') } : fullX;
          const fitted = state.fit(span);
          scale.min = fitted.min;
          scale.max = fitted.max;
        },
        afterFit(scale: Scale): void {
          // A fixed width: the plot must not jump sideways when a label gets longer.
          scale.width = Math.max(scale.width, 56);
        },
      },
    },
  };
}

/** Scale options as the zoom plugin leaves them. */
function given(scale: Scale, end: 'min' | 'max'): number {
  return (scale.options as unknown as Partial<Span>)[end] ?? scale[end];
}

function zoomed(scale: Scale): boolean {
  const { min, max } = scale.options as unknown as Partial<Span>;
  return min !== undefined && max !== undefined;
}
