/** The page's only door to the lab: typed calls that return a value or throw a LabError, and events (renderer). */
import { toRaw } from 'vue';
import type { LabBridge } from '../../shared/ipc/bridge';
import type { CallInput, CallOutput, Channel, LabEventName, LabEvents } from '../../shared/ipc/contract';
import { fromErrorData, LabError } from '../../shared/result';

declare global {
  interface Window {
    /** Put there by the preload; absent where the page was opened outside the lab. */
    readonly lab?: LabBridge;
  }
}

/** Calls that take nothing need no second argument. */
type CallArguments<C extends Channel> =
  undefined extends CallInput<C> ? [input?: CallInput<C>] : [input: CallInput<C>];

/** Whether the page runs inside the lab's window. */
export const isInsideLab = (): boolean => window.lab !== undefined;

function bridge(): LabBridge {
  if (!window.lab) throw new LabError('unsupported', 'This page works only inside the LossLab window.');
  return window.lab;
}

/** A deep copy without Vue's proxies, which cannot be sent; typed arrays and other objects pass as they are. */
export function plain<T>(value: T): T {
  const raw: unknown = toRaw(value);
  if (Array.isArray(raw)) return raw.map(plain) as T;
  if (raw === null || typeof raw !== 'object') return raw as T;
  const prototype: unknown = Object.getPrototypeOf(raw);
  if (prototype !== Object.prototype && prototype !== null) return raw as T;
  return Object.fromEntries(Object.entries(raw).map(([key, inner]) => [key, plain(inner)])) as T;
}

/** Calls the lab; throws LabError with a message fit to be shown. */
export async function call<C extends Channel>(
  channel: C,
  ...[input]: CallArguments<C>
): Promise<CallOutput<C>> {
  const result = await bridge()
    .call(channel, (input === undefined ? null : plain(input)) as CallInput<C>)
    .catch((cause: unknown) => {
      throw new LabError('internal', 'The lab did not answer; it may be closing.', { cause });
    });
  if (!result.ok) throw fromErrorData(result.error);
  return result.value;
}

/** Listens to an event of the lab; the returned function stops it. */
export function on<E extends LabEventName>(event: E, listener: (payload: LabEvents[E]) => void): () => void {
  return bridge().on(event, listener);
}

/** The path of a dropped file, '' if it has none. */
export const pathOfFile = (file: File): string => bridge().pathOfFile(file);

/** The operating system, as Node names it. */
export const platform = (): string => window.lab?.platform ?? 'unknown';

/** Any thrown value as a LabError. */
export function asLabError(thrown: unknown): LabError {
  if (thrown instanceof LabError) return thrown;
  return new LabError('internal', thrown instanceof Error ? thrown.message : String(thrown), {
    cause: thrown,
  });
}
