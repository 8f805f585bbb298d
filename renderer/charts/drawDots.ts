/** Thousands of single points as dots of two pixels: as one picture on a canvas, as shapes on anything else (renderer). */

/** A rectangle in CSS pixels. */
interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Side of a dot, CSS pixels. */
const sidePx = 2;
/** A dot lets through what is behind it, so that where many lie is darker than where few do. */
const alpha = 0.45;

let scratch: CanvasRenderingContext2D | null = null;

/** Draws a dot for each point inside the box. A canvas gets them in one piece: a call for each dot takes a rasteriser many times as long. */
export function drawDots(
  context: CanvasRenderingContext2D,
  box: Box,
  color: string,
  count: number,
  placeOf: (index: number) => readonly [x: number, y: number],
): void {
  const isCanvas =
    typeof CanvasRenderingContext2D !== 'undefined' && context instanceof CanvasRenderingContext2D;
  const { a: ratio = 1, e = 0, f = 0 } = isCanvas ? context.getTransform() : {};
  // The picture lies on whole pixels of the screen.
  const [left, top] = [Math.floor(box.left * ratio + e), Math.floor(box.top * ratio + f)];
  const [wide, high] = [Math.ceil(box.width * ratio) + 1, Math.ceil(box.height * ratio) + 1];
  const side = Math.max(1, Math.round(sidePx * ratio));
  if (!(wide > 0 && high > 0)) return;
  const pixels = new Uint8ClampedArray(4 * wide * high);
  context.save();
  context.fillStyle = color;
  if (!isCanvas) context.globalAlpha = alpha;
  for (let i = 0; i < count; i++) {
    const [x, y] = placeOf(i);
    const column = Math.round(x * ratio + e - side / 2) - left;
    const row = Math.round(y * ratio + f - side / 2) - top;
    if (!(column >= 0 && row >= 0 && column + side <= wide && row + side <= high)) continue;
    const at = row * wide + column;
    if (!isCanvas) {
      // What lies on a dot already adds nothing but length.
      if (pixels[4 * at + 3] === 0) context.fillRect(column + left, row + top, side, side);
      pixels[4 * at + 3] = 255;
      continue;
    }
    for (let r = at; r < at + side * wide; r += wide) {
      for (let pixel = 4 * r + 3; pixel < 4 * (r + side); pixel += 4)
        pixels[pixel] = (pixels[pixel] as number) + alpha * (255 - (pixels[pixel] as number));
    }
  }
  context.restore();
  if (isCanvas) paint(context, pixels, { left, top, wide, high }, color);
}

function paint(
  context: CanvasRenderingContext2D,
  pixels: Uint8ClampedArray<ArrayBuffer>,
  { left, top, wide, high }: { left: number; top: number; wide: number; high: number },
  color: string,
): void {
  scratch ??= document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  if (!scratch) return;
  const { canvas } = scratch;
  if (canvas.width !== wide || canvas.height !== high) [canvas.width, canvas.height] = [wide, high];
  // Only how much of each pixel is covered has been written: the colour is put on here.
  scratch.putImageData(new ImageData(pixels, wide, high), 0, 0);
  scratch.globalCompositeOperation = 'source-in';
  scratch.fillStyle = color;
  scratch.fillRect(0, 0, wide, high);
  scratch.globalCompositeOperation = 'source-over';
  context.save();
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(canvas, left, top);
  context.restore();
}
