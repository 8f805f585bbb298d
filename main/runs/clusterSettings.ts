/** Where sweeps are trained, as the settings keep it: the password apart, encrypted where the system can; main process and command line. */
import type { ClusterChoice, ClusterPlace } from '../../shared/cluster/status';
import type { Settings } from '../../shared/ipc/contract';
import { LabError } from '../../shared/result';
import { addressOf, splitPassword, withPassword } from '../cluster/address';
import type { Store } from '../store/store';
import type { SecretBox } from './types';

const secretName = 'redis';

/** For processes that know no keyring. */
const plainBox: SecretBox = { isEncrypted: false, close: (secret) => secret, open: (closed) => closed };

export class ClusterSettings {
  constructor(
    private readonly store: Store,
    private readonly box: SecretBox = plainBox,
  ) {}

  /** What is kept, with the password in the address; null for this machine. Throws LabError where the password cannot be read. */
  place(): ClusterPlace | null {
    const { cluster } = this.store.settings();
    if (!cluster) return null;
    const { url, keyFile, caFile, password } = cluster;
    return { url: withPassword(url, password === 'none' ? '' : this.password(password)), keyFile, caFile };
  }

  /** What the page means, with the password in the address. */
  placeOf({ password, ...choice }: ClusterChoice): ClusterPlace {
    const { url, password: inUrl } = splitPassword(choice.url);
    const { keyFile, caFile = null } = choice;
    const isKept = password === null && inUrl === '' && this.isKept({ url, keyFile, caFile });
    return (isKept && this.place()) || { url: withPassword(url, inUrl || (password ?? '')), keyFile, caFile };
  }

  /** Keeps it; null for this machine. Throws LabError where it is no address. */
  keep(choice: ClusterChoice | null): Settings {
    if (!choice) {
      this.store.setSecret(secretName, null);
      return this.store.setSettings({ cluster: null });
    }
    const place = this.placeOf(choice);
    addressOf(place);
    const { url, password } = splitPassword(place.url);
    this.store.setSecret(secretName, password === '' ? null : this.box.close(password));
    const kept = password === '' ? 'none' : this.box.isEncrypted ? 'encrypted' : 'plain';
    const { keyFile, caFile = null } = place;
    return this.store.setSettings({ cluster: { url, keyFile, caFile, password: kept } });
  }

  /** A password goes nowhere but where it was given for. */
  private isKept(place: Omit<ClusterPlace, 'password'>): boolean {
    const { cluster } = this.store.settings();
    return (
      cluster?.url === place.url &&
      cluster.keyFile === place.keyFile &&
      cluster.caFile === (place.caFile ?? null)
    );
  }

  private password(kept: 'plain' | 'encrypted'): string {
    const closed = this.store.secret(secretName) ?? '';
    if (kept === 'plain') return closed;
    try {
      if (!this.box.isEncrypted) throw new Error('there is no keyring');
      return this.box.open(closed);
    } catch (error) {
      throw new LabError(
        'invalid-input',
        'The password of the Redis cannot be read: it was encrypted by another user, or on another system. Enter it again in Settings.',
        { cause: error },
      );
    }
  }
}
