/** Stands in for the training host in a benchmark: speaks its protocol and describes data sets, but every run ends at once; utility process. */
import type { HostMessage, HostReply } from '../../../shared/trainer/protocol';
import { stubHost } from '../stubTraining';

interface ParentPort {
  on(event: 'message', listener: (event: { data: HostMessage }) => void): void;
  postMessage(message: HostReply): void;
}

const { parentPort } = process as unknown as { parentPort: ParentPort };
const post = (reply: HostReply): void => parentPort.postMessage(reply);
const hear = stubHost(post, { ms: 0 }, () => void setTimeout(() => process.exit(0), 20));

parentPort.on('message', ({ data }) => hear(data));
setInterval(() => post({ kind: 'heartbeat', rssBytes: process.memoryUsage.rss() }), 1000);
