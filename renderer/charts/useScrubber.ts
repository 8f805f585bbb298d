/** A place in a growing list of snapshots: follows the last one until the user goes elsewhere; can be played (renderer). */
import { computed, onBeforeUnmount, ref, watch, type ComputedRef, type Ref } from 'vue';

export interface Scrubber {
  readonly index: Ref<number>;
  readonly playing: Ref<boolean>;
  /** Whether it stands at the last one and moves on with it. */
  readonly atEnd: ComputedRef<boolean>;
  go(index: number): void;
  togglePlay(): void;
}

/** All snapshots take about this long, however many there are. */
const wholeMs = 6000;

export function useScrubber(count: () => number): Scrubber {
  const index = ref(Math.max(0, count() - 1));
  const playing = ref(false);
  const atEnd = computed(() => index.value >= count() - 1);
  let timer: ReturnType<typeof setInterval> | undefined;
  watch(count, (now, before) => {
    if (index.value >= before - 1 && !playing.value) index.value = Math.max(0, now - 1);
    else index.value = Math.max(0, Math.min(index.value, now - 1));
  });
  const stop = (): void => {
    clearInterval(timer);
    playing.value = false;
  };
  const go = (to: number): void => {
    stop();
    index.value = Math.max(0, Math.min(count() - 1, to));
  };
  const togglePlay = (): void => {
    if (playing.value) return stop();
    if (atEnd.value) index.value = 0;
    playing.value = true;
    timer = setInterval(
      () => {
        if (atEnd.value) stop();
        else index.value += 1;
      },
      Math.max(30, Math.min(400, wholeMs / Math.max(1, count()))),
    );
  };
  onBeforeUnmount(stop);
  return { index, playing, atEnd, go, togglePlay };
}
