/** Grey pictures of a data set as pixels: ink on the panel's ground, in either theme; pure but for the image it is given, renderer. */

/** Writes a picture of bytes, row-major [height, width], into an image at a column: 0 is the ground, 255 the ink. */
export function inkPixels(
  image: ImageData,
  values: ArrayLike<number>,
  {
    from,
    left,
    width,
    height,
    dark,
  }: {
    /** Index of the picture's first value. */
    readonly from: number;
    /** Its first column in the image. */
    readonly left: number;
    readonly width: number;
    readonly height: number;
    readonly dark: boolean;
  },
): void {
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const value = values[from + y * width + x] ?? 0;
      const at = 4 * (y * image.width + left + x);
      image.data.fill(dark ? 24 + 0.85 * value : 244 - 0.88 * value, at, at + 3);
      image.data[at + 3] = 255;
    }
  }
}
