// The one list of shortcuts: no two commands on the same keys, and menus write them as Electron wants them (Node).
import { expect, test } from 'vitest';
import { acceleratorOf, shortcutOf, shortcuts } from './shortcuts';

test.each([false, true])('every command has keys of its own (macOS: %s)', (isMac) => {
  const all = Object.keys(shortcuts).map((id) => shortcutOf(id, isMac));
  expect(new Set(all).size).toBe(all.length);
});

test('as menus write them', () => {
  expect(acceleratorOf('run:pauseOrResume', false)).toBe('CmdOrCtrl+Shift+P');
  expect(acceleratorOf('history:back', false)).toBe('Alt+Left');
  expect(acceleratorOf('history:back', true)).toBe('CmdOrCtrl+[');
  // A key alone would be taken away from typing.
  expect(acceleratorOf('help:shortcuts', false)).toBeUndefined();
  expect(acceleratorOf('toString', false)).toBeUndefined();
});
