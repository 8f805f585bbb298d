/** Opens the lab on the data folder and makes the handlers of all calls; main process. */
import { calls, type LabEventName, type LabEvents } from '../../shared/ipc/contract';
import { LabError } from '../../shared/result';
import type { CallHandlers } from '../ipc/answer';
import type { ShownFiles } from '../ipc/shownFiles';
import type { DataFolder } from './dataFolder';

export interface StartedLab {
  readonly handlers: CallHandlers;
  readonly close: () => Promise<void>;
}

export function startLab(_needs: {
  readonly data: DataFolder;
  readonly shownFiles: ShownFiles;
  readonly broadcast: <E extends LabEventName>(name: E, payload: LabEvents[E]) => void;
}): Promise<StartedLab> {
  const refuse = () => {
    throw new LabError('unsupported', 'Not there yet.');
  };
  const handlers = Object.fromEntries(Object.keys(calls).map((name) => [name, refuse]));
  return Promise.resolve({ handlers: handlers as unknown as CallHandlers, close: () => Promise.resolve() });
}
