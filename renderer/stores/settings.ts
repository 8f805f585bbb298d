/** The user's settings, kept by the lab; the theme is put on the page here (renderer). */
import { defineStore } from 'pinia';
import { ref, watch } from 'vue';
import type { Settings } from '../../shared/ipc/contract';
import { defaultSettings } from '../../shared/ipc/defaultSettings';
import { call, on } from '../api/lab';
import { groupDigitsBy } from '../format/numbers';
import { useToastsStore } from './toasts';

export const useSettingsStore = defineStore('settings', () => {
  const values = ref<Settings>({ ...defaultSettings });
  /** Events that were heard. */
  let changes = 0;
  /** Whether the values are the user's yet. */
  const isLoaded = ref(false);

  watch(
    () => values.value.theme,
    (theme) => {
      if (theme === 'system') delete document.documentElement.dataset['theme'];
      else document.documentElement.dataset['theme'] = theme;
    },
    { immediate: true },
  );

  watch(() => values.value.digitGroups, groupDigitsBy, { immediate: true });

  async function load(): Promise<void> {
    const before = changes;
    const answer = await call('settings:get');
    // Events and answers go ways of their own: one that was told meanwhile is newer.
    if (changes === before) values.value = answer;
    isLoaded.value = true;
  }

  /** Takes effect at once; goes back if it could not be saved. */
  async function set(change: Partial<Settings>): Promise<void> {
    const before = values.value;
    values.value = { ...before, ...change };
    try {
      values.value = await call('settings:set', change);
    } catch (thrown) {
      values.value = before;
      useToastsStore().showError(thrown);
    }
  }

  /** Follows the lab's events until the returned function is called. */
  const listen = (): (() => void) =>
    on('settings:changed', (settings) => {
      changes += 1;
      values.value = settings;
    });

  return { values, isLoaded, load, set, listen };
});
