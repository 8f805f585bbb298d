/** What the desktop does for sweeps: the machine does not sleep while one runs, and its end is told; main process. */
import { Notification, powerSaveBlocker } from 'electron';
import type { SweepRecord } from '../../shared/sweep/record';
import type { Lab } from '../runs/types';

/** @param show brings the window to the front when the notification is clicked */
export function careForSweeps(lab: Lab, show: () => void): void {
  const running = new Set<string>();
  let blocker: number | null = null;
  const keepAwake = () => {
    if (running.size > 0) blocker ??= powerSaveBlocker.start('prevent-app-suspension');
    else if (blocker !== null) {
      powerSaveBlocker.stop(blocker);
      blocker = null;
    }
  };
  lab.on('sweep:changed', (sweep) => {
    const wasRunning = running.has(sweep.id);
    if (sweep.state === 'running') running.add(sweep.id);
    else running.delete(sweep.id);
    keepAwake();
    if (wasRunning && sweep.state === 'completed' && lab.settings.get().notifyAtEnd) tellEnd(sweep, show);
  });
  lab.on('sweep:deleted', ({ ids }) => {
    for (const id of ids) running.delete(id);
    keepAwake();
  });
}

function tellEnd(sweep: SweepRecord, show: () => void): void {
  if (!Notification.isSupported()) return;
  const notification = new Notification({ title: `${sweep.name} is done`, body: endInWords(sweep) });
  notification.on('click', show);
  notification.show();
}

/** "12 runs; best test error 1.53 %". */
export function endInWords({ plannedRuns, counts, best, sweep }: SweepRecord): string {
  const runs = `${plannedRuns.toLocaleString('en-US')} ${plannedRuns === 1 ? 'run' : 'runs'}`;
  const failed = counts.failed > 0 ? `, ${counts.failed.toLocaleString('en-US')} failed` : '';
  const { metric } = sweep.objective;
  const words = metric
    .replace(/([A-Z])/, ' $1')
    .toLowerCase()
    .replace('train', 'training');
  const mean = best?.sample?.mean;
  if (mean === undefined) return `${runs}${failed}.`;
  const value = metric.endsWith('Error') ? `${mean.toFixed(2)} %` : String(Number(mean.toPrecision(4)));
  return `${runs}${failed}; best ${words} ${value}.`;
}
