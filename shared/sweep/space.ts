/** A search space: parameters with their domains and conditions, their grid and their size; runs anywhere. */
import { contains, domainSize, steppedValues, type Domain } from './domain';
import type { Scalar } from './field';
import type { Point } from './point';

/** A parameter of a search. */
export interface SearchParameter {
  readonly path: string;
  readonly domain: Domain;
  /** Its values in a grid, in order; null where the domain alone does not say which. */
  readonly grid: readonly Scalar[] | null;
  /** Parameters whose values decide whether this one exists; they stand before it. */
  readonly decidedBy: readonly string[];
  /** Whether it exists in a point; asked once those before it have their values. */
  exists(point: Point): boolean;
}

/** Parameters in an order in which each one's conditions are decided before it. */
export interface SearchSpace {
  readonly parameters: readonly SearchParameter[];
}

/** What is not conditional; the shape of most spaces. */
export function freeParameter(
  path: string,
  domain: Domain,
  grid: readonly Scalar[] | null = null,
): SearchParameter {
  return { path, domain, grid, decidedBy: [], exists: () => true };
}

/** A point made of a value for each parameter that exists, asked for in order. */
export function makePoint(space: SearchSpace, valueOf: (parameter: SearchParameter) => Scalar): Point {
  const point: Record<string, Scalar> = {};
  for (const parameter of space.parameters) {
    if (parameter.exists(point)) point[parameter.path] = valueOf(parameter);
  }
  return point;
}

/** Whether a point has a value inside its domain for each parameter that exists, and nothing else. */
export function isInside(space: SearchSpace, point: Point): boolean {
  const expected = space.parameters.filter((parameter) => parameter.exists(point));
  return (
    expected.length === Object.keys(point).length &&
    expected.every(({ path, domain }) => path in point && contains(domain, point[path]))
  );
}

/** Number of configurations of the full grid; Infinity where it is beyond counting (over a million combinations of conditions). */
export function gridSize(space: SearchSpace): number {
  return countPoints(
    space,
    ({ grid }) => grid?.length ?? Infinity,
    ({ grid }) => grid ?? [],
  );
}

/** Number of different points; Infinity for a continuum or where it is beyond counting. */
export function spaceSize(space: SearchSpace): number {
  return countPoints(
    space,
    ({ domain }) => domainSize(domain),
    ({ domain }) => (domain.kind === 'categorical' ? domain.values : steppedValues(domain)),
  );
}

/** Combinations of deciding values that are gone through before a count is given up. */
const mostCombinations = 1_000_000;

function countPoints(
  space: SearchSpace,
  sizeOf: (parameter: SearchParameter) => number,
  valuesOf: (parameter: SearchParameter) => readonly Scalar[],
): number {
  const deciding = new Set(space.parameters.flatMap(({ decidedBy }) => decidedBy));
  const isPlain = ({ path, decidedBy }: SearchParameter): boolean =>
    decidedBy.length === 0 && !deciding.has(path);
  const plain = space.parameters
    .filter(isPlain)
    .reduce((product, parameter) => product * sizeOf(parameter), 1);
  const linked = space.parameters.filter((parameter) => !isPlain(parameter));
  let left = mostCombinations;
  const count = (index: number, point: Record<string, Scalar>): number => {
    const parameter = linked[index];
    if (!parameter) return 1;
    if (--left < 0) return Infinity;
    if (!parameter.exists(point)) return count(index + 1, point);
    if (!deciding.has(parameter.path)) return sizeOf(parameter) * count(index + 1, point);
    let sum = 0;
    for (const value of valuesOf(parameter)) {
      sum += count(index + 1, { ...point, [parameter.path]: value });
      if (sum === Infinity) break;
    }
    return sum;
  };
  return plain * count(0, {});
}

/**
 * The point after `last` in the full grid (the first one after null), or null after the last. Later parameters change
 * fastest; one that does not exist in a point takes no part, so no configuration comes twice.
 */
export function nextGridPoint(space: SearchSpace, last: Point | null): Point | null {
  const { parameters } = space;
  if (!last) return makePoint(space, firstOf);
  for (let turning = parameters.length - 1; turning >= 0; turning--) {
    const parameter = parameters[turning] as SearchParameter;
    if (!parameter.exists(last)) continue;
    const values = parameter.grid ?? [];
    const at = values.indexOf(last[parameter.path] as Scalar);
    if (at + 1 >= values.length) continue;
    const point: Record<string, Scalar> = {};
    parameters.forEach((other, index) => {
      if (index < turning && other.exists(last)) point[other.path] = last[other.path] as Scalar;
      else if (index === turning) point[other.path] = values[at + 1] as Scalar;
      else if (index > turning && other.exists(point)) point[other.path] = firstOf(other);
    });
    return point;
  }
  return null;
}

function firstOf({ grid, path }: SearchParameter): Scalar {
  const [first] = grid ?? [];
  if (first === undefined) throw new Error(`"${path}" has no values for a grid`);
  return first;
}
