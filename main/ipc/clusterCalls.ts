/** Answers the page's calls about other machines: the user confirms in the system's own dialog where data may go; main process. */
import { parseRedisUrl } from '../cluster/address';
import type { ClusterChoice } from '../../shared/cluster/status';
import type { Channel, Settings } from '../../shared/ipc/contract';
import { LabError } from '../../shared/result';
import { confirmRedis } from '../app/dialogs';
import type { Lab } from '../runs/types';
import type { CallHandlers } from './answer';

type ClusterChannel = Extract<Channel, `cluster:${string}`>;

/** A page that was taken over could name a server of its own: none is talked to that the user has not confirmed. */
export function clusterCalls({
  cluster,
  settings,
}: Pick<Lab, 'cluster' | 'settings'>): Pick<CallHandlers, ClusterChannel> {
  const confirmed = new Set(confirmedBefore(settings.get()));
  let isAsking = false;
  const confirm = async (choice: ClusterChoice): Promise<void> => {
    const place = placeKey(choice);
    if (confirmed.has(place)) return;
    if (isAsking) throw new LabError('conflict', 'Answer the question about the other server first.');
    isAsking = true;
    try {
      const { keyFile, caFile = null } = choice;
      const isGranted = await confirmRedis({ shown: parseRedisUrl(choice.url).shown, keyFile, caFile });
      if (!isGranted)
        throw new LabError('cancelled', 'The connection was not confirmed; nothing was changed.');
      confirmed.add(place);
    } finally {
      isAsking = false;
    }
  };
  return {
    'cluster:status': () => cluster.status(),
    'cluster:test': async (choice) => {
      await confirm(choice);
      return cluster.test(choice);
    },
    'cluster:use': async (choice) => {
      if (choice) await confirm(choice);
      return cluster.use(choice);
    },
  };
}

/** Server and files; the password is not what is confirmed. Throws LabError `invalid-input` for what is no address. */
const placeKey = ({ url, keyFile, caFile = null }: Omit<ClusterChoice, 'password'>): string =>
  JSON.stringify([parseRedisUrl(url).shown, keyFile, caFile]);

function confirmedBefore({ cluster }: Settings): readonly string[] {
  try {
    return cluster ? [placeKey(cluster)] : [];
  } catch {
    return [];
  }
}
