/** A lab in memory for tests of components: holds runs, answers calls, sends events (renderer). */
import { vi } from 'vitest';
import type { LabBridge } from '../../../shared/ipc/bridge';
import {
  settingsSchema,
  type Channel,
  type LabEventName,
  type LabEvents,
  type Settings,
} from '../../../shared/ipc/contract';
import { toErrorData, LabError } from '../../../shared/result';
import { packRuns, piecesOf } from '../../../shared/runs/packedRuns';
import type { RunRecord, RunState, UserChange } from '../../../shared/runs/run';

export interface FakeLab {
  /** What was asked, in order. */
  readonly asked: { readonly channel: Channel; readonly input: unknown }[];
  readonly runs: Map<string, RunRecord>;
  /** Answers of calls that the runs do not decide; throw a LabError to refuse. */
  readonly answers: Partial<Record<Channel, (input: never) => unknown>>;
  emit<E extends LabEventName>(event: E, payload: LabEvents[E]): void;
}

const afterCommand: Readonly<Record<string, RunState>> = {
  pause: 'paused',
  resume: 'queued',
  stop: 'completed',
  cancel: 'cancelled',
};

/** Puts a lab with these runs where the page looks for it. */
export function fakeLab(list: readonly RunRecord[]): FakeLab {
  const runs = new Map(list.map((run) => [run.id, run]));
  const deleted = new Map<string, RunRecord>();
  const listeners = new Map<string, Set<(payload: never) => void>>();
  const settings = settingsSchema.parse({});
  const asked: { channel: Channel; input: unknown }[] = [];
  const found = (id: string): RunRecord => {
    const run = runs.get(id);
    if (!run) throw new LabError('not-found', 'There is no such run.');
    return run;
  };
  const changed = (run: RunRecord): RunRecord => {
    runs.set(run.id, run);
    return run;
  };
  const move = (from: Map<string, RunRecord>, to: Map<string, RunRecord>, ids: readonly string[]): null => {
    for (const id of ids) {
      const run = from.get(id);
      if (run) to.set(id, run);
      from.delete(id);
    }
    return null;
  };
  const answers: FakeLab['answers'] = {
    'runs:get': ({ id }: { id: string }) => found(id),
    'runs:page': () => ({ json: packRuns([...runs.values()].map(piecesOf)), next: null }),
    'runs:points': ({ runs: wanted }: { runs: { id: string }[] }) =>
      wanted.map(({ id }) => ({ id, losses: [], evaluations: new Float64Array(0) })),
    'runs:boundaries': () => [],
    'runs:weights': () => null,
    'datasets:list': () => [],
    'datasets:preview': () => {
      throw new LabError('not-found', 'There is no such data set.');
    },
    'runs:control': ({ id, command }: { id: string; command: string }) =>
      changed({ ...found(id), state: afterCommand[command] as RunState }),
    'runs:update': ({ id, meta, starred }: { id: string; meta: Partial<RunRecord>; starred?: boolean }) =>
      changed({ ...found(id), ...meta, ...(starred === undefined ? {} : { starred }) }),
    'runs:updateAll': ({ changes }: { changes: UserChange[] }) => {
      for (const change of changes) changed({ ...found(change.id), ...change });
      return null;
    },
    'settings:set': (change: Partial<Settings>) => ({ ...settings, ...change }),
    'runs:delete': ({ ids }: { ids: string[] }) => move(runs, deleted, ids),
    'runs:restore': ({ ids }: { ids: string[] }) => move(deleted, runs, ids),
  };
  const bridge: LabBridge = {
    call: (channel, input) => {
      asked.push({ channel, input });
      try {
        const answer = answers[channel];
        if (!answer) throw new LabError('unsupported', `The test has no answer to ${channel}.`);
        return Promise.resolve({ ok: true, value: answer(input as never) as never });
      } catch (thrown) {
        return Promise.resolve({ ok: false, error: toErrorData(thrown) });
      }
    },
    on: (event, listener) => {
      const all = listeners.get(event) ?? new Set();
      listeners.set(event, all.add(listener as (payload: never) => void));
      return () => void all.delete(listener as (payload: never) => void);
    },
    pathOfFile: () => '',
    platform: 'linux',
  };
  vi.stubGlobal('lab', bridge);
  return {
    asked,
    runs,
    answers,
    emit: (event, payload) => listeners.get(event)?.forEach((listener) => listener(payload as never)),
  };
}
