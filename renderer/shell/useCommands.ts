/** Every action of the lab by name: menu, shortcuts and palette carry out the same ones (renderer). */
import { onBeforeUnmount, onMounted } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { isActive, type RunRecord } from '../../shared/runs/run';
import { asLabError, call, on } from '../api/lab';
import { useImporting } from '../rooms/data/importing';
import { useLaunchPlan } from '../rooms/train/form/launchPlan';
import { useShownRun } from '../rooms/train/shownRun';
import { useRunsStore, type RunCommand } from '../stores/runs';
import { useSettingsStore } from '../stores/settings';
import { useToastsStore } from '../stores/toasts';
import { isPressed, isTyping } from './keys';
import { rooms } from './rooms';

/** An action. `keys` is shown in the sheet; where the native menu has the same shortcut, the menu carries it out. */
export interface Command {
  readonly id: string;
  readonly label: string;
  readonly group: 'Go to' | 'Runs' | 'Data' | 'View' | 'Help';
  readonly words?: string;
  readonly keys?: string;
  /** The page listens to the keys itself; otherwise the menu does. */
  readonly ownKeys?: boolean;
  readonly run: () => unknown;
}

interface Floats {
  readonly openPalette: () => void;
  readonly openShortcuts: () => void;
  readonly openAbout: () => void;
}

/** The commands, and their shortcuts and menu entries for as long as the calling component lives. */
export function useCommands(floats: Floats): readonly Command[] {
  const router = useRouter();
  const runCommands = useRunCommands();
  const settings = useSettingsStore();
  const importing = useImporting();
  const go = (name: string) => () => router.push({ name });

  const commands: readonly Command[] = [
    ...rooms.map(({ name, label, help }, index): Command => ({
      id: `view:${name}`,
      label: `Go to ${label}`,
      group: 'Go to',
      words: help,
      keys: `Mod+${index + 1}`,
      run: go(name),
    })),
    { id: 'view:settings', label: 'Go to Settings', group: 'Go to', keys: 'Mod+,', run: go('settings') },
    { id: 'history:back', label: 'Back', group: 'Go to', keys: 'Alt+ArrowLeft', run: () => router.back() },
    {
      id: 'history:forward',
      label: 'Forward',
      group: 'Go to',
      keys: 'Alt+ArrowRight',
      run: () => router.forward(),
    },
    ...runCommands,
    {
      id: 'data:import',
      label: 'Import data set',
      group: 'Data',
      words: 'file npz csv idx open',
      keys: 'Mod+O',
      run: async () => {
        await router.push({ name: 'data' });
        await importing.chooseAndImport();
      },
    },
    {
      id: 'view:palette',
      label: 'Find a command or run',
      group: 'View',
      keys: 'Mod+K',
      run: floats.openPalette,
    },
    {
      id: 'view:toggleRail',
      label: 'Collapse or expand the rail',
      group: 'View',
      keys: 'Mod+B',
      run: () => settings.set({ railCollapsed: !settings.values.railCollapsed }),
    },
    ...(['light', 'dark', 'system'] as const).map((theme): Command => ({
      id: `theme:${theme}`,
      label: theme === 'system' ? 'Theme: as the system' : `Theme: ${theme}`,
      group: 'View',
      words: 'appearance colours',
      run: () => settings.set({ theme }),
    })),
    {
      id: 'help:shortcuts',
      label: 'Keyboard shortcuts',
      group: 'Help',
      keys: '?',
      ownKeys: true,
      run: floats.openShortcuts,
    },
    {
      id: 'help:dataFolder',
      label: 'Show the data folder',
      group: 'Help',
      words: 'database log',
      run: () => call('lab:showDataFolder'),
    },
    { id: 'help:about', label: 'About LossLab', group: 'Help', words: 'version', run: floats.openAbout },
  ];
  useDispatch(commands);
  return commands;
}

/** Carries a command out; what goes wrong is told in a toast, as there is no better place. */
export async function carryOut(command: Command): Promise<void> {
  try {
    await command.run();
  } catch (thrown) {
    useToastsStore().showError(asLabError(thrown));
  }
}

function useDispatch(commands: readonly Command[]): void {
  const onKey = (event: KeyboardEvent): void => {
    if (isTyping(event) || event.defaultPrevented || document.querySelector('dialog[open]')) return;
    const wanted = commands.find(({ keys, ownKeys }) => ownKeys && keys && isPressed(event, keys));
    if (!wanted) return;
    event.preventDefault();
    void carryOut(wanted);
  };
  let stop: (() => void) | null = null;
  onMounted(() => {
    document.addEventListener('keydown', onKey);
    stop = on('command:invoked', ({ command: id }) => {
      const wanted = commands.find((command) => command.id === id);
      if (wanted) void carryOut(wanted);
    });
  });
  onBeforeUnmount(() => {
    document.removeEventListener('keydown', onKey);
    stop?.();
  });
}

/** What can be done to the run in view: the one whose page is open, or the one beside the form. */
function useRunCommands(): readonly Command[] {
  const router = useRouter();
  const route = useRoute();
  const runs = useRunsStore();
  const shown = useShownRun();
  const plan = useLaunchPlan();
  const toasts = useToastsStore();

  const current = (): RunRecord | null =>
    (route.name === 'run' ? runs.get(String(route.params['id'])) : shown.run) ?? null;
  const needed = (): RunRecord | null => {
    const run = current();
    if (!run) toasts.show('Open a run first.');
    return run;
  };
  const control = (command: (run: RunRecord) => RunCommand | null) => () => {
    const run = needed();
    const wanted = run && command(run);
    if (run && wanted === null) toasts.show(`The run is ${run.state}; there is nothing to do.`);
    return run && wanted ? runs.control(run.id, wanted) : undefined;
  };
  const whileActive = (wanted: RunCommand) => control(({ state }) => (isActive(state) ? wanted : null));

  return [
    {
      id: 'run:train',
      label: 'Train as the form says',
      group: 'Runs',
      words: 'start launch',
      keys: 'Mod+Enter',
      run: async () => {
        if (route.name !== 'train') return router.push({ name: 'train' });
        const run = await plan.launch();
        if (run) shown.choose(run.id);
        return run;
      },
    },
    {
      id: 'run:pauseOrResume',
      label: 'Pause or resume the run',
      group: 'Runs',
      keys: 'Mod+Shift+P',
      run: control(({ state }) => {
        if (state === 'running') return 'pause';
        return ['paused', 'interrupted', 'failed', 'cancelled'].includes(state) ? 'resume' : null;
      }),
    },
    {
      id: 'run:stop',
      label: 'Stop the run and keep its result',
      group: 'Runs',
      keys: 'Mod+Shift+S',
      run: whileActive('stop'),
    },
    { id: 'run:cancel', label: 'Cancel the run', group: 'Runs', run: whileActive('cancel') },
    {
      id: 'run:export',
      label: 'Export the run as CSV',
      group: 'Runs',
      words: 'save points table',
      keys: 'Mod+E',
      run: () => {
        const run = needed();
        return run && call('runs:export', { id: run.id, format: 'csv' });
      },
    },
  ];
}
