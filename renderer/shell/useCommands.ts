/** Every action of the lab by name: menu, shortcuts and palette carry out the same ones (renderer). */
import { useRouter } from 'vue-router';
import { shortcutOf } from '../../shared/shortcuts';
import { call } from '../api/lab';
import { useImporting } from '../rooms/data/importing';
import { useSweepFiles } from '../rooms/train/form/sweepFiles';
import { useShownRun } from '../rooms/train/shownRun';
import { useRunImport } from '../run/useRunImport';
import { useOpenFiles } from '../stores/openFiles';
import { useSettingsStore } from '../stores/settings';
import { useStudyExport } from '../stores/studyExport';
import type { Command } from './command';
import { isMac } from './keys';
import { rooms } from './rooms';
import { useDispatch } from './useDispatch';
import { useRunCommands } from './useRunCommands';

interface Floats {
  readonly togglePalette: () => void;
  readonly openShortcuts: () => void;
  readonly openAbout: () => void;
  readonly openTour: () => Promise<void>;
}

/** The commands, and their shortcuts and menu entries for as long as the calling component lives. */
export function useCommands(floats: Floats): readonly Command[] {
  const commands = [
    ...useGoCommands(),
    ...useRunCommands(),
    ...useDataCommands(),
    ...useViewCommands(floats),
    ...helpCommands(floats),
  ].map(withKeys);
  useDispatch(commands);
  return commands;
}

/** The keys stand in one list, which the native menu follows as well. */
function withKeys(command: Command): Command {
  const keys = shortcutOf(command.id, isMac());
  return keys === undefined ? command : { ...command, keys };
}

function useGoCommands(): readonly Command[] {
  const router = useRouter();
  const shown = useShownRun();
  const go = (name: string) => () => router.push({ name });
  return [
    ...rooms.map(({ name, label, help }): Command => ({
      id: `view:${name}`,
      label: `Go to ${label}`,
      group: 'Go to',
      words: help,
      run: go(name),
    })),
    {
      id: 'view:start',
      label: 'Go to the start page',
      group: 'Go to',
      words: 'templates recent files home begin',
      run: async () => {
        shown.showStart();
        await router.push({ name: 'train' });
      },
    },
    {
      id: 'view:settings',
      label: 'Go to Settings',
      group: 'Go to',
      words: 'theme cores engine',
      run: go('settings'),
    },
    {
      id: 'history:back',
      label: 'Back',
      group: 'Go to',
      run: () => router.back(),
    },
    {
      id: 'history:forward',
      label: 'Forward',
      group: 'Go to',
      run: () => router.forward(),
    },
  ];
}

function useDataCommands(): readonly Command[] {
  const router = useRouter();
  const importing = useImporting();
  const files = useSweepFiles();
  const importRuns = useRunImport();
  const opening = useOpenFiles();
  const studyExport = useStudyExport();
  return [
    {
      id: 'files:open',
      label: 'Open a study file or a data set',
      group: 'Data',
      words: 'losslab csv npz npy idx file load',
      run: () => opening.choose(),
    },
    {
      id: 'data:import',
      label: 'Import data set',
      group: 'Data',
      words: 'file npz csv idx open',
      run: async () => {
        await router.push({ name: 'data' });
        await importing.chooseAndImport();
      },
    },
    {
      id: 'runs:importFiles',
      label: 'Import runs and sweeps',
      group: 'Data',
      words: 'losslab study lab everything tensorboard wandb csv file open',
      run: () => importRuns('files'),
    },
    {
      id: 'runs:importFolder',
      label: 'Import runs from a folder',
      group: 'Data',
      words: 'tensorboard mlflow logs mlruns',
      run: () => importRuns('folder'),
    },
    {
      id: 'sweep:open',
      label: 'Open a sweep file',
      group: 'Data',
      words: 'json load study',
      run: () => files.open(),
    },
    {
      id: 'lab:export',
      label: 'Export everything',
      group: 'Data',
      words: 'losslab study file backup move other machine all runs sweeps',
      run: () => studyExport.ask('everything', 'My lab'),
    },
    {
      id: 'data:folder',
      label: 'Show the data folder',
      group: 'Data',
      words: 'database log files',
      run: () => call('lab:showDataFolder'),
    },
  ];
}

function useViewCommands({ togglePalette }: Floats): readonly Command[] {
  const settings = useSettingsStore();
  const theme = (value: 'light' | 'dark' | 'system', label: string): Command => ({
    id: `theme:${value}`,
    label,
    group: 'View',
    words: 'appearance colours',
    target: () => (settings.values.theme === value ? null : ''),
    run: () => settings.set({ theme: value }),
  });
  return [
    {
      id: 'view:palette',
      label: 'Find a command or run',
      group: 'View',
      // Whoever reads the palette's list has found it.
      target: () => null,
      run: togglePalette,
    },
    {
      id: 'view:toggleRail',
      label: 'Collapse or expand the rail',
      group: 'View',
      run: () => settings.set({ railCollapsed: !settings.values.railCollapsed }),
    },
    theme('light', 'Theme: light'),
    theme('dark', 'Theme: dark'),
    theme('system', 'Theme: as the system'),
  ];
}

function helpCommands({ openShortcuts, openAbout, openTour }: Floats): readonly Command[] {
  return [
    { id: 'help:shortcuts', label: 'Keyboard shortcuts', group: 'Help', run: openShortcuts },
    {
      id: 'help:tour',
      label: 'Take the tour',
      group: 'Help',
      words: 'introduction first steps',
      run: openTour,
    },
    { id: 'help:about', label: 'About LossLab', group: 'Help', words: 'version', run: openAbout },
  ];
}
