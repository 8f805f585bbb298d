/** A chart as a picture, PNG or SVG: title above, on the ground of the theme, names of the curves beneath (renderer). */
import { Chart } from 'chart.js';
import { call } from '../api/lab';
import type { ChartTheme } from './chartTheme';
import type { CurveLook } from './curve';
import { drawMarker } from './drawCurves';
import { plainSvg } from './plainSvg';
import { SvgContext } from './svgContext';
import { painterOf } from './useCanvas';

/** What stands on the picture beside the drawing. */
export interface PictureText {
  readonly title: string;
  readonly legend: readonly { readonly label: string; readonly look: CurveLook }[];
}

/** What is no drawing on the page, but is painted as one for the file. */
export interface Painting {
  /** CSS pixels. */
  readonly clientWidth: number;
  readonly clientHeight: number;
  /** Paints it with its upper left corner at 0, 0. */
  readonly paint: (context: CanvasRenderingContext2D, theme: ChartTheme) => void;
}

/** What a chart is drawn on: a canvas, SVG in the page, or nothing yet. */
export type Drawing = HTMLCanvasElement | SVGSVGElement | Painting;

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
  { clientWidth, clientHeight }: Drawing,
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

/** Pixels of a picture for each CSS pixel, where the drawing has none of its own. */
const fineness = 2;

/** Paints the picture. What is on a canvas is taken pixel by pixel; SVG is drawn anew. */
async function paint(drawing: Drawing, text: PictureText, theme: ChartTheme): Promise<HTMLCanvasElement> {
  const isCanvas = drawing instanceof HTMLCanvasElement;
  const ratio = isCanvas ? drawing.width / Math.max(1, drawing.clientWidth) : fineness;
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  if (!context) return canvas;
  const layout = layOut(context, drawing, text, theme);
  canvas.width = Math.round(layout.width * ratio);
  canvas.height = Math.round(layout.height * ratio);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  if (drawing instanceof SVGSVGElement) {
    context.drawImage(await imageOf(svgOf(drawing, text, theme)), 0, 0, layout.width, layout.height);
    return canvas;
  }
  context.fillStyle = theme.panel;
  context.fillRect(0, 0, layout.width, layout.height);
  drawText(context, layout, text.title, theme);
  if (isCanvas) context.drawImage(drawing, pad, pad + titleHeight, drawing.clientWidth, drawing.clientHeight);
  else paintInPlace(drawing, context, theme);
  return canvas;
}

function paintInPlace({ paint: draw }: Painting, context: CanvasRenderingContext2D, theme: ChartTheme): void {
  context.save();
  context.translate(pad, pad + titleHeight);
  draw(context, theme);
  context.restore();
}

async function imageOf(svg: string): Promise<HTMLImageElement> {
  const image = new Image();
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    image.src = url;
    await image.decode();
    return image;
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** Asks where to and saves the picture's pixels; resolves to the file or null where the dialog was closed. */
export async function savePng(
  drawing: Drawing,
  text: PictureText,
  theme: ChartTheme,
): Promise<string | null> {
  const picture = await paint(drawing, text, theme);
  const blob = await new Promise<Blob | null>((done) => picture.toBlob(done, 'image/png'));
  if (!blob) throw new Error('The picture could not be made.');
  const png = new Uint8Array(await blob.arrayBuffer());
  return call('charts:savePng', { name: text.title.slice(0, 200), png });
}

/** Asks where to and saves the picture as paths and text. */
export function saveSvg(drawing: Drawing, text: PictureText, theme: ChartTheme): Promise<string | null> {
  const svg = svgOf(drawing, text, theme);
  return call('exits:text', { name: text.title.slice(0, 200), format: 'svg', text: svg });
}

/** The picture as an SVG document: a canvas's chart draws itself once more, onto paths; SVG is taken over. */
export function svgOf(drawing: Drawing, text: PictureText, theme: ChartTheme): string {
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
  if (drawing instanceof SVGSVGElement) {
    svg.embed(plainSvg(drawing), pad, pad + titleHeight);
    return svg.document(text.title, theme.panel);
  }
  if (drawing instanceof HTMLCanvasElement) {
    svg.save();
    svg.translate(pad, pad + titleHeight);
    drawAgain(drawing, context);
    svg.restore();
  } else paintInPlace(drawing, context, theme);
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
