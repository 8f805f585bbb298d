/** A part of the page that scrolls is found where it was left when one comes back to it (renderer). */
import { nextTick, onBeforeUnmount, watch, type Ref } from 'vue';

/** Where each part was left, for as long as the page lives. */
const places = new Map<string, number>();

/** Deeds by which the user scrolls; a place that waits for its content is given up then. */
const userDeeds = ['wheel', 'pointerdown', 'keydown', 'touchstart'] as const;

/**
 * Keeps the vertical place of an element under a key; a new key is another place, at its top at first. Content that is
 * not there yet when the element is, is waited for.
 */
export function useScrollMemory(element: Readonly<Ref<HTMLElement | null>>, key: () => string): void {
  /** Where to scroll as soon as there is enough to scroll; null if nowhere. */
  let wanted: number | null = null;
  let observer: ResizeObserver | null = null;

  function remember(): void {
    // A place that is short of the wanted one is not where the user has left it.
    if (element.value && wanted === null) places.set(key(), element.value.scrollTop);
  }
  function give(): void {
    wanted = null;
  }
  function approach(): void {
    if (!element.value || wanted === null) return;
    element.value.scrollTop = wanted;
    // Fractions are rounded where the screen has no half pixels.
    if (Math.abs(element.value.scrollTop - wanted) < 1) wanted = null;
  }
  function restore(): void {
    wanted = places.get(key()) ?? 0;
    approach();
    observer?.disconnect();
    for (const child of element.value?.children ?? []) observer?.observe(child);
  }

  function follow(part: HTMLElement | null, before: HTMLElement | null | undefined): void {
    before?.removeEventListener('scroll', remember);
    for (const deed of userDeeds) before?.removeEventListener(deed, give);
    if (!part) return;
    observer ??= new ResizeObserver(approach);
    part.addEventListener('scroll', remember, { passive: true });
    for (const deed of userDeeds) part.addEventListener(deed, give, { passive: true });
    restore();
  }

  // It may appear long after the component, or come and go.
  watch(element, follow, { flush: 'post', immediate: true });
  watch(key, () => void nextTick(restore), { flush: 'post' });
  onBeforeUnmount(() => {
    observer?.disconnect();
    follow(null, element.value);
  });
}
