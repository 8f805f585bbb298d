/** The state of the search field: proposals at the caret, the one that is pointed at, saved queries (renderer). */
import { computed, nextTick, ref, type ComputedRef, type Ref } from 'vue';
import { completionsAt } from '../../../shared/query/complete';
import { useRunsStore } from '../../stores/runs';
import { useSettingsStore } from '../../stores/settings';
import { useRunTable } from './runTable';

/** One line of the list below the field. */
export interface Proposal {
  readonly text: string;
  readonly detail: string;
  readonly kind: 'field' | 'sign' | 'word' | 'value' | 'fix' | 'saved';
  /** The place it is put in. */
  readonly from: number;
  readonly to: number;
}

export interface QueryFieldState {
  readonly isOpen: Ref<boolean>;
  readonly proposals: ComputedRef<readonly Proposal[]>;
  /** Index of the proposal pointed at, −1 for none. */
  readonly pointed: Ref<number>;
  readonly isSaved: ComputedRef<boolean>;
  readonly canSave: ComputedRef<boolean>;
  /** To be called when text or caret have changed. */
  readonly follow: () => void;
  readonly point: (by: 1 | -1) => void;
  readonly accept: (proposal: Proposal) => Promise<void>;
  readonly toggleSaved: () => Promise<void>;
}

/** Most saved queries that the lab keeps. */
const mostSaved = 50;

export function useQueryField(input: () => HTMLInputElement | null): QueryFieldState {
  const table = useRunTable();
  const runs = useRunsStore();
  const settings = useSettingsStore();
  const isOpen = ref(false);
  const pointed = ref(-1);
  const caret = ref(0);
  const saved = computed(() => settings.values.savedQueries);
  const written = computed(() => table.words.trim());

  const proposals = computed<readonly Proposal[]>(() => {
    if (!isOpen.value) return [];
    const text = table.words;
    const { queryError: error } = table;
    const fixes: Proposal[] =
      error?.fix && error.fix !== ''
        ? [{ text: error.fix, detail: 'meant?', kind: 'fix', from: error.from, to: error.to }]
        : [];
    const kept = saved.value
      .filter((query) => query.toLowerCase().includes(written.value.toLowerCase()) && query !== written.value)
      .slice(0, 8)
      .map((query): Proposal => ({ text: query, detail: 'saved', kind: 'saved', from: 0, to: text.length }));
    const { from, to, items } = completionsAt(text, Math.min(caret.value, text.length), runs.list);
    const found = items.map((item): Proposal => ({ ...item, from, to }));
    const isFixed = (proposal: Proposal): boolean => fixes.some((fix) => fix.text === proposal.text);
    return [...fixes, ...kept, ...found.filter((proposal) => !isFixed(proposal))];
  });

  function follow(): void {
    caret.value = input()?.selectionStart ?? table.words.length;
    pointed.value = -1;
  }

  function point(by: 1 | -1): void {
    const count = proposals.value.length;
    if (count === 0) return;
    // Beyond either end lies the text itself.
    pointed.value = ((pointed.value + by + 1 + count + 1) % (count + 1)) - 1;
  }

  async function accept({ text, from, to, kind }: Proposal): Promise<void> {
    const { words } = table;
    const rest = words.slice(to);
    const gap = kind === 'saved' || text.endsWith('(') || /^\s/.test(rest) ? '' : ' ';
    table.words = words.slice(0, from) + text + gap + rest;
    const at = from + text.length + (gap || /^\s/.test(rest) ? 1 : 0);
    await nextTick();
    input()?.setSelectionRange(at, at);
    follow();
    if (kind === 'saved') isOpen.value = false;
  }

  const isSaved = computed(() => saved.value.includes(written.value));
  async function toggleSaved(): Promise<void> {
    const others = saved.value.filter((query) => query !== written.value);
    const savedQueries = isSaved.value ? others : [written.value, ...others].slice(0, mostSaved);
    await settings.set({ savedQueries });
  }

  return {
    ...{ isOpen, proposals, pointed, isSaved, follow, point, accept, toggleSaved },
    canSave: computed(() => written.value !== '' && table.queryError === null),
  };
}
