/** Means, variances and ranges of columns, exact enough that a constant has variance 0; training host. */

/** Statistics of each group; the variance is that of the whole population. */
export interface Moments {
  readonly means: Float64Array;
  readonly variances: Float64Array;
  readonly lows: Float64Array;
  readonly highs: Float64Array;
}

/** Statistics of every `groups`-th value: of all values together for 1, of each column for the row width. */
export function momentsOf(values: Uint8Array | Float32Array, groups: number): Moments {
  if (values instanceof Float32Array) return ofFloats(values, groups);
  return groups === 1 ? ofAllBytes(values) : ofBytes(values, groups);
}

function emptyMoments(groups: number): Moments {
  return {
    means: new Float64Array(groups),
    variances: new Float64Array(groups),
    lows: new Float64Array(groups).fill(Infinity),
    highs: new Float64Array(groups).fill(-Infinity),
  };
}

/** In two passes, as squares of large numbers would drown small deviations. */
function ofFloats(values: Float32Array, groups: number): Moments {
  const moments = emptyMoments(groups);
  const { means, variances, lows, highs } = moments;
  const perGroup = values.length / groups;
  for (let i = 0, group = 0; i < values.length; i++) {
    const value = values[i]!;
    means[group]! += value;
    if (value < lows[group]!) lows[group] = value;
    if (value > highs[group]!) highs[group] = value;
    if (++group === groups) group = 0;
  }
  for (let group = 0; group < groups; group++) means[group]! /= perGroup;
  for (let i = 0, group = 0; i < values.length; i++) {
    const deviation = values[i]! - means[group]!;
    variances[group]! += deviation * deviation;
    if (++group === groups) group = 0;
  }
  for (let group = 0; group < groups; group++) variances[group]! /= perGroup;
  return flattened(moments);
}

/** Sums of whole numbers are exact, so that one pass will do. */
function ofBytes(values: Uint8Array, groups: number): Moments {
  const moments = emptyMoments(groups);
  const { means, variances, lows, highs } = moments;
  const perGroup = values.length / groups;
  for (let i = 0, group = 0; i < values.length; i++) {
    const value = values[i]!;
    means[group]! += value;
    variances[group]! += value * value;
    if (value < lows[group]!) lows[group] = value;
    if (value > highs[group]!) highs[group] = value;
    if (++group === groups) group = 0;
  }
  for (let group = 0; group < groups; group++) {
    const mean = means[group]! / perGroup;
    means[group] = mean;
    variances[group] = variances[group]! / perGroup - mean * mean;
  }
  return flattened(moments);
}

/** Counting the 256 levels is several times as fast as adding up tens of millions of pixels. */
function ofAllBytes(values: Uint8Array): Moments {
  const counts = countsOf(values);
  const moments = emptyMoments(1);
  const mean = counts.reduce((sum, count, level) => sum + count * level, 0) / values.length;
  moments.means[0] = mean;
  moments.variances[0] =
    counts.reduce((sum, count, level) => sum + count * (level - mean) ** 2, 0) / values.length;
  moments.lows[0] = counts.findIndex((count) => count > 0);
  moments.highs[0] = 255 - [...counts].reverse().findIndex((count) => count > 0);
  return flattened(moments);
}

/** How often each level comes. Most pixels of images of writing are background: four of them at once are one comparison. */
function countsOf(values: Uint8Array): Float64Array {
  const counts = new Float64Array(256);
  const count = (from: number, to: number) => {
    for (let i = from; i < to; i++) counts[values[i]!]!++;
  };
  const start = Math.min(values.length, (4 - (values.byteOffset % 4)) % 4);
  const words = new Uint32Array(values.buffer, values.byteOffset + start, (values.length - start) >> 2);
  count(0, start);
  let blank = 0;
  for (let w = 0; w < words.length; w++) {
    if (words[w] === 0) blank++;
    else count(start + 4 * w, start + 4 * w + 4);
  }
  counts[0]! += 4 * blank;
  count(start + 4 * words.length, values.length);
  return counts;
}

/** No rounding may make a constant vary. */
function flattened(moments: Moments): Moments {
  const { variances, lows, highs } = moments;
  for (let group = 0; group < variances.length; group++) {
    if (lows[group] === highs[group] || variances[group]! < 0) variances[group] = 0;
  }
  return moments;
}
