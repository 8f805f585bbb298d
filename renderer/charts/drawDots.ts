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
  const mask = new Uint32Array(wide * high);
  context.fillStyle = color;
  for (let i = 0; i < count; i++) {
    const [x, y] = placeOf(i);
    const column = Math.round(x * ratio + e - side / 2) - left;
    const row = Math.round(y * ratio + f - side / 2) - top;
    if (!(column >= 0 && row >= 0 && column + side <= wide && row + side <= high)) continue;
    const at = row * wide + column;
    if (!isCanvas) {
      // What lies on a dot already adds nothing.
      if (mask[at] === 0) context.fillRect(column + left, row + top, side, side);
      mask[at] = opaque;
      continue;
    }
    for (let r = at; r < at + side * wide; r += wide) mask.fill(opaque, r, r + side);
  }
  if (isCanvas) paint(context, mask, { left, top, wide, high }, color);
}

/** Opaque on machines of either byte order; the colour is put on later. */
const opaque = 0xffffffff;

function paint(
  context: CanvasRenderingContext2D,
  mask: Uint32Array,
  { left, top, wide, high }: { left: number; top: number; wide: number; high: number },
  color: string,
): void {
  scratch ??= document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  if (!scratch) return;
  const { canvas } = scratch;
  if (canvas.width !== wide || canvas.height !== high) [canvas.width, canvas.height] = [wide, high];
  const pixels = new Uint8ClampedArray(mask.buffer as ArrayBuffer);
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
