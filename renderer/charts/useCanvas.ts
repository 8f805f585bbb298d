/** Keeps a canvas drawn: at its size, in the theme, once a frame at most (renderer). */
import { onBeforeUnmount, onMounted, watch, type Ref } from 'vue';
import { useChartTheme, type ChartTheme } from './chartTheme';
import { clearedContext } from './drawCrosshair';
import { drawInTurn, dropTurn } from './frameTurns';

/** What is drawn: CSS pixels, on a cleared canvas. */
export type Draw = (
  context: CanvasRenderingContext2D,
  size: { width: number; height: number },
  theme: ChartTheme,
) => void;

/** How what is on a canvas can be drawn onto another context. */
const painters = new WeakMap<HTMLCanvasElement, (context: CanvasRenderingContext2D) => void>();
export const painterOf = (
  canvas: HTMLCanvasElement,
): ((context: CanvasRenderingContext2D) => void) | undefined => painters.get(canvas);

/** Draws on mount, on resize, on a change of theme, and when the returned function is called. */
export function useCanvas(element: Readonly<Ref<HTMLCanvasElement | null>>, draw: Draw): () => void {
  const theme = useChartTheme();
  const render = (): void => {
    const canvas = element.value;
    const context = canvas && clearedContext(canvas);
    if (context) draw(context, { width: canvas.clientWidth, height: canvas.clientHeight }, theme.value);
  };
  const ask = (): void => drawInTurn(render);
  let observer: ResizeObserver | null = null;
  onMounted(() => {
    if (!element.value) return;
    const canvas = element.value;
    painters.set(canvas, (context) =>
      draw(context, { width: canvas.clientWidth, height: canvas.clientHeight }, theme.value),
    );
    observer = new ResizeObserver(ask);
    observer.observe(canvas);
    ask();
  });
  watch(theme, ask);
  onBeforeUnmount(() => {
    dropTurn(render);
    observer?.disconnect();
  });
  return ask;
}
