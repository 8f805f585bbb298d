/** The pruners of sweeps, in the order of the form; runs anywhere. */
import { entryOf } from '../parameter';
import { asha } from './asha';
import { median } from './median';
import { none } from './none';
import { patience } from './patience';
import type { PrunerDefinition } from './pruner';

export const pruners: readonly PrunerDefinition[] = [none, median, asha, patience];

/** The pruner with this id; throws if there is none. */
export const prunerOf = (id: string): PrunerDefinition => entryOf(pruners, id);
