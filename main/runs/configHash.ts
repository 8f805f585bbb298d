/** The hash by which equal configurations are found; main process and command line. */
import { createHash } from 'node:crypto';
import { canonicalConfig, type RunConfig } from '../../shared/config/runConfig';

/** SHA-256 (hex) of the configuration's canonical text. */
export function hashConfig(config: RunConfig): string {
  return createHash('sha256').update(canonicalConfig(config)).digest('hex');
}
