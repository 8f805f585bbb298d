// Settings: what is set is there after a restart, what cannot be read counts as not set (Node).
import { expect, test } from 'vitest';
import { behind, newFile, openStore } from './fixtures/stores';

const defaults = {
  theme: 'system',
  railCollapsed: false,
  concurrentRuns: null,
  notifyAtEnd: true,
  tourSeen: false,
  digitGroups: 'comma',
  savedQueries: [],
  cluster: null,
};

test('defaults, and one change after the other', () => {
  const file = newFile();
  const store = openStore(file);
  expect(store.settings()).toEqual(defaults);
  expect(store.setSettings({ theme: 'dark' })).toEqual({ ...defaults, theme: 'dark' });
  expect(store.setSettings({ concurrentRuns: 3 })).toEqual({ ...defaults, theme: 'dark', concurrentRuns: 3 });
  expect(store.setSettings({})).toEqual({ ...defaults, theme: 'dark', concurrentRuns: 3 });
  store.close();
  expect(openStore(file).setSettings({ theme: 'light' })).toEqual({
    ...defaults,
    theme: 'light',
    concurrentRuns: 3,
  });
});

test.each([
  ['of a later version', 'sidebar', '"left"'],
  ['that is not allowed', 'theme', '"pink"'],
  ['of another type', 'railCollapsed', '"yes"'],
  ['out of range', 'concurrentRuns', '1000'],
  ['null', 'theme', 'null'],
  ['that is not JSON', 'theme', 'dark'],
  ['that is empty', 'theme', ''],
  ['with a name that objects have', '__proto__', '{"theme":"pink"}'],
])('a stored value %s falls back, the others stay', (_name, key, value) => {
  const file = newFile();
  const store = openStore(file);
  store.setSettings({ theme: 'dark', concurrentRuns: 2 });
  behind(file, (db) => db.run('INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)', key, value));
  const set = { ...defaults, theme: 'dark', concurrentRuns: 2 };
  expect(store.settings()).toEqual(
    key in set && key !== '__proto__' ? { ...set, [key]: defaults[key as 'theme'] } : set,
  );
  // It can be set again.
  expect(store.setSettings({ theme: 'light', concurrentRuns: 4 })).toMatchObject({
    theme: 'light',
    concurrentRuns: 4,
  });
});
