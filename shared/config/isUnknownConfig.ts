/** Tells the configuration of a run whose own nobody knows; apart from its making, which needs every rule of a configuration; runs anywhere. */
import type { RunConfig } from './runConfig';

/** No data set has this id: it is a hash that nothing has. */
export const nowhere = `sha256:${'0'.repeat(64)}`;

export const isUnknownConfig = ({ dataset }: Pick<RunConfig, 'dataset'>): boolean => dataset.id === nowhere;
