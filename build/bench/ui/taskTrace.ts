/** Follows the tasks of a page by the browser's own tracing: how long each had the processor and what it did with it; benchmark, Node. */
import type { Devtools } from './devtools';

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds; of time on the processor `tts` and `tdur`. */
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: {
    readonly name?: string;
    readonly data?: { readonly functionName?: string; readonly url?: string; readonly lineNumber?: number };
  };
}

/** A task of the page's main thread. */
export interface PageTask {
  /** Milliseconds since the first task. */
  readonly atMs: number;
  readonly wallMs: number;
  /** Time on a processor: what others on the machine do does not count. */
  readonly cpuMs: number;
  /** "FunctionCall 12 (flush), MinorGC 4": what in it took a millisecond or more by itself. */
  readonly parts: string;
}

/** A profile of the page's scripts: samples and the microseconds between them. */
interface Profile {
  readonly startTime: number;
  readonly nodes: readonly {
    readonly id: number;
    readonly children?: readonly number[];
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

const categories = ['devtools.timeline', 'disabled-by-default-devtools.timeline', 'v8', '__metadata'];

/** Traces until the returned function is called, which resolves with all tasks. */
export async function traceTasks(page: Devtools): Promise<() => Promise<PageTask[]>> {
  const events: TraceEvent[] = [];
  page.on('Tracing.dataCollected', (params) => {
    for (const event of (params as { value: TraceEvent[] }).value) events.push(event);
  });
  const ended = new Promise<void>((resolve) => page.on('Tracing.tracingComplete', () => resolve()));
  await page.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: categories, excludedCategories: ['*'], traceBufferSizeInKb: 400_000 },
  });
  await page.send('Profiler.enable', {});
  await page.send('Profiler.setSamplingInterval', { interval: 500 });
  await page.send('Profiler.start', {});
  return async () => {
    const { result } = (await page.send('Profiler.stop', {})) as unknown as { result: { profile: Profile } };
    await page.send('Tracing.end', {});
    await ended;
    return tasksOf(events, result.profile);
  };
}

/** The functions that were seen most often between two times, themselves and with those they called. */
function scriptsIn({ startTime, nodes, samples, timeDeltas }: Profile) {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map<number, number>();
  for (const { id, children = [] } of nodes) for (const child of children) parents.set(child, id);
  const label = (id: number): string => {
    const { functionName, url, lineNumber } = byId.get(id)!.callFrame;
    return `${functionName || '(anonymous)'}:${url.split('/').at(-1)?.slice(0, 12) ?? ''}:${lineNumber + 1}`;
  };
  const times: number[] = [];
  timeDeltas.reduce((at, delta, i) => (times[i] = at + delta), startTime);
  return (from: number, to: number): string => {
    const [own, whole] = [new Map<string, number>(), new Map<string, number>()];
    let low = times.findIndex((at) => at >= from);
    for (; low >= 0 && low < times.length && (times[low] as number) < to; low++) {
      const took = timeDeltas[low + 1] ?? 0;
      const add = (map: Map<string, number>, key: string) => map.set(key, (map.get(key) ?? 0) + took);
      const id = samples[low] as number;
      add(own, label(id));
      const seen = new Set<string>();
      for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
        const key = label(at);
        if (!seen.has(key)) add(whole, key);
        seen.add(key);
      }
    }
    const told = (map: Map<string, number>, most: number): string =>
      [...map]
        .sort(([, a], [, b]) => b - a)
        .slice(0, most)
        .filter(([, us]) => us > 1000)
        .map(([key, us]) => `${key} ${(us / 1000).toFixed(1)}`)
        .join('\n      ');
    return `\n    self:\n      ${told(own, 10)}\n    total:\n      ${told(whole, 30)}`;
  };
}

function tasksOf(events: readonly TraceEvent[], profile: Profile): PageTask[] {
  const scripts = scriptsIn(profile);
  const main = events.find(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain');
  const own = events
    .filter(({ ph, pid, tid }) => ph === 'X' && pid === main?.pid && tid === main.tid)
    .sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
  const tasks: PageTask[] = [];
  const start = own[0]?.ts ?? 0;
  for (let i = 0; i < own.length;) {
    const task = own[i] as TraceEvent;
    const end = task.ts + (task.dur ?? 0);
    let next = i + 1;
    while (next < own.length && (own[next] as TraceEvent).ts < end) next++;
    if (task.name === 'RunTask')
      tasks.push({
        ...{ atMs: (task.ts - start) / 1000, wallMs: (task.dur ?? 0) / 1000 },
        ...{
          cpuMs: (task.tdur ?? 0) / 1000,
          parts: partsOf(own.slice(i + 1, next)) + ((task.tdur ?? 0) > 15_000 ? scripts(task.ts, end) : ''),
        },
      });
    i = next;
  }
  return tasks;
}

/** What each part took without the parts in it. */
function partsOf(inside: readonly TraceEvent[]): string {
  const own = new Map<string, number>();
  const open: { event: TraceEvent; left: number }[] = [];
  const close = (): void => {
    const last = open.pop();
    if (last) own.set(labelOf(last.event), (own.get(labelOf(last.event)) ?? 0) + last.left);
  };
  for (const event of inside) {
    for (
      let last = open.at(-1);
      last && last.event.ts + (last.event.dur ?? 0) <= event.ts;
      last = open.at(-1)
    )
      close();
    const around = open.at(-1);
    if (around) around.left -= event.tdur ?? 0;
    open.push({ event, left: event.tdur ?? 0 });
  }
  while (open.length > 0) close();
  return [...own]
    .filter(([, us]) => us >= 1000)
    .sort(([, a], [, b]) => b - a)
    .map(([label, us]) => `${label} ${(us / 1000).toFixed(1)}`)
    .join(', ');
}

function labelOf({ name, args }: TraceEvent): string {
  const { functionName, url, lineNumber } = args?.data ?? {};
  if (name !== 'FunctionCall') return name;
  return `${functionName || '(function)'}@${(url ?? '').split('/').at(-1) ?? ''}:${lineNumber ?? 0}`;
}
