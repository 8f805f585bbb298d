/** A training host of the command line's own, as the runs want it; command line. */
import type { RunEvent } from '../../shared/trainer/protocol';
import type { HostState, TrainerPort } from '../runs/trainerPort';
import { TrainerClient } from '../trainer/client';
import { nodeHostLauncher } from '../trainer/launchNode';

type RunListener = Parameters<TrainerPort['onRunEvent']>[0];
type StateListener = Parameters<TrainerPort['onHostState']>[0];

interface Unstored {
  readonly seq: number;
  readonly resolve: () => void;
}

/** Starts a host of the bundles in this folder. */
export function startTrainer(directory: string): TrainerPort {
  const runListeners = new Set<RunListener>();
  const stateListeners = new Set<StateListener>();
  const unstored = new Map<string, Unstored[]>();
  let launched = false;

  const client = new TrainerClient({
    launch: nodeHostLauncher(directory),
    onState: (state) => {
      if (state === 'stopped') return;
      const reason = launched && state !== 'ready' ? 'The training engine has stopped unexpectedly.' : null;
      launched = true;
      for (const listener of stateListeners) listener(state satisfies HostState, reason);
    },
  });

  /** Tells all listeners; resolves when the event is acknowledged. */
  const deliver = (runId: string, seq: number, event: RunEvent) =>
    new Promise<void>((resolve) => {
      const waiting = unstored.get(runId) ?? [];
      unstored.set(runId, [...waiting, { seq, resolve }]);
      for (const listener of runListeners) listener(runId, seq, event);
    });

  const subscribe = <L>(listeners: Set<L>, listener: L) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };

  const request: TrainerPort['request'] = (name, input) => {
    if (name !== 'train') return client.request(name, input);
    const train = input as Parameters<typeof client.train>[0];
    const listener = {
      onEvent: (event: RunEvent, seq: number) => deliver(train.runId, seq, event),
      onLost: () => void unstored.delete(train.runId),
    };
    return client.train(train, listener) as ReturnType<typeof client.request<typeof name>>;
  };

  return {
    request,
    acknowledge: (runId, upTo) => {
      const waiting = unstored.get(runId) ?? [];
      for (const { seq, resolve } of waiting) if (seq <= upTo) resolve();
      unstored.set(
        runId,
        waiting.filter(({ seq }) => seq > upTo),
      );
    },
    onRunEvent: (listener) => subscribe(runListeners, listener),
    onHostState: (listener) => subscribe(stateListeners, listener),
    close: () => client.stop(),
  };
}
