/** The training form's state: kept over a restart, proposing what suits the data set, never overwriting what the user chose (renderer). */
import { defineStore } from 'pinia';
import { computed, markRaw, reactive, ref, watch } from 'vue';
import { configIssues, type RunConfig } from '../../../../shared/config/runConfig';
import type { DatasetInfo } from '../../../../shared/data/dataset';
import type { RunMeta } from '../../../../shared/runs/run';
import { currentValue, findField } from '../../../../shared/sweep/fields';
import { sweepIssues, type Sweep } from '../../../../shared/sweep/sweepFile';
import { LabError, type Issue } from '../../../../shared/result';
import { plain } from '../../../api/lab';
import { readStored, writeStored } from '../../../format/stored';
import { useToastsStore } from '../../../stores/toasts';
import { emptyDraft, fromConfig, hiddenWidths, reviveDraft, toConfig, type Draft } from './draft';
import { issuesByField, sectionOf, sections, type Section } from './issues';
import { fieldGroups, suggestionFor, type FieldGroup } from './suggestions';
import { fromSweep, isSweep, sortIssues, spaceLines, toSweep } from './sweepForm';
import { freshVariation, type VariationMode, type VariedField } from './variation';

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
  const sweeping = computed(() => isSweep(draft));
  const lines = computed(() => spaceLines(draft, config.value));
  /** What the form asks for where that is more than one run. */
  const sweep = computed(() => toSweep(draft, config.value, lines.value));
  const ownIssues = computed(() => (sweeping.value ? sweepIssues(sweep.value) : configIssues(config.value)));
  const issues = computed(() => (ownIssues.value.length > 0 ? ownIssues.value : planIssues.value));
  const byField = computed(() => {
    const layers = { scope: draft.model.scope, count: hiddenWidths(draft).length };
    if (!sweeping.value) return issuesByField(issues.value, layers);
    const paths = draft.sweep.strategy.id === 'list' ? [] : lines.value.map(({ path }) => path);
    const { base, own } = sortIssues(issues.value, paths);
    return new Map([...issuesByField(base, layers), ...own]);
  });

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

  /** The variation of a field of a sweep's space; undefined where it never had one. */
  const variation = (path: string): VariedField | undefined => draft.varied[path];

  /** The value that a field varies from, the catalog's where the form has none. */
  function valueAt(path: string): unknown {
    const field = findField(path);
    const value = currentValue(config.value as RunConfig, path);
    return value === undefined && field?.kind === 'number' ? field.spec.default : value;
  }

  /** Makes a field one value, a list or a range; what it was before is remembered. */
  function vary(path: string, mode: VariationMode, log = false): void {
    const field = findField(path);
    if (!field) return;
    const before = draft.varied[path];
    if (mode === 'value') {
      if (!before || before.mode === 'value') return;
      const was = { ...before };
      draft.varied[path] = { ...before, mode };
      useToastsStore().showUndo(`${field.label} is one value again.`, () => void (draft.varied[path] = was));
      return;
    }
    if (!sweeping.value) open.sweep = true;
    // What the field is worth now is where a list begins, unless there was one before.
    const start = before ?? freshVariation(field, valueAt(path));
    draft.varied[path] = { ...start, mode, log: mode === 'range' ? log : start.log };
  }

  /** Changes a field's list or range. */
  function editVariation(path: string, change: Partial<VariedField>): void {
    const varied = draft.varied[path];
    if (varied) Object.assign(varied, change);
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
    // A list of thousands of configurations is replaced as a whole; nobody follows its parts.
    fresh.sweep.points = markRaw([...fresh.sweep.points]);
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

  /** Fills the form from a sweep, a new one or (`extending`) one that is to go on; throws LabError where the form has no place for it. */
  function fillSweep(from: Sweep, message: string, extending: Draft['sweep']['extending'] = null): void {
    const fresh = fromSweep(plain(from));
    if (!fresh) {
      throw new LabError(
        'unsupported',
        'This sweep varies a field differently under different conditions, which the form cannot show. The command line runs it.',
      );
    }
    fresh.sweep.extending = extending;
    const undo = replace(fresh, fieldGroups);
    open.sweep = true;
    useToastsStore().showUndo(message, undo);
  }

  /** Back to a single run: every field its one value, one seed. */
  function oneRun(): void {
    const before = plain({ varied: draft.varied, sweep: draft.sweep });
    for (const varied of Object.values(draft.varied)) varied.mode = 'value';
    draft.sweep = { ...emptyDraft().sweep, objective: draft.sweep.objective };
    useToastsStore().showUndo('The form describes one run again.', () => void Object.assign(draft, before));
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
    const kept = { ...plain(draft), sweep: { ...plain(draft.sweep), points: [] } };
    writeStored(storageKey, { draft: kept, touched: [...touched], open: opened } satisfies Stored);
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
    sweeping,
    lines,
    sweep,
    variation,
    valueAt,
    vary,
    editVariation,
    fillSweep,
    oneRun,
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
