/** Marks of an SVG chart (bars, points) reached by keyboard: Tab comes to one of them, arrows go on from there (renderer). */
import { nextTick, ref, type Ref } from 'vue';

const steps: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

export interface MarkKeys {
  /** The mark that Tab comes to; it has `tabindex` 0, the others −1. */
  readonly home: Readonly<Ref<number>>;
  readonly onKey: (event: KeyboardEvent) => Promise<void>;
  /** To be called when a mark gets the focus. */
  readonly focused: (index: number) => void;
}

export function useMarkKeys(
  svg: Readonly<Ref<SVGSVGElement | null>>,
  marks: {
    readonly count: () => number;
    /** Does what a key other than an arrow asks for; false where it asks for nothing. */
    readonly act: (key: string, index: number) => boolean;
    /** Says what a mark is. */
    readonly read: (index: number) => void;
  },
): MarkKeys {
  const home = ref(0);
  return {
    home,
    async onKey(event) {
      const step = steps[event.key];
      if (step !== undefined) home.value = Math.max(0, Math.min(marks.count() - 1, home.value + step));
      else if (!marks.act(event.key, home.value)) return;
      event.preventDefault();
      await nextTick();
      svg.value?.querySelector<SVGGElement>('[tabindex="0"]')?.focus();
    },
    focused(index) {
      home.value = index;
      marks.read(index);
    },
  };
}
