/** What the runs need of a training host, whoever starts it; main process and command line, types only. */
import type { HostRequestName, HostRequests, RunEvent } from '../../shared/trainer/protocol';

/** `idle`: none is running, as nobody needs one; it starts when somebody does. */
export type HostState = 'idle' | 'starting' | 'ready' | 'failed';

/** The connection to the training host; main/trainer's client is one. */
export interface TrainerPort {
  /** Rejects with a LabError: `host-died` when the host ends first, `timed-out` after `timeoutMs`. */
  request<N extends HostRequestName>(
    name: N,
    input: HostRequests[N]['input'],
    options?: { readonly timeoutMs?: number },
  ): Promise<HostRequests[N]['output']>;
  /** Everything of the run up to and with `seq` is stored: the worker may send on. */
  acknowledge(runId: string, seq: number): void;
  /** Hears all runs' events in order; the returned function stops it. */
  onRunEvent(listener: (runId: string, seq: number, event: RunEvent) => void): () => void;
  /** Hears of runs whose host has died, and why: no event of theirs will follow. */
  onRunLost(listener: (runId: string, reason: string) => void): () => void;
  /** `reason` says why for `failed`, and for `starting` after a death; null at the first start. */
  onHostState(listener: (state: HostState, reason: string | null) => void): () => void;
  /** Ends the host; runs it still trains are lost beyond their last checkpoint. */
  close(): Promise<void>;
  /** Runs go on when the lab is closed, and can be collected later. */
  readonly outlivesLab?: boolean;
  /** Takes back a run whose `train` has not been answered; it rejects with `cancelled`. Left out where hosts begin at once. */
  readonly withdraw?: (runId: string) => void;
}
