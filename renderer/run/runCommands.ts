/** What can be asked of a run in each state, and in which words; pure, renderer. */
import type { RunState } from '../../shared/runs/run';
import type { RunCommand } from '../stores/runs';

/** A command as a button shows it. */
export interface OfferedCommand {
  readonly command: RunCommand;
  readonly label: string;
  /** What will happen, for the tooltip. */
  readonly help: string;
}

const pause: OfferedCommand = {
  command: 'pause',
  label: 'Pause',
  help: 'Holds the training; it can go on at any time.',
};
const resume: OfferedCommand = { command: 'resume', label: 'Resume', help: 'Goes on with the training.' };
const resumeSaved: OfferedCommand = {
  command: 'resume',
  label: 'Resume',
  help: 'Goes on from the last checkpoint, to the same numbers as without the break.',
};
const stop: OfferedCommand = {
  command: 'stop',
  label: 'Stop and keep',
  help: 'Ends the training here, evaluates the network and saves the run as completed.',
};
const cancel: OfferedCommand = {
  command: 'cancel',
  label: 'Cancel',
  help: 'Ends the training without a result; the points so far are kept.',
};

const offered: Readonly<Record<RunState, readonly OfferedCommand[]>> = {
  queued: [{ ...cancel, help: 'Takes the run out of the queue.' }],
  starting: [cancel],
  running: [pause, stop, cancel],
  paused: [resume, stop, cancel],
  interrupted: [
    resumeSaved,
    {
      ...cancel,
      help: 'Marks the run as cancelled; the points so far are kept and it can still be resumed.',
    },
  ],
  cancelled: [resumeSaved],
  failed: [{ ...resumeSaved, label: 'Try again', help: 'Tries again from the last checkpoint.' }],
  completed: [],
  pruned: [],
  diverged: [],
};

/** The commands that a run in this state takes, the main one first. */
export const commandsFor = (state: RunState): readonly OfferedCommand[] => offered[state];
