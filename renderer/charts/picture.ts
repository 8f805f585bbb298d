/** A chart as a picture, PNG or SVG: title above, on the ground of the theme, names of the curves beneath (renderer). */
import { Chart } from 'chart.js';
import { call } from '../api/lab';
import type { ChartTheme } from './chartTheme';
import type { CurveLook } from './curve';
import { drawMarker } from './drawCurves';
import { SvgContext } from './svgContext';
import { painterOf } from './useCanvas';

/** What stands on the picture beside the drawing. */
export interface PictureText {
  readonly title: string;
  readonly legend: readonly { readonly label: string; readonly look: CurveLook }[];
}

/** Where everything stands, CSS pixels. */
interface Layout {
  readonly width: number;
  readonly height: number;
  readonly legend: readonly { label: string; look: CurveLook; x: number; y: number }[];
}

const pad = 16;
const titleHeight = 26;
const small = (theme: ChartTheme): string => `12px ${theme.font}`;

function layOut(
  context: CanvasRenderingContext2D,
  { clientWidth, clientHeight }: HTMLCanvasElement,
  { legend }: PictureText,
  theme: ChartTheme,
): Layout {
  context.font = small(theme);
  const top = pad + titleHeight + clientHeight + 16;
  let [x, line] = [0, 0];
  const named = legend.length > 1 ? legend : [];
  const places = named.map(({ label, look }) => {
    const wide = context.measureText(label).width + 42;
    if (x > 0 && x + wide > clientWidth) [x, line] = [0, line + 1];
    const place = { label, look, x: pad + x, y: top + 20 * line };
    x += wide;
    return place;
  });
  const legendHeight = places.length > 0 ? (line + 1) * 20 + 8 : 0;
  return {
    width: clientWidth + 2 * pad,
    height: clientHeight + 2 * pad + titleHeight + legendHeight,
    legend: places,
  };
}

function drawText(
  context: CanvasRenderingContext2D,
  { width, legend }: Layout,
  title: string,
  theme: ChartTheme,
): void {
  context.fillStyle = theme.ink;
  context.font = `600 13px ${theme.font}`;
  context.textBaseline = 'middle';
  context.fillText(title, pad, pad + 9, width - 2 * pad);
  context.font = small(theme);
  for (const { label, look, x, y } of legend) {
    context.strokeStyle = look.color;
    context.lineWidth = 2;
    context.setLineDash(look.dash as number[]);
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(x + 18, y);
    context.stroke();
    context.setLineDash([]);
    drawMarker(context, x + 9, y, look.marker, look.color, 3);
    context.fillStyle = theme.ink;
    context.fillText(label, x + 24, y);
  }
}

/** Paints the picture. The drawing is taken pixel by pixel. */
function paint(drawing: HTMLCanvasElement, text: PictureText, theme: ChartTheme): HTMLCanvasElement {
  const ratio = drawing.width / Math.max(1, drawing.clientWidth);
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  if (!context) return canvas;
  const layout = layOut(context, drawing, text, theme);
  canvas.width = Math.round(layout.width * ratio);
  canvas.height = Math.round(layout.height * ratio);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.fillStyle = theme.panel;
  context.fillRect(0, 0, layout.width, layout.height);
  drawText(context, layout, text.title, theme);
  context.drawImage(drawing, pad, pad + titleHeight, drawing.clientWidth, drawing.clientHeight);
  return canvas;
}

/** Asks where to and saves the picture's pixels; resolves to the file or null where the dialog was closed. */
export async function savePng(
  drawing: HTMLCanvasElement,
  text: PictureText,
  theme: ChartTheme,
): Promise<string | null> {
  const picture = paint(drawing, text, theme);
  const blob = await new Promise<Blob | null>((done) => picture.toBlob(done, 'image/png'));
  if (!blob) throw new Error('The picture could not be made.');
  const png = new Uint8Array(await blob.arrayBuffer());
  return call('charts:savePng', { name: text.title.slice(0, 200), png });
}

/** Asks where to and saves the picture as paths and text. */
export function saveSvg(
  drawing: HTMLCanvasElement,
  text: PictureText,
  theme: ChartTheme,
): Promise<string | null> {
  const svg = svgOf(drawing, text, theme);
  return call('exits:text', { name: text.title.slice(0, 200), format: 'svg', text: svg });
}

/** The picture as an SVG document: the chart draws itself once more, onto paths. */
export function svgOf(drawing: HTMLCanvasElement, text: PictureText, theme: ChartTheme): string {
  const measuring = document.createElement('canvas').getContext('2d');
  if (!measuring) throw new Error('The picture could not be made.');
  const layout = layOut(measuring, drawing, text, theme);
  const svg = new SvgContext(layout.width, layout.height, (words, font) => {
    measuring.font = font;
    return measuring.measureText(words);
  });
  // It has what charts use of a context, and nothing else of it.
  const context = svg as unknown as CanvasRenderingContext2D;
  drawText(context, layout, text.title, theme);
  svg.save();
  svg.translate(pad, pad + titleHeight);
  drawAgain(drawing, context);
  svg.restore();
  return svg.document(text.title, theme.panel);
}

/** Draws what is on a canvas onto another context: Chart.js's chart, or what `useCanvas` draws. */
function drawAgain(drawing: HTMLCanvasElement, context: CanvasRenderingContext2D): void {
  const chart = Chart.getChart(drawing);
  if (!chart) {
    const painter = painterOf(drawing);
    if (!painter) throw new Error('This picture can only be saved as PNG.');
    painter(context);
    return;
  }
  // Chart.js's scales keep a reference of their own.
  const holders = [chart, ...Object.values(chart.scales)] as { ctx: CanvasRenderingContext2D }[];
  const kept = holders.map(({ ctx }) => ctx);
  for (const holder of holders) holder.ctx = context;
  try {
    chart.draw();
  } finally {
    holders.forEach((holder, i) => (holder.ctx = kept[i] as CanvasRenderingContext2D));
    chart.draw();
  }
}
