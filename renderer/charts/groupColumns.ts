/** The table beside a chart of means: place, value, deviation of each point (renderer). */
import type { PointColumn } from './CurveTable.vue';

export function groupColumns(xTitle: string, yTitle: string): readonly PointColumn[] {
  return [
    { title: xTitle, text: (curve, index) => String(Number(curve.positions.at(index).toPrecision(7))) },
    { title: yTitle, text: (curve, index) => curve.raw.valueAt(index).toPrecision(6) },
    {
      title: 'Deviation',
      text: ({ band }, index) =>
        band ? ((band.high.valueAt(index) - band.low.valueAt(index)) / 2).toPrecision(3) : '–',
    },
  ];
}
