/**
 * Starts the training host as a utility process; main process. TensorFlow must not live in the process that owns windows:
 * Mesa has loaded an LLVM of its own there, and native code that crashes would take the app with it.
 */
import path from 'node:path';
import { app, utilityProcess } from 'electron';
import type { HostChannel } from '../trainer/hostChannel';
import { labLog } from './log';

/** Shown by the system's process list and by app.getAppMetrics(). */
export const hostServiceName = 'LossLab training host';

/** @param env variables on top of the app's own */
export function launchHost(env: Readonly<Record<string, string>>): HostChannel {
  const script = path.join(app.getAppPath(), 'out', 'trainer', 'host.cjs');
  const child = utilityProcess.fork(script, [], {
    serviceName: hostServiceName,
    env: { ...process.env, ...env },
    stdio: 'pipe',
    // libtensorflow is not signed by whoever signs the app (macOS).
    allowLoadingUnsignedLibraries: true,
  });
  child.stdout?.on('data', (chunk: Buffer) => labLog.info('host:', chunk.toString('utf8').trimEnd()));
  child.stderr?.on('data', (chunk: Buffer) => labLog.info('host:', chunk.toString('utf8').trimEnd()));
  return {
    post: (message) => child.postMessage(message),
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void child.on('exit', listener),
    kill: () => void child.kill(),
  };
}
