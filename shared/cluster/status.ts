/** What people see of sweeps on several machines; types of every process. */
import type { Machine } from './messages';

/** Where other machines are found. */
export interface ClusterPlace {
  /** redis:// or rediss://, with user and password where the server asks for them. */
  readonly url: string;
  /** The file with the key that all machines share, or null. */
  readonly keyFile: string | null;
  /** The file with the certificates that vouch for the server, beside those that the system trusts; only with rediss://. */
  readonly caFile?: string | null;
}

/** A place as the page names it. */
export interface ClusterChoice extends ClusterPlace {
  /** null: the one that is kept, if nothing else is changed. */
  readonly password: string | null;
}

/** How things stand with other machines. */
export interface ClusterStatus {
  /** `off`: sweeps are trained on this machine. */
  readonly state: 'off' | 'connecting' | 'connected' | 'failed';
  /** The server, without user and password; '' where it is off. */
  readonly shown: string;
  /** What is wrong, for the user, or null. */
  readonly problem: string | null;
  /** Those that take trials now, by name. */
  readonly machines: readonly Machine[];
}

/** The answer to "Test connection". */
export interface ClusterTest {
  readonly shown: string;
  readonly serverVersion: string;
  readonly machines: number;
  readonly places: number;
  /** What works, but not well: plain sentences. */
  readonly warnings: readonly string[];
}
