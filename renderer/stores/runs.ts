/** Every run of the lab: the list, the live progress of those under way, and their points as they grow (renderer). */
import { defineStore } from 'pinia';
import { computed, markRaw, shallowReactive, shallowRef, toRaw, triggerRef, type ShallowRef } from 'vue';
import type { CallInput, LabEvents } from '../../shared/ipc/contract';
import type { LabError } from '../../shared/result';
import { isActive, type BoundarySnapshot, type RunRecord, type UserChange } from '../../shared/runs/run';
import { asLabError, call, on } from '../api/lab';
import { EventGate } from './eventGate';
import { PointsDesk } from './pointsDesk';
import { RunPace, type RunProgress } from './progress';
import { drawn } from './drawn';
import { readRunList } from './runList';
import { SeriesBuffer, type SeriesEntry } from './series';

export type RunCommand = CallInput<'runs:control'>['command'];

/** Decision boundaries of a run, oldest first. Mutated in place: watch the version. */
export interface BoundaryEntry {
  readonly list: BoundarySnapshot[];
  readonly version: Readonly<ShallowRef<number>>;
  /** Why they could not be read, or null. */
  readonly error: Readonly<ShallowRef<LabError | null>>;
}

interface SeriesSlot {
  readonly buffer: SeriesBuffer;
  /** The load under way, or done. */
  loading: Promise<void> | null;
  readonly error: ShallowRef<LabError | null>;
}

export const useRunsStore = defineStore('runs', () => {
  const byId = shallowReactive(new Map<string, RunRecord>());
  /** Counts up when many have come at once, of which the map itself tells nobody: one by one that takes longer than to read them. */
  const arrivals = shallowRef(0);
  const followArrivals = (): number => arrivals.value;
  const status = shallowRef<'idle' | 'loading' | 'ready' | 'failed'>('idle');
  const error = shallowRef<LabError | null>(null);
  /** Those under way and those interrupted, apart: thousands of others are not gone through whenever one changes. */
  const underWay = shallowReactive(new Map<string, RunRecord>());
  const halted = shallowReactive(new Map<string, RunRecord>());
  const gate = new EventGate();
  const paces = new Map<string, RunPace>();
  const live = shallowReactive(new Map<string, RunProgress>());
  const slots = new Map<string, SeriesSlot>();
  const desk = new PointsDesk();
  /** Runs that the lab has told of since the last reading of the list began. */
  let changedMeanwhile = new Set<string>();
  const boundarySlots = new Map<
    string,
    {
      list: BoundarySnapshot[];
      version: ShallowRef<number>;
      error: ShallowRef<LabError | null>;
    }
  >();

  /** Newest first. */
  const list = computed(() => {
    followArrivals();
    return newestFirst(byId);
  });
  const active = computed(() => newestFirst(underWay));
  const interrupted = computed(() => newestFirst(halted));
  const get = (id: string): RunRecord | undefined => {
    const run = byId.get(id);
    // Whoever looks for one that is not there hears of it when it comes with others.
    if (!run) followArrivals();
    return run;
  };

  /** Where a run stands now: live while it is under way, from its record otherwise. */
  function progress(id: string): RunProgress | null {
    const run = get(id);
    const moving = live.get(id);
    if (moving) return moving;
    if (!run) return null;
    const { step, epoch, elapsedMs, latest, state } = run;
    return { step, epoch, elapsedMs, latest, state, loss: null, stepsPerSecond: null, remainingMs: null };
  }

  function hold(run: RunRecord): void {
    byId.set(run.id, markRaw(run));
    holdByState(run);
  }

  /** Many at once. */
  function holdAll(runs: Iterable<RunRecord>): void {
    const map = toRaw(byId);
    for (const run of runs) {
      if (map.has(run.id)) hold(run);
      else {
        map.set(run.id, markRaw(run));
        holdByState(run);
      }
    }
    arrivals.value++;
  }

  function holdByState(run: RunRecord): void {
    holdIf(isActive(run.state), underWay, run);
    holdIf(run.state === 'interrupted', halted, run);
  }

  function holdIf(isIn: boolean, map: Map<string, RunRecord>, run: RunRecord): void {
    if (isIn) map.set(run.id, run);
    // Most are in neither.
    else if (toRaw(map).has(run.id)) map.delete(run.id);
  }

  function release(id: string): void {
    for (const map of [byId, underWay, halted]) map.delete(id);
  }

  function put(run: RunRecord): void {
    changedMeanwhile.add(run.id);
    hold(run);
    if (!isActive(run.state) || run.state === 'queued') {
      live.delete(run.id);
      paces.delete(run.id);
    } else {
      const moving = live.get(run.id);
      if (moving && moving.state !== run.state) {
        paces.delete(run.id);
        live.set(run.id, { ...moving, state: run.state, stepsPerSecond: null, remainingMs: null });
      }
    }
  }

  /** An answer of the lab: newer than the events that came before it. */
  function take(run: RunRecord): void {
    gate.flush();
    put(run);
  }

  async function load(): Promise<void> {
    status.value = 'loading';
    gate.flush();
    const isFirst = byId.size === 0;
    const fresh = (changedMeanwhile = new Set<string>());
    const read: RunRecord[] = [];
    try {
      await readRunList(async (runs) => {
        const isFirstStretch = isFirst && read.length === 0;
        for (const run of runs) read.push(run);
        // What fills the screen is shown at once; the rest all together, as whatever follows from the list is worked out anew.
        if (!isFirstStretch) return;
        performance.mark('first runs there');
        holdAll(runs);
        await drawn();
        performance.mark('first runs drawn');
      });
      gate.flush();
      const known = new Set(read.map(({ id }) => id));
      for (const id of byId.keys()) if (!known.has(id) && !fresh.has(id)) release(id);
      // What the lab has told of a run meanwhile is newer.
      holdAll(read.filter(({ id }) => !fresh.has(id)));
      if (isFirst) performance.mark('all runs there');
      error.value = null;
      status.value = 'ready';
    } catch (thrown) {
      error.value = asLabError(thrown);
      status.value = 'failed';
    }
  }

  function slotOf(id: string): SeriesSlot {
    const known = slots.get(id);
    if (known) return known;
    const slot: SeriesSlot = { buffer: markRaw(new SeriesBuffer()), loading: null, error: shallowRef(null) };
    slots.set(id, slot);
    return slot;
  }

  /** Brings what is missing from the saved points. */
  function fill(id: string, slot: SeriesSlot): void {
    if (slot.loading) return;
    slot.loading = desk
      .ask(id, slot.buffer.losses.length)
      .then(({ losses, evaluations }) => {
        slot.error.value = null;
        // Points may have come meanwhile that follow on what was just read.
        if (!slot.buffer.append(losses, evaluations)) slot.loading = null;
      })
      .catch((thrown: unknown) => {
        slot.error.value = asLabError(thrown);
        slot.loading = null;
      });
  }

  /** The points of a run; loaded when first asked for, growing while it is under way. */
  function series(id: string): SeriesEntry {
    const slot = slotOf(id);
    fill(id, slot);
    return slot.buffer;
  }

  /** Resolves when the points asked for are there; the error, if they could not be read. */
  async function seriesLoaded(id: string): Promise<LabError | null> {
    const slot = slotOf(id);
    fill(id, slot);
    await slot.loading;
    return slot.error.value;
  }

  /** The points of a run that has ended are not needed any more by the caller; whoever asks for them again has them read again. */
  function letGo(id: string): void {
    const run = byId.get(id);
    if (!run || !isActive(run.state)) slots.delete(id);
  }

  /** The decision boundaries of a run with 2-D data. */
  function boundaries(id: string): BoundaryEntry {
    const known = boundarySlots.get(id);
    if (known) return known;
    const entry = {
      list: markRaw([] as BoundarySnapshot[]),
      version: shallowRef(0),
      error: shallowRef<LabError | null>(null),
    };
    boundarySlots.set(id, entry);
    call('runs:boundaries', { id })
      .then((snapshots) => {
        for (const snapshot of snapshots) placeSnapshot(entry.list, snapshot);
        entry.version.value++;
      })
      .catch((thrown: unknown) => {
        entry.error.value = asLabError(thrown);
        // Whoever asks the next time tries again.
        boundarySlots.delete(id);
      });
    return entry;
  }

  function onProgress(event: LabEvents['run:progressed']): void {
    const { id, chunks, evaluations, step, epoch, elapsedMs, state } = event;
    const run = byId.get(id);
    const slot = slots.get(id);
    if (slot && !slot.buffer.append(chunks, evaluations)) {
      void slot.loading?.then(() => {
        slot.loading = null;
        fill(id, slot);
      });
    }
    const pace = paces.get(id) ?? new RunPace();
    paces.set(id, pace);
    if (state === 'running') pace.add(step, elapsedMs);
    const before = live.get(id);
    const losses = chunks.at(-1)?.losses;
    live.set(id, {
      step,
      epoch,
      elapsedMs,
      state,
      latest: evaluations.at(-1) ?? before?.latest ?? run?.latest ?? null,
      loss: losses?.at(-1) ?? before?.loss ?? null,
      stepsPerSecond: pace.stepsPerSecond(),
      remainingMs: run ? pace.remainingMs(run.totalSteps) : null,
    });
  }

  function forget(ids: readonly string[]): void {
    for (const id of ids) {
      changedMeanwhile.add(id);
      release(id);
      live.delete(id);
      paces.delete(id);
      slots.delete(id);
      boundarySlots.delete(id);
    }
  }

  /** Brings what the list leaves out of a run: seconds of its epochs, its confusion matrix. */
  async function loadWhole(id: string): Promise<void> {
    take(await call('runs:get', { id }));
  }

  async function start(input: CallInput<'runs:start'>): Promise<RunRecord> {
    const run = await call('runs:start', input);
    take(run);
    return run;
  }

  async function control(id: string, command: RunCommand): Promise<void> {
    take(await call('runs:control', { id, command }));
  }

  async function update(input: CallInput<'runs:update'>): Promise<void> {
    take(await call('runs:update', input));
  }

  /** What the user says about runs; takes effect at once here when the lab has kept it. */
  async function updateAll(changes: readonly UserChange[]): Promise<void> {
    await call('runs:updateAll', { changes: changes.map(plainChange) });
    gate.flush();
    for (const change of changes) {
      const run = byId.get(change.id);
      if (run) byId.set(run.id, markRaw({ ...run, ...change }));
    }
  }

  async function remove(ids: readonly string[]): Promise<void> {
    await call('runs:delete', { ids: [...ids] });
    forget(ids);
  }

  async function restore(ids: readonly string[]): Promise<void> {
    await call('runs:restore', { ids: [...ids] });
    await load();
  }

  /** Follows the lab's events until the returned function is called. */
  function listen(): () => void {
    const stops = [
      on('run:changed', (run) => gate.push(() => put(run))),
      on('run:deleted', ({ ids }) => gate.push(() => forget(ids))),
      on('run:progressed', (event) => gate.push(() => onProgress(event))),
      on('run:boundaryDrawn', ({ id, snapshot }) => {
        const entry = boundarySlots.get(id);
        if (!entry) return;
        placeSnapshot(entry.list, snapshot);
        entry.version.value++;
        triggerRef(entry.version);
      }),
    ];
    return () => stops.forEach((stop) => stop());
  }

  return {
    list,
    active,
    interrupted,
    status,
    error,
    live,
    get,
    progress,
    series,
    seriesLoaded,
    letGo,
    boundaries,
    load,
    loadWhole,
    start,
    control,
    update,
    updateAll,
    remove,
    restore,
    listen,
  };
});

const newestFirst = (runs: ReadonlyMap<string, RunRecord>): RunRecord[] =>
  [...runs.values()].sort((a, b) => b.number - a.number);

/** Fit to travel: lists of records are read-only here. */
const plainChange = ({ tags, ...rest }: UserChange) => (tags ? { ...rest, tags: [...tags] } : rest);

/** In order of step, one a step. */
function placeSnapshot(list: BoundarySnapshot[], snapshot: BoundarySnapshot): void {
  let at = list.length;
  while (at > 0 && (list[at - 1] as BoundarySnapshot).step >= snapshot.step) at--;
  const same = list[at]?.step === snapshot.step;
  list.splice(at, same ? 1 : 0, markRaw(snapshot));
}
