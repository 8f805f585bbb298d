/** A name for a sweep that was given none; main process and command line. */
import { findField } from '../../shared/sweep/fields';
import type { Sweep } from '../../shared/sweep/sweepFile';
import { strategyOf } from '../../shared/catalog/strategies';

/** "Grid: Activation × Width on MNIST". */
export function defaultSweepName({ space, strategy }: Sweep, datasetName: string): string {
  const { label } = strategyOf(strategy.id);
  const paths = space.length > 0 ? space.map(({ path }) => path) : strategy.points.flatMap(Object.keys);
  const labels = [...new Set(paths)].map((path) => findField(path)?.label ?? path);
  const shown = labels.length > 4 ? [...labels.slice(0, 3), `${labels.length - 3} more`] : labels;
  const varied = shown.length > 0 ? shown.join(' × ') : 'seeds';
  return `${label}: ${varied} on ${datasetName.slice(0, 60)}`.slice(0, 200);
}
