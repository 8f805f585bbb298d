/** The figure of a run's loss over all steps; runs anywhere. */
import type { Curve } from '../curve';
import type { RowReport } from '../report';
import { formatCount, inWords } from '../words';
import { linePath, place, plotOf, xAxis, yAxis, type NumberedFigure, type Shape } from './figure';

const size = { width: 380, height: 210 } as const;
const margins = { left: 42, right: 12, top: 22, bottom: 34 } as const;

/** The curve with the floor of its loss, where that is above 0; null where there is no curve. */
export function lossFigure(
  row: Pick<RowReport, 'curve' | 'floor' | 'epochs' | 'runs'>,
): NumberedFigure | null {
  const { curve, floor } = row;
  if (!curve) return null;
  const highest = curve.losses.reduce((most, loss) => Math.max(most, loss), -Infinity);
  const lowest = floor > 0 ? Math.min(floor, curve.lowest) : Math.min(0, curve.lowest);
  const pad = Math.max(1e-6, (highest - lowest) * 0.04);
  // Room for the floor's name under it.
  const y = { min: floor > 0 ? lowest - 3.5 * pad : lowest, max: highest + pad };
  const epochs = epochsOf(curve, row);
  const x = { min: 0, max: Math.max(epochs, 1e-9) };
  const plot = plotOf({ ...size, x, y, margins });
  const perStep = epochs / Math.max(1, curve.totalSteps);
  const line = linePath(
    curve.steps.map((step, i) => [plot.x(step * perStep), plot.y(curve.losses[i] as number)] as const),
  );
  const shapes: Shape[] = [
    ...yAxis(plot, y, 'batch loss'),
    ...xAxis(plot, x, 'epoch'),
    { kind: 'path', look: 'own line', d: line },
  ];
  if (floor > 0) {
    const at = plot.y(floor);
    shapes.push(
      { kind: 'path', look: 'floor', d: `M${place(plot.left)} ${place(at)}H${place(plot.right)}` },
      {
        kind: 'text',
        look: 'note',
        x: plot.right,
        y: at + 11,
        anchor: 'end',
        text: `floor ${inWords(floor, '')}`,
      },
    );
  }
  const description =
    `Loss of each of ${formatCount(curve.totalSteps)} steps over ${inWords(epochs, '')} epochs: ` +
    `${inWords(curve.first, '')} at first, ${inWords(curve.lowest, '')} at its lowest, ${inWords(curve.last, '')} at last.`;
  const data = {
    header: ['Step', 'Epoch', 'Batch loss'],
    rows: curve.steps.map((step, i) => [step, step * perStep, curve.losses[i] ?? null]),
  };
  return { ...size, description, shapes, data };
}

/** Epochs under the curve: fewer than planned where the run has stopped early or is under way. */
function epochsOf(curve: Curve, { epochs, runs }: Pick<RowReport, 'epochs' | 'runs'>): number {
  const total = runs.find(({ run }) => run !== null)?.run?.totalSteps ?? curve.totalSteps;
  return total > 0 ? (epochs * curve.totalSteps) / total : epochs;
}
