/** First-layer weights as small pictures, one a unit: their order, range and colours; pure but for the canvas it is given, renderer. */
import { divergingTable } from './colorScale';

/** Weights of a layer: kernel row-major [inputs, units]. */
export interface LayerWeights {
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
  readonly inputs: number;
  readonly units: number;
}

/** What one unit's weights come to. */
export interface UnitFacts {
  readonly unit: number;
  readonly min: number;
  readonly max: number;
  /** Euclidean length of its weights. */
  readonly norm: number;
  readonly bias: number;
}

/** The facts of every unit, in order of the layer. */
export function unitFacts({ kernel, bias, inputs, units }: LayerWeights): UnitFacts[] {
  const facts: UnitFacts[] = [];
  for (let unit = 0; unit < units; unit++) {
    let [min, max, squares] = [Infinity, -Infinity, 0];
    for (let input = 0; input < inputs; input++) {
      const weight = kernel[input * units + unit] ?? 0;
      if (weight < min) min = weight;
      if (weight > max) max = weight;
      squares += weight * weight;
    }
    facts.push({ unit, min, max, norm: Math.sqrt(squares), bias: bias[unit] ?? 0 });
  }
  return facts;
}

/** The largest weight of these units, without its sign: where the colours end. */
export const largestWeight = (facts: readonly UnitFacts[]): number =>
  facts.reduce((largest, { min, max }) => Math.max(largest, -min, max), 0);

/** One unit's weights as pixels: blue below 0, orange above, the ends of the colours at ±`limit`. */
export function unitPixels(
  { kernel, units }: LayerWeights,
  unit: number,
  [rows, columns]: readonly [number, number],
  limit: number,
  dark: boolean,
): ImageData {
  const colors = divergingTable(dark);
  const image = new ImageData(columns, rows);
  const scale = limit > 0 ? 127.5 / limit : 0;
  for (let pixel = 0; pixel < rows * columns; pixel++) {
    const weight = kernel[pixel * units + unit] ?? 0;
    const color = 3 * Math.round(Math.max(0, Math.min(255, 127.5 + weight * scale)));
    image.data[4 * pixel] = colors[color] as number;
    image.data[4 * pixel + 1] = colors[color + 1] as number;
    image.data[4 * pixel + 2] = colors[color + 2] as number;
    image.data[4 * pixel + 3] = 255;
  }
  return image;
}

/** Where tiles lie: as many columns as fit. */
export interface TileGrid {
  readonly columns: number;
  readonly tile: number;
  readonly pitch: { readonly x: number; readonly y: number };
  readonly height: number;
}

const gap = 8;
const labelHeight = 14;

/** A grid of `count` tiles in a width, all in CSS pixels. */
export function tileGrid(count: number, width: number): TileGrid {
  const tile = count <= 12 ? 112 : count <= 100 ? 72 : 56;
  const pitch = { x: tile + gap, y: tile + gap + labelHeight };
  const columns = Math.max(1, Math.floor((width + gap) / pitch.x));
  return { columns, tile, pitch, height: Math.ceil(count / columns) * pitch.y };
}

/** The tile at a place, −1 between tiles. */
export function tileAt({ columns, tile, pitch }: TileGrid, count: number, x: number, y: number): number {
  const [column, row] = [Math.floor(x / pitch.x), Math.floor(y / pitch.y)];
  const inside = x - column * pitch.x <= tile && y - row * pitch.y <= tile + labelHeight;
  const index = row * columns + column;
  return inside && column >= 0 && column < columns && row >= 0 && index < count ? index : -1;
}

export const tilePlace = (
  { columns, pitch }: TileGrid,
  index: number,
): { readonly x: number; readonly y: number } => ({
  x: (index % columns) * pitch.x,
  y: Math.floor(index / columns) * pitch.y + labelHeight,
});
