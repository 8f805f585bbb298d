/** The training hosts as the runs want them: events with numbers that are acknowledged when stored; main process and command line. */
import { LabError } from '../../shared/result';
import type { RunEvent } from '../../shared/trainer/protocol';
import type { HostState as ClientState } from '../trainer/client';
import { TrainerFleet, type FleetOptions } from '../trainer/fleet';
import { within } from '../within';
import type { TrainerPort } from './trainerPort';

type RunListener = Parameters<TrainerPort['onRunEvent']>[0];
type LossListener = Parameters<TrainerPort['onRunLost']>[0];
type StateListener = Parameters<TrainerPort['onHostState']>[0];

interface Unstored {
  readonly seq: number;
  readonly stored: () => void;
}

/**
 * Hosts that start when they are needed and end when they were idle for long.
 * @param options `isWarm`: the first one is started at once, unasked
 */
export function startTrainer({
  isWarm = true,
  ...options
}: Omit<FleetOptions, 'onState'> & { readonly isWarm?: boolean }): TrainerPort {
  const runListeners = new Set<RunListener>();
  const lossListeners = new Set<LossListener>();
  const stateListeners = new Set<StateListener>();
  const unstored = new Map<string, Unstored[]>();
  let wasReady = false;
  let isClosed = false;
  const fleet = new TrainerFleet({
    ...options,
    onState: (state) => {
      if (isClosed) return;
      const reason = hostReason(state, wasReady);
      // Who has gone to rest in good order comes back without a reason.
      wasReady = state === 'ready' || (wasReady && state !== 'stopped');
      const told = state === 'stopped' ? 'idle' : state;
      for (const listener of stateListeners) listener(told, reason);
    },
  });
  // A failure shows as a state, and to whoever asks for something.
  if (isWarm) queueMicrotask(() => void (isClosed || fleet.start().catch(() => undefined)));

  /** Resolves when the event is acknowledged. */
  const deliver = (runId: string, seq: number, event: RunEvent) =>
    new Promise<void>((stored) => {
      unstored.set(runId, [...(unstored.get(runId) ?? []), { seq, stored }]);
      for (const listener of runListeners) listener(runId, seq, event);
    });

  const send: TrainerPort['request'] = (name, input) => {
    if (name !== 'train') return fleet.request(name, input);
    const train = input as Parameters<TrainerFleet['train']>[0];
    unstored.delete(train.runId);
    const started = fleet.train(train, {
      onEvent: (event, seq) => deliver(train.runId, seq, event),
      onLost: ({ message }) => {
        unstored.delete(train.runId);
        for (const listener of lossListeners) listener(train.runId, message);
      },
    });
    return started as ReturnType<typeof fleet.request<typeof name>>;
  };

  return {
    request: (name, input, limits) => {
      // The client would start another host for it.
      if (isClosed) return Promise.reject(new LabError('cancelled', 'LossLab is being closed.'));
      const answer = send(name, input);
      if (limits?.timeoutMs === undefined) return answer;
      const message = `The training engine did not answer in time (${name}).`;
      return within(answer, limits.timeoutMs, () => new LabError('timed-out', message));
    },
    acknowledge: (runId, upTo) => {
      const waiting = unstored.get(runId) ?? [];
      const rest = waiting.filter(({ seq }) => seq > upTo);
      if (rest.length > 0) unstored.set(runId, rest);
      else unstored.delete(runId);
      for (const { seq, stored } of waiting) if (seq <= upTo) stored();
    },
    onRunEvent: (listener) => subscribe(runListeners, listener),
    onRunLost: (listener) => subscribe(lossListeners, listener),
    onHostState: (listener) => subscribe(stateListeners, listener),
    close: () => {
      isClosed = true;
      return fleet.stop();
    },
  };
}

function hostReason(state: ClientState, wasReady: boolean): string | null {
  if (state === 'failed') return 'The training engine could not be started.';
  return state === 'starting' && wasReady ? 'The training engine has stopped unexpectedly.' : null;
}

function subscribe<L>(listeners: Set<L>, listener: L): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
