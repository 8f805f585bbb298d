/** All changes of the schema, in order; main process and command line. */
import { initial } from './001_initial';
import { sweeps } from './002_sweeps';
import { archive } from './003_archive';
import { origin } from './004_origin';
import { unfinished } from './005_unfinished';
import { spreads } from './006_spreads';
import type { Migration } from './migration';

export type { Migration } from './migration';

export const migrations: readonly Migration[] = [initial, sweeps, archive, origin, unfinished, spreads];
