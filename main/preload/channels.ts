/** Names of Electron's channels between preload and main; there are these and no others. */
import type { LabEventName } from '../../shared/ipc/contract';

/** Carries every call: (channel of the contract, input) → Result. */
export const callChannel = 'lab:call';
/** Carries every event, in a list of EventEnvelopes. */
export const eventChannel = 'lab:event';
/** From the preload's own world: the path of a file that the user has dropped on the window. */
export const droppedFileChannel = 'lab:droppedFile';

export interface EventEnvelope {
  readonly name: LabEventName;
  readonly payload: unknown;
}
