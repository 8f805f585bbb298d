/** The first field of the form that is in error, as it stands on the page: its name, and the way to it (renderer). */
import { nextTick, onMounted, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import { sectionOf } from './issues';
import { useTrainForm } from './trainForm';

/** A field in error. */
export interface FieldProblem {
  readonly path: string;
  /** The field's label; '' for one that is not on the page. */
  readonly label: string;
  readonly message: string;
}

/** Follows the fields within `root`; they carry their path in `data-path`. */
export function useFirstProblem(root: Readonly<Ref<HTMLElement | null>>): {
  readonly problem: Readonly<ShallowRef<FieldProblem | null>>;
  /** Opens the section of the first field in error and puts the focus into the field. */
  readonly jump: () => Promise<void>;
} {
  const form = useTrainForm();
  const problem = shallowRef<FieldProblem | null>(null);

  /** In the order of the page. */
  function find(): HTMLElement | undefined {
    const fields = root.value?.querySelectorAll<HTMLElement>('[data-path]') ?? [];
    return [...fields].find(({ dataset }) => form.byField.has(dataset['path'] ?? ''));
  }

  function update(): void {
    const field = find();
    const path = field?.dataset['path'] ?? form.byField.keys().next().value;
    const message = path === undefined ? undefined : form.byField.get(path);
    if (path === undefined || message === undefined) problem.value = null;
    else problem.value = { path, message, label: field?.querySelector('.label')?.textContent?.trim() ?? '' };
  }

  async function jump(): Promise<void> {
    const field = find();
    if (!field) return;
    form.open[sectionOf(field.dataset['path'] ?? '')] = true;
    await nextTick();
    field.scrollIntoView({ block: 'center' });
    field.querySelector<HTMLElement>('input, select, textarea')?.focus({ preventScroll: true });
  }

  onMounted(update);
  watch(() => form.byField, update, { flush: 'post' });
  return { problem, jump };
}
