/** Keeps a canvas drawn: at its size, in the theme, once a frame at most (renderer). */
import { onBeforeUnmount, onMounted, watch, type Ref } from 'vue';
import { useChartTheme, type ChartTheme } from './chartTheme';
import { clearedContext } from './drawCrosshair';

/** What is drawn: CSS pixels, on a cleared canvas. */
export type Draw = (
  context: CanvasRenderingContext2D,
  size: { width: number; height: number },
  theme: ChartTheme,
) => void;

/** Draws on mount, on resize, on a change of theme, and when the returned function is called. */
export function useCanvas(element: Readonly<Ref<HTMLCanvasElement | null>>, draw: Draw): () => void {
  const theme = useChartTheme();
  let frame = 0;
  const render = (): void => {
    frame = 0;
    const canvas = element.value;
    const context = canvas && clearedContext(canvas);
    if (context) draw(context, { width: canvas.clientWidth, height: canvas.clientHeight }, theme.value);
  };
  const ask = (): void => {
    if (frame === 0) frame = requestAnimationFrame(render);
  };
  let observer: ResizeObserver | null = null;
  onMounted(() => {
    if (!element.value) return;
    observer = new ResizeObserver(ask);
    observer.observe(element.value);
    ask();
  });
  watch(theme, ask);
  onBeforeUnmount(() => {
    cancelAnimationFrame(frame);
    observer?.disconnect();
  });
  return ask;
}
