/** Where a run is made: versions and machine, kept with every run; main process and command line. */
import os from 'node:os';
import type { RunEnvironment } from '../../shared/runs/run';
import { buildId, labVersion } from '../buildInfo';

/** What only the training host knows. */
export interface HostVersions {
  readonly tfjs: string;
  readonly tensorflow: string | null;
}

/** This machine's processor, in words. */
export const cpuModel = (): string => os.cpus()[0]?.model.trim() ?? os.arch();

export function currentEnvironment(host: HostVersions | null): RunEnvironment {
  return {
    losslab: labVersion,
    buildId,
    node: process.versions.node,
    electron: process.versions['electron'] ?? null,
    tfjs: host?.tfjs ?? '',
    tensorflow: host?.tensorflow ?? null,
    platform: `${os.platform()} ${os.arch()} ${os.release()}`,
    cpu: cpuModel(),
    cores: os.availableParallelism?.() ?? os.cpus().length,
    memoryBytes: os.totalmem(),
  };
}
