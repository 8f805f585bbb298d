/** The importance of settings, worked out between frames and anew when the runs change (renderer). */
import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue';
import type { Factor } from '../../../shared/compare/factors';
import { importanceSteps, type ImportanceReport } from '../../../shared/compare/importance';

/** What the importance is of: one value a run, in the order of the factors' values. */
export interface ImportanceInput {
  readonly factors: readonly Factor[];
  readonly values: readonly number[];
}

export type ImportanceState =
  | { readonly kind: 'none' }
  /** Share done, 0 … 1. */
  | { readonly kind: 'working'; readonly done: number }
  | { readonly kind: 'ready'; readonly report: ImportanceReport };

/** The same runs give the same forest. */
const forestSeed = 1;
/** The page has the rest of each frame. */
const sliceMs = 10;
/** A choice that is still being dragged is waited for. */
const settleMs = 250;

/** `input` is null where there is nothing to work out. */
export function useImportance(input: () => ImportanceInput | null): Readonly<ShallowRef<ImportanceState>> {
  const state = shallowRef<ImportanceState>({ kind: 'none' });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const run = (steps: ReturnType<typeof importanceSteps>): void => {
    const until = performance.now() + sliceMs;
    for (;;) {
      const { value } = steps.next();
      if (!value) return;
      if ('report' in value) return void (state.value = { kind: 'ready', report: value.report });
      if (performance.now() < until) continue;
      state.value = { kind: 'working', done: value.done };
      timer = setTimeout(() => run(steps));
      return;
    }
  };
  watch(
    input,
    (given) => {
      clearTimeout(timer);
      state.value = given ? { kind: 'working', done: 0 } : { kind: 'none' };
      if (given)
        timer = setTimeout(() => run(importanceSteps(given.factors, given.values, forestSeed)), settleMs);
    },
    { immediate: true },
  );
  onScopeDispose(() => clearTimeout(timer));
  return state;
}
