/**
 * Opens the lab, or what stands in for it while its database is damaged, and answers the window's calls; main process. Loaded when
 * the window is on its way, which needs nothing of all this.
 */
import type { LabError, LabErrorData, Result } from '../../shared/result';
import { answerCall, type CallHandlers } from '../ipc/answer';
import { labLog } from './log';
import { keepLabMenu } from './menu';
import { labPage, recoveryPage } from './origin';
import { isRepairable, recoveryCalls, setRecoveryMenu } from './recovery';
import { startLab, type StartNeeds } from './startLab';

/** What answers the window. */
export interface LabDesk {
  readonly answer: (channel: unknown, input: unknown) => Promise<Result<unknown>>;
  /** Ends what is under way; everything is kept. */
  readonly close: () => Promise<void>;
}

interface Needs extends StartNeeds {
  /** Windows show this page from now on; one that is open shows it when it is told to. */
  readonly turnTo: (page: string, isToLoad: boolean) => void;
  /** The theme is known. */
  readonly ground: () => void;
}

/** Throws LabError where there is nothing that could be done about the database. */
export function openLabDesk(needs: Needs): LabDesk {
  let handlers: CallHandlers;
  let close = () => Promise.resolve();
  const openLab = () => {
    const { opened, recent, broadcast } = needs;
    const lab = startLab(needs);
    ({ handlers, close } = lab);
    needs.turnTo(labPage, false);
    needs.ground();
    keepLabMenu({
      invoke: (command) => broadcast('command:invoked', { command }),
      showDataFolder: () => void lab.handlers['lab:showDataFolder'](null),
      open: (file) => opened.offer([file]),
      recent,
    });
  };
  const offerRecovery = (problem: LabError) => {
    labLog.error('the database is damaged', problem);
    setRecoveryMenu();
    handlers = recoveryCalls({
      data: needs.data,
      problem,
      openLab: () => {
        openLab();
        needs.turnTo(labPage, true);
      },
    });
    needs.turnTo(recoveryPage, true);
  };
  try {
    openLab();
  } catch (problem) {
    if (!isRepairable(problem)) throw problem;
    offerRecovery(problem);
  }
  return {
    answer: (channel, input) => answerCall(handlers, channel, input, logRefusal),
    close: () => close(),
  };
}

function logRefusal(channel: string, { code, message, detail }: LabErrorData): void {
  const level = code === 'internal' ? 'error' : 'info';
  labLog[level](`${channel}: ${code}: ${message}`, detail ?? '');
}
