/** The training form's state: kept over a restart, proposing what suits the data set, never overwriting what the user chose (renderer). */
import { defineStore } from 'pinia';
import { computed, reactive, ref, watch } from 'vue';
import { configIssues, type RunConfig } from '../../../../shared/config/runConfig';
import type { DatasetInfo } from '../../../../shared/data/dataset';
import type { Issue } from '../../../../shared/result';
import type { RunMeta } from '../../../../shared/runs/run';
import { plain } from '../../../api/lab';
import { readStored, writeStored } from '../../../format/stored';
import { useToastsStore } from '../../../stores/toasts';
import { emptyDraft, fromConfig, reviveDraft, toConfig, type Draft } from './draft';
import { parseHidden } from './hidden';
import { issuesByField, sectionOf, sections, type Section } from './issues';
import { fieldGroups, suggestionFor, type FieldGroup } from './suggestions';

const storageKey = 'losslab.trainForm';
const saveDelayMs = 300;

interface Stored {
  readonly draft: unknown;
  readonly touched: readonly string[];
  readonly open: readonly string[];
}

const usuallyOpen: readonly Section[] = ['data', 'model', 'output', 'optimizer', 'training'];

export const useTrainForm = defineStore('trainForm', () => {
  const stored = readStored<Stored>(storageKey);
  const draft = reactive<Draft>(reviveDraft(stored?.draft));
  const touched = reactive(
    new Set<FieldGroup>(fieldGroups.filter((group) => stored?.touched?.includes(group))),
  );
  const open = reactive(
    Object.fromEntries(
      sections.map((section) => [section, (stored?.open ?? usuallyOpen).includes(section)]),
    ) as Record<Section, boolean>,
  );
  /** What the lab says against the configuration beyond what can be checked here. */
  const planIssues = ref<readonly Issue[]>([]);

  const config = computed(() => toConfig(draft));
  const ownIssues = computed(() => configIssues(config.value));
  const issues = computed(() => (ownIssues.value.length > 0 ? ownIssues.value : planIssues.value));
  const byField = computed(() =>
    issuesByField(issues.value, {
      scope: draft.model.scope,
      count: parseHidden(draft.model.hidden).length,
    }),
  );

  /** What a field binds to: its message, and the name by which it is found. */
  const at = (path: string): { error: string; 'data-path': string } => ({
    error: byField.value.get(path) ?? '',
    'data-path': path,
  });

  const problemsIn = (section: Section): number =>
    [...byField.value.keys()].filter((field) => sectionOf(field) === section).length;

  /** Changes the form on the user's behalf; the groups named are left alone by proposals from now on. */
  function edit(groups: FieldGroup | readonly FieldGroup[], change: (draft: Draft) => void): void {
    change(draft);
    for (const group of [groups].flat() as FieldGroup[]) touched.add(group);
  }

  /** Takes a data set and what suits it, but for what the user touched. */
  function chooseDataset(info: DatasetInfo): void {
    draft.dataset.id = info.id;
    const suggestion = suggestionFor(info);
    for (const group of fieldGroups) if (!touched.has(group)) suggestion[group]?.(draft);
    // A split or a loss that the data set cannot have is no choice of the user's.
    if (info.givenTrainRows === null && draft.dataset.split === 'given') suggestion.split?.(draft);
  }

  function replace(fresh: Draft, touchedGroups: readonly FieldGroup[]): () => void {
    const before = { draft: plain(draft) as Draft, touched: [...touched] };
    Object.assign(draft, fresh);
    touched.clear();
    for (const group of touchedGroups) touched.add(group);
    return () => void replace(before.draft, before.touched);
  }

  /** Fills the form from a configuration that is to stay as it is (a saved run's); the toast takes it back. */
  function fill(
    from: RunConfig,
    meta?: Partial<RunMeta>,
    message = 'The form holds the configuration of that run.',
  ): void {
    const undo = replace(fromConfig(plain(from), meta), fieldGroups);
    useToastsStore().showUndo(message, undo);
  }

  /** Fills the form with a configuration to play with: another data set still brings what suits it. */
  function startFrom(from: RunConfig, message: string): void {
    const undo = replace(fromConfig(from), []);
    useToastsStore().showUndo(message, undo);
  }

  /** Back to what suits the data set. */
  function reset(info: DatasetInfo | undefined): void {
    const fresh = emptyDraft();
    fresh.dataset.id = draft.dataset.id;
    const undo = replace(fresh, []);
    if (info) chooseDataset(info);
    useToastsStore().showUndo('The form is back to what suits the data set.', undo);
  }

  let timer: ReturnType<typeof setTimeout> | undefined;
  function save(): void {
    clearTimeout(timer);
    const opened = sections.filter((section) => open[section]);
    writeStored(storageKey, { draft: plain(draft), touched: [...touched], open: opened } satisfies Stored);
  }
  watch([draft, touched, open], () => {
    clearTimeout(timer);
    timer = setTimeout(save, saveDelayMs);
  });
  window.addEventListener('pagehide', save);

  return {
    draft,
    touched,
    open,
    config,
    ownIssues,
    issues,
    byField,
    planIssues,
    at,
    problemsIn,
    edit,
    chooseDataset,
    fill,
    startFrom,
    reset,
    save,
  };
});
