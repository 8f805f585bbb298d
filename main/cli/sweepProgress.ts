/** Shows how a sweep gets on: JSON lines, a bar in a terminal, plain lines elsewhere; command line. */
import { SingleBar } from 'cli-progress';
import type { SweepLine, SweepRecord } from '../../shared/sweep/record';
import type { Lab } from '../runs/types';
import { count, duration, printable } from './format';
import { endedCount, hasEnded, lineObject, pointInWords, stateWord, valueInWords } from './sweepSummary';
import type { Terminal } from './terminal';
import type { ReportFlags } from './train';

/** Least time between two objects that only say how far it is, milliseconds. */
const progressEveryMs = 1000;
/** The same of plain lines. */
const lineEveryMs = 10_000;

export interface SweepDisplay {
  stop(): void;
}

interface Listener {
  readonly changed: (record: SweepRecord) => void;
  readonly ended: (line: SweepLine) => void;
  readonly stop: () => void;
}

/** The display that suits; it listens until `stop`. */
export function showSweep(
  lab: Lab,
  sweep: SweepRecord,
  terminal: Terminal,
  flags: ReportFlags,
): SweepDisplay {
  const displays: Listener[] = [];
  if (flags.json) displays.push(jsonLines(lab, sweep, terminal));
  if (!flags.quiet) displays.push(terminal.stderr.isTTY ? bar(terminal) : lines(lab, sweep, terminal));
  const told = new Set<string>();
  const tell = (line: SweepLine) => {
    const key = `${line.trial} ${line.seed}`;
    if (!hasEnded(line) || told.has(key)) return;
    told.add(key);
    for (const display of displays) display.ended(line);
  };
  // What had come to its end before is not told again; what saved runs answered is told first.
  for (const line of lab.sweeps.get(sweep.id).lines) {
    if (line.state === 'answered' || !hasEnded(line)) tell(line);
    else told.add(`${line.trial} ${line.seed}`);
  }
  const stops = [
    lab.on('sweep:advanced', ({ id, lines: changed }) => {
      if (id === sweep.id) changed.forEach(tell);
    }),
    lab.on('sweep:changed', (record) => {
      if (record.id === sweep.id) for (const display of displays) display.changed(record);
    }),
  ];
  return {
    stop: () => {
      for (const stop of stops) stop();
      for (const display of displays) display.stop();
    },
  };
}

const pointOf = (lab: Lab, id: string) => {
  const points = new Map(lab.sweeps.get(id).trials.map(({ number, point }) => [number, point]));
  lab.on('sweep:advanced', (news) => {
    if (news.id === id) for (const { number, point } of news.trials) points.set(number, point);
  });
  return (trial: number) => points.get(trial);
};

function jsonLines(lab: Lab, sweep: SweepRecord, { stdout }: Terminal): Listener {
  const point = pointOf(lab, sweep.id);
  const say = (value: object) => void stdout.write(`${JSON.stringify(value)}\n`);
  const { id, number, name, plannedRuns } = sweep;
  const { current, reason } = lab.concurrency();
  say({ type: 'started', sweepId: id, number, name, plannedRuns, workers: current, workersReason: reason });
  let saidAt = -Infinity;
  return {
    ended: (line) => say({ type: 'line', ...lineObject(line, point(line.trial)) }),
    changed: ({ state, counts, progress, timeLeftMs, elapsedMs, best }) => {
      if (Date.now() - saidAt < progressEveryMs) return;
      saidAt = Date.now();
      const seconds = {
        seconds: elapsedMs / 1000,
        secondsLeft: timeLeftMs === null ? null : timeLeftMs / 1000,
      };
      say({ type: 'progress', state, counts, progress, ...seconds, best: best?.sample?.mean ?? null });
    },
    stop: () => undefined,
  };
}

const left = ({ timeLeftMs }: SweepRecord): string => (timeLeftMs === null ? '–' : duration(timeLeftMs));

function bar({ stderr }: Terminal): Listener {
  const single = new SingleBar({
    format: ' {bar} {percentage} %  run {done}/{runs}  best {best}  {time}  {left} left',
    stream: stderr,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    clearOnComplete: false,
    fps: 5,
    linewrap: false,
  });
  let isShown = false;
  return {
    ended: () => undefined,
    changed: (record) => {
      const payload = {
        done: count(endedCount(record.counts)),
        runs: count(record.plannedRuns),
        best: valueInWords(record, record.best?.sample?.mean),
        time: duration(record.elapsedMs),
        left: left(record),
      };
      const permille = Math.round(1000 * record.progress);
      if (!isShown) single.start(1000, permille, payload);
      else single.update(permille, payload);
      isShown = true;
    },
    stop: () => {
      if (isShown) single.stop();
    },
  };
}

/** A line whenever a run has ended, and now and then how far the whole is. */
function lines(lab: Lab, sweep: SweepRecord, { stderr }: Terminal): Listener {
  const point = pointOf(lab, sweep.id);
  let saidAt = Date.now();
  let ended = 0;
  let latest = sweep;
  return {
    ended: (line) => {
      ended++;
      const what = line.reason === null ? stateWord(line.state) : `${line.state} (${printable(line.reason)})`;
      const where = `${pointInWords(point(line.trial) ?? {})}, seed ${line.seed}`;
      stderr.write(`${where}: ${what}  ${valueInWords(sweep, line.value)}\n`);
    },
    changed: (record) => {
      latest = record;
      if (Date.now() - saidAt < lineEveryMs) return;
      saidAt = Date.now();
      stderr.write(
        `run ${count(endedCount(record.counts))}/${count(record.plannedRuns)}  ${duration(record.elapsedMs)}  ${left(record)} left\n`,
      );
    },
    stop: () => {
      if (ended > 0) stderr.write(`run ${count(endedCount(latest.counts))}/${count(latest.plannedRuns)}\n`);
    },
  };
}
