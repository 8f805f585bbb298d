/** The curves of some runs as one: their mean with its band, and the members faintly behind it (renderer). */
import { meanBand } from '../../shared/compare/band';
import type { RunLook } from '../format/runColors';
import type { Curve } from './curve';
import { listedPositions } from './positions';
import { pyramidOf, type Pyramid } from './pyramid';
import type { SeriesGroup } from './runSeries';

/** How the mean is called and drawn. */
export interface MeanName {
  readonly id: string;
  readonly label: string;
  readonly look: RunLook;
  readonly marked: boolean;
}

/** The mean of the curves as they are drawn: of the smoothed values where there are any. */
export function meanCurve(members: readonly Curve[], { id, label, look, marked }: MeanName): Curve {
  const band = meanBand(
    members.map(({ positions, raw, smoothed }) => {
      const line = smoothed ?? raw;
      return { length: line.length, x: (i) => positions.at(i), y: (i) => line.valueAt(i) };
    }),
  );
  const edge = (side: 1 | -1): Pyramid =>
    pyramidOf(Float32Array.from(band.mean, (mean, i) => mean + side * (band.sd[i] as number)));
  return {
    id,
    label,
    look,
    positions: listedPositions(band.xs, band.length),
    raw: pyramidOf(band.mean),
    smoothed: null,
    marked,
    band: { low: edge(-1), high: edge(1) },
  };
}

/** A member behind its mean, in the colour of the whole; what is drawn is what the mean is taken of. */
export function memberCurve(curve: Curve, look: RunLook): Curve {
  const raw = curve.smoothed ?? curve.raw;
  return {
    ...curve,
    look: { ...look, dash: [] },
    raw,
    smoothed: null,
    marked: false,
    quiet: true,
    faint: true,
  };
}

/** A curve that is not chosen. */
export const fadedCurve = (curve: Curve): Curve => ({
  ...memberCurve(curve, curve.look),
  look: curve.look,
});

/** How the curves of a group differ from those of others with the same runs: its training rows, its test rows. */
export interface GroupPart {
  readonly suffix: string;
  readonly label: (name: string) => string;
  readonly look: (of: RunLook) => RunLook;
}

const wholeRun: GroupPart = { suffix: '', label: (name) => name, look: (look) => look };

/**
 * Groups as curves, over the curve of each run: runs in no group faintly at the back, then members behind their means; a
 * group of one run is that run's own curve.
 */
export function groupedCurves(
  groups: readonly SeriesGroup[],
  ofRun: ReadonlyMap<string, Curve>,
  { suffix, label, look }: GroupPart = wholeRun,
): Curve[] {
  const grouped = new Set(groups.flatMap(({ items }) => items.map(({ run }) => run.id)));
  const faded = [...ofRun].flatMap(([id, curve]) => (grouped.has(id) ? [] : [fadedCurve(curve)]));
  const behind: Curve[] = [];
  const front = groups.flatMap((group) => {
    const members = group.items.flatMap(({ run }) => ofRun.get(run.id) ?? []);
    const [only, second] = members;
    if (!only) return [];
    const name = { label: label(group.label), look: look(group.look) };
    if (!second) return [{ ...only, ...name }];
    behind.push(...members.map((curve) => memberCurve(curve, name.look)));
    return [meanCurve(members, { ...name, id: `${group.id}${suffix}`, marked: only.marked })];
  });
  return [...faded, ...behind, ...front];
}
