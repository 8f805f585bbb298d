/** Commands of the menu, which the page carries out; main process. */

/** The rooms as the menu lists them, in the order of the page's rail. */
export const menuRooms = [
  { name: 'train', label: '&Train' },
  { name: 'sweeps', label: '&Sweeps' },
  { name: 'runs', label: '&Runs' },
  { name: 'studies', label: 'St&udies' },
  { name: 'exercises', label: '&Exercises' },
  { name: 'data', label: '&Data' },
] as const;

/** What `command:invoked` may carry. */
export type MenuCommand =
  | `view:${(typeof menuRooms)[number]['name']}`
  | 'run:train'
  | 'run:pauseOrResume'
  | 'run:stop'
  | 'run:cancel'
  | 'run:export'
  | 'lab:export'
  | 'files:open'
  | 'data:import'
  | 'runs:importFiles'
  | 'runs:importFolder'
  | 'sweep:open'
  | 'view:start'
  | 'view:palette'
  | 'view:settings'
  | 'view:toggleRail'
  | 'history:back'
  | 'history:forward'
  | 'help:tour'
  | 'help:shortcuts'
  | 'help:about';
