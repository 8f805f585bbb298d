/** Random search: independent draws, each decided by the seed and its number alone; runs anywhere. */
import { randomStream, type RandomStream } from '../../rng';
import { drawFrom } from '../../sweep/domain';
import type { Point } from '../../sweep/point';
import { makePoint, type SearchSpace } from '../../sweep/space';
import { param, type ParameterSpec } from '../parameter';
import type { StrategyDefinition } from './strategy';

export const trialsParam: ParameterSpec = {
  id: 'trials',
  label: 'Configurations',
  default: 20,
  min: 1,
  max: 100_000,
  integer: true,
  help: 'Number of different configurations to try.',
};
export const seedParam: ParameterSpec = {
  id: 'seed',
  label: 'Search seed',
  default: 1,
  min: 0,
  max: 0xffff_ffff,
  integer: true,
  help: 'Seed of the proposals, not of the training.',
};

/** The stream called `name`; the generator's first numbers still show how it was seeded and are left out. */
export function searchStream(seed: number, name: string): RandomStream {
  const stream = randomStream(seed, name);
  for (let i = 0; i < 8; i++) stream.uint32();
  return stream;
}

/**
 * The `index`-th random point (0-based). Each parameter has a stream of its own, so that adding one to the space or
 * changing the order leaves the draws of the others as they were.
 */
export function randomPoint(space: SearchSpace, seed: number, index: number): Point {
  return makePoint(space, ({ path, domain }) =>
    drawFrom(domain, searchStream(seed, `proposal ${index} ${path}`).uniform()),
  );
}

export const random: StrategyDefinition = {
  id: 'random',
  label: 'Random',
  tex: '',
  help: 'Independent draws from the lists and ranges (Bergstra and Bengio, 2012).',
  params: [trialsParam, seedParam],
  adaptive: false,
  source: 'draws',
  propose: ({ space, params }, { proposed }) => {
    const point = randomPoint(space, param(params, 'seed'), proposed);
    return { state: { proposed: proposed + 1, last: point }, point };
  },
};
