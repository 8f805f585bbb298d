/** Commands of the menu, which the page carries out; main process. */

/** What `command:invoked` may carry. */
export const menuCommands = [
  'run:train',
  'run:pauseOrResume',
  'run:stop',
  'run:cancel',
  'data:import',
  'run:export',
  'view:train',
  'view:runs',
  'view:data',
  'view:palette',
  'view:settings',
  'view:toggleRail',
  'history:back',
  'history:forward',
  'help:shortcuts',
  'help:about',
] as const;

export type MenuCommand = (typeof menuCommands)[number];
