/** Tells grey-level images from tables of numbers; training host and command line. */

/** Height and width of the images that rows of this many bytes are (28 × 28 as in MNIST), or null. */
export function pixelShape(width: number): readonly [number, number] | null {
  return width === 784 ? [28, 28] : null;
}

/** The values as bytes if every one is a whole number from 0 to 255, else null. */
export function toPixels(values: Float32Array): Uint8Array | null {
  const pixels = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    pixels[i] = value;
    if (pixels[i] !== value) return null;
  }
  return pixels;
}
