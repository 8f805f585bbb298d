/** Tells of an import that ends while its room is not in view (renderer). */
import { watch } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { useImporting } from '../rooms/data/importing';
import { useToastsStore } from '../stores/toasts';

/** Watches for as long as the calling component lives. */
export function useImportNews(): void {
  const importing = useImporting();
  const toasts = useToastsStore();
  const route = useRoute();
  const router = useRouter();
  const away = (): boolean => route.name !== 'data';
  const show = (id?: string) => ({
    label: 'Show',
    run: async (): Promise<void> => {
      await router.push({ name: 'data', params: id === undefined ? {} : { id } });
    },
  });

  watch(
    () => importing.imported,
    (info) => {
      if (info && away()) toasts.show(`“${info.name}” was imported.`, { action: show(info.id) });
    },
  );
  watch(
    () => importing.failed,
    (failed) => {
      if (failed && away())
        toasts.show(`“${failed.fileName}” was not imported.`, { tone: 'bad', action: show() });
    },
  );
}
