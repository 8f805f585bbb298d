/** What palette, keyboard and menu can do to a run: the one in view, else the one under way (renderer). */
import { useRoute, useRouter } from 'vue-router';
import type { RunRecord } from '../../shared/runs/run';
import { call } from '../api/lab';
import { stateLook } from '../format/runState';
import { runTitle } from '../format/runTitle';
import { useRunTable } from '../rooms/runs/runTable';
import { useShownRun } from '../rooms/train/shownRun';
import { commandsFor } from '../run/runCommands';
import { useRunsStore, type RunCommand } from '../stores/runs';
import { useToastsStore } from '../stores/toasts';
import type { Command } from './command';

/** The run whose page is open, the one beside the form, the only one chosen in the table; else the only one under way. */
function useCurrentRun(): () => RunRecord | null {
  const route = useRoute();
  const runs = useRunsStore();
  const shown = useShownRun();
  const table = useRunTable();
  return () => {
    if (route.name === 'run') return runs.get(String(route.params['id'])) ?? null;
    if (route.name === 'train' && shown.run) return shown.run;
    const { chosen } = table.selection;
    if (route.name === 'runs' && chosen.size === 1) return runs.get([...chosen][0] ?? '') ?? null;
    return runs.active.length === 1 ? (runs.active[0] ?? null) : null;
  };
}

/** Which of the wanted commands the run takes in its state. */
const offered = (run: RunRecord, wanted: readonly RunCommand[]): RunCommand | null =>
  commandsFor(run.state).find(({ command }) => wanted.includes(command))?.command ?? null;

export function useRunCommands(): readonly Command[] {
  const router = useRouter();
  const route = useRoute();
  const runs = useRunsStore();
  const toasts = useToastsStore();
  const current = useCurrentRun();

  const needed = (): RunRecord | null => {
    const run = current();
    if (!run) toasts.show('No run is in view. Open one first.');
    return run;
  };
  /** A command that only some states take. */
  const control = (wanted: readonly RunCommand[]): Pick<Command, 'target' | 'run'> => ({
    target: () => {
      const run = current();
      return run && offered(run, wanted) ? runTitle(run) : null;
    },
    run: async () => {
      const run = needed();
      if (!run) return;
      const command = offered(run, wanted);
      if (command) return runs.control(run.id, command);
      toasts.show(
        `“${runTitle(run)}” is ${stateLook(run.state).label.toLowerCase()}; that cannot be done now.`,
      );
    },
  });

  async function train(): Promise<void> {
    if (route.name !== 'train') {
      await router.push({ name: 'train' });
      return;
    }
    // Where the form is open its code is there.
    const { startFromForm } = await import('../rooms/train/form/start');
    await startFromForm(router);
  }

  async function exportCsv(): Promise<void> {
    const run = needed();
    const file = run && (await call('runs:export', { id: run.id, format: 'csv' }));
    if (file !== null) toasts.show(`Saved as ${file}`);
  }

  return [
    {
      id: 'run:train',
      label: 'Train as the form says',
      group: 'Runs',
      words: 'start launch',
      target: () => (route.name === 'train' ? '' : 'opens the form'),
      run: train,
    },
    {
      id: 'run:pauseOrResume',
      label: 'Pause or resume the run',
      group: 'Runs',
      ...control(['pause', 'resume']),
    },
    {
      id: 'run:stop',
      label: 'Stop the run and keep its result',
      group: 'Runs',
      ...control(['stop']),
    },
    { id: 'run:cancel', label: 'Cancel the run', group: 'Runs', ...control(['cancel']) },
    {
      id: 'run:export',
      label: 'Export the run as CSV',
      group: 'Runs',
      words: 'save points table',
      target: () => {
        const run = current();
        return run && runTitle(run);
      },
      run: exportCsv,
    },
  ];
}
