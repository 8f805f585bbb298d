/** A chart as a PNG picture: title above, on the ground of the theme, names of the curves beneath (renderer). */
import { call } from '../api/lab';
import type { ChartTheme } from './chartTheme';
import type { CurveLook } from './curve';
import { drawMarker } from './drawCurves';

/** What stands on the picture beside the drawing. */
export interface PictureText {
  readonly title: string;
  readonly legend: readonly { readonly label: string; readonly look: CurveLook }[];
}

const pad = 16;

/** The lines of the legend, broken where they get too wide. */
function legendLines(
  context: CanvasRenderingContext2D,
  { legend }: PictureText,
  width: number,
): { label: string; look: CurveLook; x: number; line: number }[] {
  let [x, line] = [0, 0];
  return legend.map(({ label, look }) => {
    const wide = context.measureText(label).width + 42;
    if (x > 0 && x + wide > width) [x, line] = [0, line + 1];
    const place = { label, look, x, line };
    x += wide;
    return place;
  });
}

/** Paints the picture. The drawing is taken pixel by pixel. */
export function paintPicture(
  drawing: HTMLCanvasElement,
  text: PictureText,
  theme: ChartTheme,
): HTMLCanvasElement {
  const ratio = drawing.width / Math.max(1, drawing.clientWidth);
  const width = drawing.clientWidth + 2 * pad;
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  if (!context) return canvas;
  const small = `12px ${theme.font}`;
  context.font = small;
  const legend = text.legend.length > 1 ? legendLines(context, text, width - 2 * pad) : [];
  const legendHeight = legend.length > 0 ? ((legend.at(-1)?.line ?? 0) + 1) * 20 + 8 : 0;
  const height = drawing.clientHeight + 2 * pad + 26 + legendHeight;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.fillStyle = theme.panel;
  context.fillRect(0, 0, width, height);
  context.fillStyle = theme.ink;
  context.font = `600 13px ${theme.font}`;
  context.textBaseline = 'middle';
  context.fillText(text.title, pad, pad + 9, width - 2 * pad);
  context.drawImage(drawing, pad, pad + 26, drawing.clientWidth, drawing.clientHeight);
  context.font = small;
  for (const { label, look, x, line } of legend) {
    const y = pad + 26 + drawing.clientHeight + 16 + 20 * line;
    context.strokeStyle = look.color;
    context.lineWidth = 2;
    context.setLineDash(look.dash as number[]);
    context.beginPath();
    context.moveTo(pad + x, y);
    context.lineTo(pad + x + 18, y);
    context.stroke();
    context.setLineDash([]);
    drawMarker(context, pad + x + 9, y, look.marker, look.color, 3);
    context.fillStyle = theme.ink;
    context.fillText(label, pad + x + 24, y);
  }
  return canvas;
}

/** Asks where to and saves; resolves to the file or null where the dialog was closed. */
export async function savePicture(
  drawing: HTMLCanvasElement,
  text: PictureText,
  theme: ChartTheme,
): Promise<string | null> {
  const picture = paintPicture(drawing, text, theme);
  const blob = await new Promise<Blob | null>((done) => picture.toBlob(done, 'image/png'));
  if (!blob) throw new Error('The picture could not be made.');
  const png = new Uint8Array(await blob.arrayBuffer());
  return call('charts:savePng', { name: text.title.slice(0, 200), png });
}
