/** Whether this is the first start of somebody new: nothing was trained yet, and the tour has not been seen (renderer). */
import { computed, type ComputedRef } from 'vue';
import { useOpenFiles } from '../stores/openFiles';
import { useRunsStore } from '../stores/runs';
import { useSettingsStore } from '../stores/settings';

/** True once that is known for sure; a file that was opened by a double click comes first. */
export function useFirstStart(): ComputedRef<boolean> {
  const settings = useSettingsStore();
  const runs = useRunsStore();
  const files = useOpenFiles();
  return computed(
    () =>
      settings.isLoaded &&
      !settings.values.tourSeen &&
      runs.status === 'ready' &&
      runs.list.length === 0 &&
      files.isLoaded &&
      files.asked === null,
  );
}
