/** Where the points of a series lie along an x axis (steps, epochs, seconds), and back; pure, renderer. */

/** Non-decreasing x of each index. */
export interface Positions {
  at(index: number): number;
  /** The first index whose x is at or after `x`; `length` if there is none. */
  firstFrom(x: number): number;
}

/** Evenly spaced points: x = index · spacing. */
export function evenPositions(length: number, spacing: number): Positions {
  return {
    at: (index) => index * spacing,
    firstFrom(x) {
      if (!(x > 0)) return 0;
      // The division may be off by one unit in the last place, either way.
      let index = Math.min(length, Math.ceil(x / spacing));
      while (index > 0 && (index - 1) * spacing >= x) index--;
      while (index < length && index * spacing < x) index++;
      return index;
    },
  };
}

/** Points at x of their own, which must not decrease. */
export function listedPositions(xs: ArrayLike<number>, length: number = xs.length): Positions {
  return {
    at: (index) => xs[index] ?? NaN,
    firstFrom: (x) => lowerBound(length, (index) => (xs[index] as number) >= x),
  };
}

/** Points between knots: index `indices[k]` lies at `xs[k]`, those between on a straight line. Both lists must not decrease. */
export function knottedPositions(
  indices: ArrayLike<number>,
  xs: ArrayLike<number>,
  knots: number,
  length: number,
): Positions {
  let recent = 0;
  const segmentOf = (index: number): number => {
    // Callers walk along the series: the last segment or the next is the usual answer.
    for (const k of [recent, recent + 1]) {
      if (k + 1 < knots && index >= (indices[k] as number) && index < (indices[k + 1] as number)) {
        return (recent = k);
      }
    }
    const after = lowerBound(knots, (k) => (indices[k] as number) > index);
    return (recent = Math.min(Math.max(0, after - 1), Math.max(0, knots - 2)));
  };
  const at = (index: number): number => {
    if (knots === 0) return index;
    if (knots === 1) return xs[0] as number;
    const k = segmentOf(index);
    const [i0, i1] = [indices[k] as number, indices[k + 1] as number];
    const [x0, x1] = [xs[k] as number, xs[k + 1] as number];
    if (i1 <= i0) return x1;
    return x0 + ((x1 - x0) * (index - i0)) / (i1 - i0);
  };
  return { at, firstFrom: (x) => lowerBound(length, (index) => at(index) >= x) };
}

/** The first of 0 … length − 1 for which `holds` is true (it must stay true from there on), else `length`. */
export function lowerBound(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
