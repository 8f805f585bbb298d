/** The Chart.js instance behind a plot of curves: builds it, redraws it once a frame at most, disposes of it (renderer). */
import { Chart, LineController, LinearScale, LogarithmicScale, type Plugin } from 'chart.js';
import Zoom from 'chartjs-plugin-zoom';
import { onBeforeUnmount, onMounted, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import { limited, type Limits } from './axisLimits';
import { useChartTheme } from './chartTheme';
import { fitY, type AxisLook, type Curve, type PointSet } from './curve';
import { drawCurves, type DrawnCount } from './drawCurves';
import type { PixelAxis } from './pixelAxis';
import { drawInTurn, dropTurn } from './frameTurns';
import { drawEndLabels, endLabelWidth } from './endLabels';
import { plotOptions } from './plotOptions';
import type { Span } from './ticks';
import { unzoomed, zoomOptions, type ZoomState } from './zoomPan';

Chart.register(LineController, LinearScale, LogarithmicScale, Zoom);

/** What a plot shows; read anew for each frame. */
export interface PlotContent {
  readonly curves: readonly Curve[];
  readonly points: readonly PointSet[];
  readonly x: AxisLook;
  readonly y: AxisLook;
  readonly fullX: Span;
  readonly yLimits?: Limits | undefined;
  readonly ignoreOutliers: boolean;
  readonly endLabels: boolean;
}

/** Where the axes lie at the moment. */
export interface PlotAxes {
  readonly x: PixelAxis;
  readonly y: PixelAxis;
}

export interface CurvePlot {
  /** Asks for a new frame. */
  draw(): void;
  axes(): PlotAxes | null;
  readonly zoom: ShallowRef<ZoomState>;
  readonly count: ShallowRef<DrawnCount>;
  /** The canvas as it is drawn. */
  canvas(): HTMLCanvasElement | null;
}

/** Shortest x span that can be zoomed to: four points of the finest curve. */
function finest(curves: readonly Curve[]): number {
  let gap = Infinity;
  for (const { positions, raw } of curves) {
    if (raw.length > 1)
      gap = Math.min(gap, (positions.at(raw.length - 1) - positions.at(0)) / (raw.length - 1));
  }
  return Number.isFinite(gap) && gap > 0 ? 4 * gap : 1e-9;
}

/** Runs a plot on a canvas. `content` is called for every frame; `drawn` after it. */
export function useCurvePlot(
  element: Readonly<Ref<HTMLCanvasElement | null>>,
  content: () => PlotContent,
  drawn: () => void,
): CurvePlot {
  const theme = useChartTheme();
  const zoom = shallowRef<ZoomState>(unzoomed);
  const count = shallowRef<DrawnCount>({ shown: 0, total: 0 });
  // Not reactive: Vue's proxies would follow the whole of Chart.js.
  let chart: Chart<'line'> | null = null;
  let current: PlotContent = content();
  let lastMove = -1;
  let boxing = false;
  let ownChange = false;

  const axes = (): PlotAxes | null => {
    const area = chart?.chartArea;
    const { x, y } = chart?.scales ?? {};
    if (!area || !x || !y || area.width <= 0) return null;
    return {
      x: { min: x.min, max: x.max, log: current.x.log, start: area.left, end: area.right },
      y: { min: y.min, max: y.max, log: current.y.log, start: area.bottom, end: area.top },
    };
  };

  const layer: Plugin<'line'> = {
    id: 'curves',
    beforeDatasetsDraw({ ctx }) {
      const at = axes();
      if (!at) return;
      const next = drawCurves(ctx, at.x, at.y, current);
      if (next.shown !== count.value.shown || next.total !== count.value.total) count.value = next;
      if (current.endLabels) drawEndLabels(ctx, at.x, at.y, current.curves, theme.value);
    },
    afterDraw: () => drawn(),
  };

  const options = (context: CanvasRenderingContext2D) => {
    const { curves, points, x, y, fullX, yLimits, ignoreOutliers } = current;
    const built = plotOptions({
      x,
      y,
      fullX,
      zoomX: zoom.value.x,
      zoomY: zoom.value.y,
      fit: (span) =>
        limited(fitY(curves, points, span, { log: y.log, ignoreOutliers, zero: true }), yLimits, y.log),
      rightPadding: current.endLabels ? endLabelWidth(context, curves, theme.value) : 12,
      theme: theme.value,
    });
    const limits = { x: fullX, minRange: x.log ? 0 : finest(curves) };
    const plugin = zoomOptions(theme.value, limits, zoom.value, {
      changed: takeZoom,
      lastMove: () => lastMove,
      boxing: () => boxing,
    });
    return { ...built, plugins: { ...built.plugins, zoom: plugin } };
  };

  /** Takes over what the zoom plugin did to the scales. */
  function takeZoom(from: Chart, touched: 'x' | 'xy'): void {
    const { x, y } = from.scales;
    if (!x || !y) return;
    const { fullX } = current;
    const all = x.min <= fullX.min && x.max >= fullX.max * (1 - 1e-9);
    const given = y.options as unknown as Partial<Span>;
    const ySpan = touched === 'xy' && given.min !== undefined ? { min: y.min, max: y.max } : zoom.value.y;
    ownChange = true;
    zoom.value = { x: all ? null : { min: x.min, max: x.max }, y: ySpan };
  }

  const render = (): void => {
    if (!chart) return;
    current = content();
    chart.options = options(chart.ctx);
    chart.update('none');
  };
  const draw = (): void => {
    if (chart) drawInTurn(render);
  };

  const moved = (event: PointerEvent): void => {
    lastMove = performance.now();
    if (event.buttons === 0) boxing = event.shiftKey;
  };
  const pressed = (event: MouseEvent): void => void (boxing = event.shiftKey);

  onMounted(() => {
    const canvas = element.value;
    const context = canvas?.getContext('2d');
    if (!canvas || !context) return;
    canvas.addEventListener('pointermove', moved);
    canvas.addEventListener('mousedown', pressed, { capture: true });
    current = content();
    chart = new Chart(canvas, {
      type: 'line',
      data: { datasets: [] },
      options: options(context),
      plugins: [layer],
    });
    // The constructor has drawn axes only: the layer did not know its chart yet.
    draw();
  });
  watch(theme, draw);
  watch(zoom, () => {
    // The plugin has drawn its own change already; its options follow with the next frame.
    if (ownChange && zoom.value.x && !zoom.value.y) ownChange = false;
    else draw();
    ownChange = false;
  });
  onBeforeUnmount(() => {
    dropTurn(render);
    element.value?.removeEventListener('pointermove', moved);
    element.value?.removeEventListener('mousedown', pressed, { capture: true });
    chart?.destroy();
    chart = null;
  });
  return { draw, axes, zoom, count, canvas: () => chart?.canvas ?? null };
}
