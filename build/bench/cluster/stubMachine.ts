/** A machine whose training is left out: takes trials from the queue as `losslab worker` does; benchmark, Node process of its own. */
import { ClusterLink } from '../../../main/cluster/link';
import { parseRedisUrl } from '../../../main/cluster/address';
import { TrainingMachine } from '../../../main/cluster/machine';
import { makeSeal } from '../../../main/cluster/seal';
import type { HostChannel } from '../../../main/trainer/hostChannel';
import type { HostMessage } from '../../../shared/trainer/protocol';
import { stubHost } from '../stubTraining';
import type { StubMachineOptions } from './benchCluster';

const { url, key, name, places, training, dataFolder } = JSON.parse(
  process.argv[2] ?? '',
) as StubMachineOptions;

/** A training host in this very process. */
function launch(): HostChannel {
  const listeners = new Set<(message: unknown) => void>();
  let exit: ((code: number | null) => void) | null = null;
  const post = (reply: unknown) =>
    setImmediate(() => {
      for (const listener of listeners) listener(reply);
    });
  const hear = stubHost(post, training, () => void setTimeout(() => exit?.(0), 20));
  const timer = setInterval(() => post({ kind: 'heartbeat', rssBytes: 0 }), 1000);
  return {
    post: (message) => hear(message as HostMessage),
    onMessage: (listener) => void listeners.add(listener),
    onExit: (listener) => (exit = listener),
    kill: () => {
      clearInterval(timer);
      exit?.(null);
    },
  };
}

async function main(): Promise<void> {
  const link = await ClusterLink.open(parseRedisUrl(url), makeSeal(Buffer.from(key)));
  const machine = new TrainingMachine({
    ...{ link, name, places, launch, tensorflow: null, dataFolder, mnistDirectory: '' },
    say: (line) => process.stderr.write(`${line}\n`),
  });
  await machine.start();
  process.send?.('ready');
}

void main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
