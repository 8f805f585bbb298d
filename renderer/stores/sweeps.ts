/** Every sweep of the lab: the list, and configurations and lines of those that are looked at (renderer). */
import { defineStore } from 'pinia';
import { computed, markRaw, shallowReactive, shallowRef } from 'vue';
import type { CallInput } from '../../shared/ipc/contract';
import type { LabError } from '../../shared/result';
import { unpackPart, type SweepPart } from '../../shared/sweep/packedSweep';
import type { SweepLine, SweepRecord, SweepTrialRow } from '../../shared/sweep/record';
import type { Sweep, SweepInput } from '../../shared/sweep/sweepFile';
import { asLabError, call, on } from '../api/lab';
import { SweepBook } from './sweepBook';

export type SweepCommand = CallInput<'sweeps:control'>['command'];
export type SweepMove = CallInput<'sweeps:move'>['to'];
/** A line by its configuration and seed. */
export type LineRef = Omit<CallInput<'sweeps:cancelLine'>, 'id'>;

/** A complete sweep is valid as a file again. */
export const asInput = (sweep: Sweep): SweepInput => sweep as unknown as SweepInput;

/** Reads the parts of a sweep one by one, so that what the user does comes in between. */
async function inTurns(parts: readonly string[]): Promise<SweepPart> {
  const [trials, lines]: [SweepTrialRow[], SweepLine[]] = [[], []];
  for (const [i, text] of parts.entries()) {
    if (i > 0) await new Promise((resolve) => setTimeout(resolve));
    const part = unpackPart(text);
    for (const trial of part.trials) trials.push(trial);
    for (const line of part.lines) lines.push(line);
  }
  return { trials, lines };
}

export const useSweepsStore = defineStore('sweeps', () => {
  const byId = shallowReactive(new Map<string, SweepRecord>());
  const status = shallowRef<'idle' | 'loading' | 'ready' | 'failed'>('idle');
  const error = shallowRef<LabError | null>(null);
  const books = new Map<string, SweepBook>();

  /** Newest first. */
  const list = computed(() => [...byId.values()].sort((a, b) => b.number - a.number));
  const running = computed(() => list.value.filter(({ state }) => state === 'running'));
  const interrupted = computed(() => list.value.filter(({ state }) => state === 'interrupted'));
  const get = (id: string): SweepRecord | undefined => byId.get(id);

  const put = (sweep: SweepRecord): SweepRecord => {
    const before = byId.get(sweep.id);
    // The file hardly ever changes: as the same object it has nothing made anew that is made of it.
    const isSame = before && JSON.stringify(before.sweep) === JSON.stringify(sweep.sweep);
    const kept = markRaw(isSame ? { ...sweep, sweep: before.sweep } : sweep);
    byId.set(sweep.id, kept);
    return kept;
  };

  async function load(): Promise<void> {
    status.value = 'loading';
    try {
      const sweeps = await call('sweeps:list');
      const known = new Set(sweeps.map(({ id }) => id));
      for (const id of byId.keys()) if (!known.has(id)) byId.delete(id);
      sweeps.forEach(put);
      error.value = null;
      status.value = 'ready';
    } catch (thrown) {
      error.value = asLabError(thrown);
      status.value = 'failed';
    }
  }

  /** Configurations and lines of a sweep: asked for when first looked at, then kept up to date. */
  function book(id: string): SweepBook {
    const known = books.get(id);
    if (known) return known;
    const made = markRaw(new SweepBook());
    books.set(id, made);
    void fill(id);
    return made;
  }

  /** Asks for the whole of a sweep (again). */
  async function fill(id: string): Promise<void> {
    const asked = books.get(id);
    if (!asked) return;
    try {
      const { record, parts } = await call('sweeps:get', { id });
      put(record);
      asked.beginFill();
      asked.fill(await inTurns(parts));
    } catch (thrown) {
      asked.error.value = asLabError(thrown);
    }
  }

  /** Forgets the lines of a sweep that nobody looks at any more. */
  const close = (id: string): void => void books.delete(id);

  function forget(ids: readonly string[]): void {
    for (const id of ids) {
      byId.delete(id);
      books.delete(id);
    }
  }

  const start = async (sweep: SweepInput): Promise<SweepRecord> => put(await call('sweeps:start', { sweep }));

  async function extend(id: string, sweep: SweepInput): Promise<SweepRecord> {
    const record = put(await call('sweeps:extend', { id, sweep }));
    await fill(id);
    return record;
  }

  async function control(id: string, command: SweepCommand): Promise<void> {
    put(await call('sweeps:control', { id, command }));
  }

  async function rerunFailed(id: string): Promise<void> {
    put(await call('sweeps:rerunFailed', { id }));
    await fill(id);
  }

  async function update(input: CallInput<'sweeps:update'>): Promise<void> {
    put(await call('sweeps:update', input));
  }

  async function move(id: string, line: LineRef, to: SweepMove): Promise<void> {
    await call('sweeps:move', { id, ...line, to });
  }

  async function cancelLine(id: string, line: LineRef): Promise<void> {
    await call('sweeps:cancelLine', { id, ...line });
  }

  async function remove(ids: readonly string[], withRuns: boolean): Promise<void> {
    await call('sweeps:delete', { ids: [...ids], withRuns });
    forget(ids);
  }

  async function restore(ids: readonly string[]): Promise<void> {
    await call('sweeps:restore', { ids: [...ids] });
    await load();
  }

  /** Follows the lab's events until the returned function is called. */
  function listen(): () => void {
    const stops = [
      on('sweep:changed', put),
      on('sweep:advanced', (event) => books.get(event.id)?.advance(event)),
      on('sweep:deleted', ({ ids }) => forget(ids)),
    ];
    return () => stops.forEach((stop) => stop());
  }

  return {
    list,
    running,
    interrupted,
    status,
    error,
    get,
    load,
    book,
    fill,
    close,
    start,
    extend,
    control,
    rerunFailed,
    update,
    move,
    cancelLine,
    remove,
    restore,
    listen,
  };
});
