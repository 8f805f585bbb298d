/** Parzen estimators of the tree-structured search: mixtures over one or several parameters, as Optuna builds them; runs anywhere. */
import type { RandomStream } from '../rng';
import { fromModel, modelBounds, type CategoricalDomain, type Domain, type RangeDomain } from './domain';
import type { Scalar } from './field';
import { normalCdf, normalLogPdf, normalMass, normalQuantile } from './normal';

/** Weight of the prior kernel beside observations of weight 1. */
const priorWeight = 1;
/** The newest observations that all count fully. */
const fullWeightCount = 25;

/** One parameter's part of every kernel of a mixture. */
interface Column {
  /** A value drawn from kernel k. */
  draw(kernel: number, stream: RandomStream): Scalar;
  /** ln of the density (or probability) of a value under each kernel, added to `sums`. */
  addLog(value: Scalar, sums: Float64Array): void;
}

/** A mixture of products: a kernel for each observation and one for the prior. */
export interface Mixture {
  draw(stream: RandomStream): readonly Scalar[];
  /** ln of the density at a row of values; log scales are in logarithms. */
  logDensity(row: readonly Scalar[]): number;
}

/**
 * The mixture of observations, oldest first: one row of values (each inside its domain) for each.
 * Without observations it is the prior alone.
 */
export function parzenMixture(
  domains: readonly Domain[],
  observations: readonly (readonly Scalar[])[],
): Mixture {
  const columns = domains.map((domain, i) => {
    const values = observations.map((row) => row[i] as Scalar);
    return domain.kind === 'categorical'
      ? categoricalColumn(domain, values)
      : rangeColumn(domain, values as number[]);
  });
  const weights = kernelWeights(observations.length);
  const logWeights = weights.map(Math.log);
  return {
    draw: (stream) => {
      const kernel = pick(weights, stream.uniform());
      return columns.map((column) => column.draw(kernel, stream));
    },
    logDensity: (row) => {
      const sums = Float64Array.from(logWeights);
      columns.forEach((column, i) => column.addLog(row[i] as Scalar, sums));
      return logSumExp(sums);
    },
  };
}

/** Weights of the kernels, the prior's last, summing to 1: old observations count less once there are more than 25. */
export function kernelWeights(observations: number): Float64Array {
  const ramp = observations - fullWeightCount;
  const weights = Float64Array.from({ length: observations + 1 }, (_, i) => {
    if (i === observations) return priorWeight;
    if (i >= ramp) return 1;
    return ramp === 1 ? 1 / observations : 1 / observations + ((1 - 1 / observations) * i) / (ramp - 1);
  });
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
}

/** The index that u in [0, 1) falls on. */
function pick(weights: ArrayLike<number>, u: number): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) {
    sum += weights[i] as number;
    if (u < sum) return i;
  }
  return weights.length - 1;
}

function logSumExp(values: Float64Array): number {
  let max = -Infinity;
  for (const value of values) if (value > max) max = value;
  let sum = 0;
  for (const value of values) sum += Math.exp(value - max);
  return max + Math.log(sum);
}

function categoricalColumn({ values }: CategoricalDomain, observed: readonly Scalar[]): Column {
  const kernels = observed.length + 1;
  const extra = priorWeight / kernels;
  const logOther = Math.log(extra / (1 + extra * values.length));
  const logSame = Math.log((1 + extra) / (1 + extra * values.length));
  const logPrior = -Math.log(values.length);
  return {
    draw: (kernel, stream) => {
      const own = observed[kernel];
      if (own === undefined) return values[Math.floor(stream.uniform() * values.length)] as Scalar;
      const probabilities = values.map((value) => Math.exp(value === own ? logSame : logOther));
      return values[pick(probabilities, stream.uniform())] as Scalar;
    },
    addLog: (value, sums) => {
      observed.forEach((own, kernel) => {
        sums[kernel] = (sums[kernel] as number) + (own === value ? logSame : logOther);
      });
      sums[observed.length] = (sums[observed.length] as number) + logPrior;
    },
  };
}

function rangeColumn(domain: RangeDomain, observed: readonly number[]): Column {
  const [low, high] = modelBounds(domain);
  // A range of one value: nothing to model.
  if (!(high > low)) return { draw: () => domain.min, addLog: () => undefined };
  const positions = observed.map((value) => (domain.log ? Math.log(value) : value));
  const means = [...positions, (low + high) / 2];
  const deviations = [...bandwidths(positions, low, high), high - low];
  const starts = means.map((mean, k) => normalCdf((low - mean) / (deviations[k] as number)));
  const masses = means.map((mean, k) =>
    normalMass((low - mean) / (deviations[k] as number), (high - mean) / (deviations[k] as number)),
  );
  const logMasses = masses.map(Math.log);
  const { step } = domain;
  const scale = domain.log ? Math.log : (x: number): number => x;
  // ln of a kernel's height at its mean, the part beyond the range left out.
  const logHeights = logMasses.map(
    (logMass, k) => normalLogPdf(0) - Math.log(deviations[k] as number) - logMass,
  );
  /** For stepped ranges: ln of each kernel's mass half a step around a value. */
  const logMassesAt = remembering((value) => {
    const [from, to] = [scale(value - (step ?? 0) / 2), scale(value + (step ?? 0) / 2)];
    return Float64Array.from(means, (mean, k) => {
      const deviation = deviations[k] as number;
      const mass = normalMass((from - mean) / deviation, (to - mean) / deviation);
      return Math.log(mass) - (logMasses[k] as number);
    });
  });
  return {
    draw: (kernel, stream) => {
      const p = (starts[kernel] as number) + stream.uniform() * (masses[kernel] as number);
      const position = (means[kernel] as number) + (deviations[kernel] as number) * normalQuantile(p);
      return fromModel(domain, Math.min(high, Math.max(low, position)));
    },
    addLog: (value, sums) => {
      const known = step === null ? null : logMassesAt(value as number);
      const x = scale(value as number);
      for (let k = 0; k < means.length; k++) {
        const z = (x - (means[k] as number)) / (deviations[k] as number);
        const own = known ? (known[k] as number) : (logHeights[k] as number) - 0.5 * z * z;
        sums[k] = (sums[k] as number) + own;
      }
    },
  };
}

/** The function with its results kept: candidates of a stepped range are often the same. */
function remembering<T>(compute: (value: number) => T): (value: number) => T {
  const known = new Map<number, T>();
  return (value) => {
    const before = known.get(value);
    if (before !== undefined) return before;
    const result = compute(value);
    known.set(value, result);
    return result;
  };
}

/**
 * A standard deviation for each observation: the larger distance to its neighbours (the ends of the range are none for
 * the outermost of several), kept from becoming too narrow ("magic clip") or wider than the range.
 */
function bandwidths(positions: readonly number[], low: number, high: number): number[] {
  const count = positions.length;
  const order = positions
    .map((_, i) => i)
    .sort((a, b) => (positions[a] as number) - (positions[b] as number));
  const sorted = order.map((i) => positions[i] as number);
  const narrowest = (high - low) / Math.min(100, 2 + count);
  const result = new Array<number>(count).fill(0);
  order.forEach((index, rank) => {
    const at = sorted[rank] as number;
    const toLeft = rank > 0 ? at - (sorted[rank - 1] as number) : count > 1 ? 0 : at - low;
    const toRight = rank < count - 1 ? (sorted[rank + 1] as number) - at : count > 1 ? 0 : high - at;
    result[index] = Math.min(high - low, Math.max(narrowest, toLeft, toRight));
  });
  return result;
}
