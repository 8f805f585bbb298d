/** How sample images are laid out: whole multiples of their pixels, as many a row as fit; pure, renderer. */

/** Width of the classes' names beside the images, with the space after them. */
export const nameWidthPx = 48;
const gapPx = 4;
/** Twice as large only where so many still stand in a row. */
const fewLarge = 12;
/** Small images are enlarged up to this. */
const usualSizePx = 40;

export interface ImageGrid {
  /** Screen pixels a pixel of the image. */
  readonly scale: number;
  /** From one image to the next, in pixels of the image. */
  readonly stride: number;
  readonly columns: number;
}

/** @param available images of the class that has most */
export function imageGrid(
  { width }: { readonly width: number },
  availablePx: number,
  available: number,
): ImageGrid {
  const at = (scale: number): ImageGrid => {
    const stride = width + Math.max(1, Math.round(gapPx / scale));
    const columns = Math.max(1, Math.min(available, Math.floor(availablePx / (stride * scale))));
    return { scale, stride, columns };
  };
  const usual = at(Math.max(1, Math.floor(usualSizePx / width)));
  const large = at(2 * usual.scale);
  return large.columns >= fewLarge ? large : usual;
}
