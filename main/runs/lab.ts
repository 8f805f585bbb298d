/** Puts store, data sets, runs and settings together over one database and one training host; main process and command line. */
import { LabError } from '../../shared/result';
import type { Lab, LabOptions } from './types';

/**
 * Opens the lab. Throws LabError: `newer-database`, `database` (damaged, left untouched), `read-only`, `disk-full`.
 */
export function createLab(_options: LabOptions): Lab {
  throw new LabError('unsupported', 'Not there yet.');
}
