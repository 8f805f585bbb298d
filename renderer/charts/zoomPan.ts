/** Zoom and pan of a plot by wheel, drag and keyboard on top of chartjs-plugin-zoom (renderer). */
import type { Chart, PluginOptionsByType } from 'chart.js';
// Adds the plugin's options to Chart.js's types.
import type {} from 'chartjs-plugin-zoom';
import type { ChartTheme } from './chartTheme';
import { valueOf, type PixelAxis } from './pixelAxis';
import type { Span } from './ticks';

/** Where the plot is zoomed to; null follows the data. */
export interface ZoomState {
  readonly x: Span | null;
  readonly y: Span | null;
}

export const unzoomed: ZoomState = { x: null, y: null };

/** Moves and stretches a span on its axis: `shift` is a share of its length, `factor` below 1 zooms in about `about` (0…1). */
export function changedSpan(
  span: Span,
  log: boolean,
  { shift = 0, factor = 1, about = 0.5 }: { shift?: number; factor?: number; about?: number },
  limits: Span = { min: -Infinity, max: Infinity },
): Span {
  const axis: PixelAxis = { ...span, log, start: 0, end: 1 };
  let low = about - about * factor + shift;
  let high = about + (1 - about) * factor + shift;
  // Panning stops at the ends instead of squeezing the span.
  const toShare = (value: number): number =>
    log
      ? Math.log(value / span.min) / Math.log(span.max / span.min)
      : (value - span.min) / (span.max - span.min);
  const lowest = Number.isFinite(limits.min) && (!log || limits.min > 0) ? toShare(limits.min) : -Infinity;
  const highest = Number.isFinite(limits.max) ? toShare(limits.max) : Infinity;
  if (low < lowest) [low, high] = [lowest, Math.min(highest, lowest + high - low)];
  if (high > highest) [low, high] = [Math.max(lowest, highest - (high - low)), highest];
  return { min: valueOf(axis, low), max: valueOf(axis, high) };
}

/** What an arrow, plus, minus or 0 does to a plot; null for other keys. */
export function zoomByKey(
  key: string,
  zoom: ZoomState,
  shown: { x: PixelAxis; y: PixelAxis },
  fullX: Span,
): ZoomState | null {
  const across = (change: { shift?: number; factor?: number }): ZoomState => {
    const next = changedSpan(shown.x, shown.x.log, change, fullX);
    const all = next.min <= fullX.min && next.max >= fullX.max;
    return { ...zoom, x: all ? null : next };
  };
  switch (key) {
    case 'ArrowLeft':
      return across({ shift: -0.1 });
    case 'ArrowRight':
      return across({ shift: 0.1 });
    case 'ArrowUp':
      return { ...zoom, y: changedSpan(shown.y, shown.y.log, { shift: 0.1 }) };
    case 'ArrowDown':
      return { ...zoom, y: changedSpan(shown.y, shown.y.log, { shift: -0.1 }) };
    case '+':
    case '=':
      return across({ factor: 0.7 });
    case '-':
    case '_':
      return across({ factor: 1 / 0.7 });
    case '0':
    case 'Home':
      return unzoomed;
    default:
      return null;
  }
}

/** When the page last scrolled, and when a pointer last moved: a wheel that scrolls the page goes on scrolling it. */
let lastScroll = -Infinity;
if (typeof document !== 'undefined') {
  document.addEventListener('scroll', () => (lastScroll = performance.now()), {
    capture: true,
    passive: true,
  });
}

/** The zoom plugin's options for a plot. */
export function zoomOptions(
  theme: ChartTheme,
  limits: { x: Span; minRange: number },
  zoom: ZoomState,
  on: { changed(chart: Chart, axes: 'x' | 'xy'): void; lastMove(): number; boxing(): boolean },
): PluginOptionsByType<'line'>['zoom'] {
  return {
    limits: { x: { min: limits.x.min, max: limits.x.max, minRange: limits.minRange } },
    pan: {
      enabled: true,
      // Without a zoom in y the y axis goes on fitting what is in view.
      mode: zoom.y ? 'xy' : 'x',
      threshold: 4,
      onPan: ({ chart }) => on.changed(chart, zoom.y ? 'xy' : 'x'),
    },
    zoom: {
      mode: () => (on.boxing() || zoom.y ? 'xy' : 'x'),
      scaleMode: 'y',
      wheel: { enabled: true, speed: 0.12 },
      pinch: { enabled: true },
      drag: {
        enabled: true,
        modifierKey: 'shift',
        threshold: 6,
        backgroundColor: `${theme.accent}22`,
        borderColor: theme.accent,
        borderWidth: 1,
      },
      onZoomStart: ({ event }) => {
        if (!(event instanceof WheelEvent) || event.ctrlKey) return true;
        return on.lastMove() > lastScroll;
      },
      onZoom: ({ chart }) => on.changed(chart, 'xy'),
    },
  };
}
