/** What the preload puts on `window.lab`: closures only, never Electron objects. */
import type { Result } from '../result';
import type { CallInput, CallOutput, Channel, LabEventName, LabEvents } from './contract';

export interface LabBridge {
  /** Sends one call; resolves to a Result, rejects only if the channel is unknown. */
  call<C extends Channel>(channel: C, input: CallInput<C>): Promise<Result<CallOutput<C>>>;
  /** Listens to one event; the returned function stops it. */
  on<E extends LabEventName>(event: E, listener: (payload: LabEvents[E]) => void): () => void;
  /** The path of a file that was dropped on the window ('' if it has none). */
  pathOfFile(file: File): string;
  readonly platform: string;
}
