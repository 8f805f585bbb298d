/** Draws what a network says on every place of a plane: a field of colours with the boundary on it (renderer). */
import type { BoundarySnapshot } from '../../shared/runs/run';
import { classTable, divergingTable } from './colorScale';
import { classBorders, contourLines } from '../../shared/maths/contour';
import type { ChartTheme } from './chartTheme';
import { pixelOf } from './pixelAxis';
import type { Plane } from './plane';

/** Draws a snapshot over the whole of its ranges. Its values are samples at the grid's nodes, from end to end. */
export function drawField(
  context: CanvasRenderingContext2D,
  { x, y }: Plane,
  { size, values, classes, xRange, yRange }: BoundarySnapshot,
  theme: ChartTheme,
): void {
  const several = classes > 2;
  const colors = several ? classTable(classes, theme.panel, theme.dark) : divergingTable(theme.dark);
  const image = new ImageData(size, size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      // Row 0 is at the lowest y, an image's at the top.
      const from = 3 * (values[row * size + column] as number);
      const to = 4 * ((size - 1 - row) * size + column);
      image.data[to] = colors[from] as number;
      image.data[to + 1] = colors[from + 1] as number;
      image.data[to + 2] = colors[from + 2] as number;
      image.data[to + 3] = 255;
    }
  }
  const tile = document.createElement('canvas');
  tile.width = tile.height = size;
  tile.getContext('2d')?.putImageData(image, 0, 0);

  const [px, py] = [pixelOf(x), pixelOf(y)];
  const node = (column: number, row: number): [number, number] => [
    px(xRange[0] + ((xRange[1] - xRange[0]) * column) / (size - 1)),
    py(yRange[0] + ((yRange[1] - yRange[0]) * row) / (size - 1)),
  ];
  const [left, bottom] = node(-0.5, -0.5);
  const [right, top] = node(size - 0.5, size - 0.5);
  context.save();
  context.beginPath();
  context.rect(x.start, y.end, x.end - x.start, y.start - y.end);
  context.clip();
  context.imageSmoothingEnabled = !several;
  context.imageSmoothingQuality = 'high';
  context.drawImage(tile, left, top, right - left, bottom - top);
  const lines = several ? classBorders(values, size) : contourLines(values, size, 127.5);
  context.strokeStyle = theme.ink;
  context.lineWidth = several ? 1 : 1.5;
  context.lineCap = 'round';
  context.beginPath();
  for (let i = 0; i < lines.length; i += 4) {
    context.moveTo(...node(lines[i] as number, lines[i + 1] as number));
    context.lineTo(...node(lines[i + 2] as number, lines[i + 3] as number));
  }
  context.stroke();
  context.restore();
}
