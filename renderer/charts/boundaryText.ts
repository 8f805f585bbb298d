/** What a decision boundary shows, in words and numbers: shares of classes, the value at a place; pure, renderer. */
import type { BoundarySnapshot } from '../../shared/runs/run';
import { formatCount, formatSignificant } from '../format/numbers';

/** Share (0…1) of the area shown that each class has. */
export function classShares({ values, classes }: BoundarySnapshot): number[] {
  const counts = Array.from({ length: Math.max(2, classes) }, () => 0);
  for (const value of values) {
    const decided = classes > 2 ? value : value >= 128 ? 1 : 0;
    counts[decided] = (counts[decided] ?? 0) + 1;
  }
  return counts.map((count) => count / Math.max(1, values.length));
}

/** "Step 1,234, epoch 3". */
export const snapshotPlace = ({ step, epoch }: BoundarySnapshot): string =>
  `Step ${formatCount(step)}, epoch ${formatCount(epoch)}`;

/** The whole snapshot in a sentence or two. */
export function describeBoundary(snapshot: BoundarySnapshot, classNames: readonly string[]): string {
  const shares = classShares(snapshot)
    .map((share, index) => `class ${classNames[index] ?? index} ${Math.round(100 * share)} %`)
    .join(', ');
  return `Decision boundary at ${snapshotPlace(snapshot).toLowerCase()}. Of the area shown the network gives: ${shares}.`;
}

/** What the network says at a place: the probability of class 1, or the class where there are more than two. */
export function readBoundary(
  { size, xRange, yRange, values, classes }: BoundarySnapshot,
  x: number,
  y: number,
  classNames: readonly string[],
): string {
  const node = (value: number, [low, high]: readonly [number, number]): number =>
    Math.max(0, Math.min(size - 1, Math.round(((value - low) / (high - low || 1)) * (size - 1))));
  const value = values[node(y, yRange) * size + node(x, xRange)] ?? 0;
  if (classes > 2) return `class ${classNames[value] ?? value}`;
  return `P(class ${classNames[1] ?? 1}) = ${(value / 255).toFixed(2)}`;
}

/** A place in the units of the data: "(0.25, −0.1)". */
export const placeOnPlane = (x: number, y: number): string =>
  `(${formatSignificant(x, 3)}, ${formatSignificant(y, 3)})`;
