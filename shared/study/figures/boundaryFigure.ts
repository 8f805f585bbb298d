/** The figure of a decision boundary with the data's points on it; runs anywhere. */
import { contourLines } from '../../maths/contour';
import type { BoundarySnapshot } from '../../runs/run';
import type { PlanePoints } from '../report';
import { place, plotOf, xAxis, yAxis, type NumberedFigure, type Plot, type Shape } from './figure';

const size = { width: 380, height: 280 } as const;
const margins = { left: 42, right: 12, top: 22, bottom: 34 } as const;
/** Shades between class 0 and class 1. */
export const boundaryShades = 9;

/** The field of P(class 1) in shades, the line where it is ½, and the points; null where there is no boundary of two classes. */
export function boundaryFigure(
  snapshot: BoundarySnapshot | null,
  points: PlanePoints | null,
): NumberedFigure | null {
  if (!snapshot || snapshot.classes > 2) return null;
  const { xRange, yRange } = snapshot;
  const x = { min: xRange[0], max: xRange[1] };
  const y = { min: yRange[0], max: yRange[1] };
  const plot = plotOf({ ...size, x, y, margins });
  const shapes: Shape[] = [
    ...fieldShapes(snapshot, plot),
    ...yAxis(plot, y, 'x₂'),
    ...xAxis(plot, x, 'x₁'),
    { kind: 'path', look: 'contour', d: contourPath(snapshot, plot) },
    ...(points ? pointShapes(points, plot) : []),
  ];
  const description = `Decision boundary at epoch ${snapshot.epoch} on ${snapshot.size} × ${snapshot.size} points of the plane, with ${points?.labels.length ?? 0} points of the data.`;
  const ones = snapshot.values.filter((value) => value >= 128).length / snapshot.values.length;
  const data = {
    header: ['Class', 'Share of the area'],
    rows: [
      ['0', 1 - ones],
      ['1', ones],
    ],
  };
  return { ...size, description, shapes, data };
}

/** One path a shade, of rectangles as long as the shade goes on in a row. */
function fieldShapes({ values, size: grid }: BoundarySnapshot, plot: Plot): Shape[] {
  const paths = Array.from({ length: boundaryShades }, () => '');
  const width = (plot.right - plot.left) / (grid - 1);
  const height = (plot.bottom - plot.top) / (grid - 1);
  const shadeAt = (row: number, column: number) =>
    Math.min(
      boundaryShades - 1,
      Math.floor(((values[row * grid + column] as number) / 256) * boundaryShades),
    );
  // Cells reach half-way to their neighbours; those at the border are cut off there.
  const edge = (index: number) => Math.min(grid - 1, Math.max(0, index - 0.5));
  for (let row = 0; row < grid; row++) {
    const top = plot.bottom - edge(row + 1) * height;
    const bottom = plot.bottom - edge(row) * height;
    for (let from = 0; from < grid;) {
      const shade = shadeAt(row, from);
      let to = from + 1;
      while (to < grid && shadeAt(row, to) === shade) to++;
      const [left, right] = [plot.left + edge(from) * width, plot.left + edge(to) * width];
      paths[shade] +=
        `M${place(left)} ${place(top)}H${place(to === grid ? plot.right : right)}V${place(bottom)}H${place(left)}Z`;
      from = to;
    }
  }
  return paths.flatMap((d, shade): Shape[] =>
    d === '' ? [] : [{ kind: 'path', look: `shade shade${shade}`, d }],
  );
}

function contourPath({ values, size: grid }: BoundarySnapshot, plot: Plot): string {
  const lines = contourLines(values, grid, 127.5);
  const x = (column: number) => plot.left + (column / (grid - 1)) * (plot.right - plot.left);
  const y = (row: number) => plot.bottom - (row / (grid - 1)) * (plot.bottom - plot.top);
  let path = '';
  for (let i = 0; i + 3 < lines.length; i += 4) {
    const [x0, y0, x1, y1] = lines.slice(i, i + 4) as [number, number, number, number];
    path += `M${place(x(x0))} ${place(y(y0))}L${place(x(x1))} ${place(y(y1))}`;
  }
  return path;
}

/** Circles of class 0, triangles of class 1: not by colour alone. */
function pointShapes({ features, labels }: PlanePoints, plot: Plot): Shape[] {
  return Array.from({ length: labels.length }, (_, i): Shape => {
    const [x, y] = [plot.x(features[2 * i] as number), plot.y(features[2 * i + 1] as number)];
    if (labels[i] === 0) return { kind: 'circle', look: 'class0', x, y, r: 2.6 };
    const d = `M${place(x)} ${place(y - 3.2)}L${place(x + 3)} ${place(y + 2.2)}H${place(x - 3)}Z`;
    return { kind: 'path', look: 'class1', d };
  });
}
