/**
 * Entry of the training host: a process of its own, so that native code that crashes takes no window and no database with
 * it. Electron forks it as a utility process (messages by process.parentPort), the command line and tests by
 * child_process.fork with advanced serialisation (messages by process.send).
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HostMessage, HostReply } from '../../shared/trainer/protocol';
import { HostService } from './hostService';

/** What Electron adds to a utility process. */
interface ParentPort {
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
  postMessage(message: unknown): void;
}

const { parentPort } = process as { parentPort?: ParentPort };
const folder = path.dirname(fileURLToPath(import.meta.url));
const post = (reply: HostReply): void => {
  if (parentPort) parentPort.postMessage(reply);
  else if (process.connected) process.send?.(reply);
};
// The answer to the last request must leave before the process does.
const exit = (): void => void setTimeout(() => process.exit(0), 20);

const service = new HostService(path.join(folder, 'worker.cjs'), post, exit);
const receive = (message: unknown): void => service.receive(message as HostMessage);

// Ctrl-C in a terminal reaches the whole group of processes. Whoever started the host lets the runs make their last
// checkpoint first, and ends it then. (Electron ends a utility process by SIGTERM.)
for (const signal of parentPort
  ? (['SIGINT', 'SIGHUP'] as const)
  : (['SIGINT', 'SIGHUP', 'SIGTERM'] as const))
  process.on(signal, () => undefined);

if (parentPort) parentPort.on('message', ({ data }) => receive(data));
else {
  process.on('message', receive);
  // Whoever forked the host is gone: nobody would ever stop it.
  process.on('disconnect', () => process.exit(0));
}
