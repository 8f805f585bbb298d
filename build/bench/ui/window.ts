/** The real app as a user starts it, driven from outside by the browser's own debugging protocol; benchmark, Node. */
import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { isLabUrl } from '../../../main/app/origin';
import { Devtools } from './devtools';

/** A running app and the page of its window. */
export interface BenchWindow {
  readonly page: Devtools;
  /** When its process was started, milliseconds since 1970. */
  readonly startedAt: number;
  /** What each of its processes holds and has done. */
  readonly processes: () => readonly ProcessFigures[];
  readonly close: () => Promise<void>;
}

/** A process of the app. */
export interface ProcessFigures {
  /** main, page, GPU, training host … */
  readonly kind: string;
  /** Proportional set size: what is shared is counted once. */
  readonly pssBytes: number;
  /** Time on a processor since its start. */
  readonly cpuMs: number;
}

export interface WindowOptions {
  readonly electron: string;
  /** Folder with the app's package.json. */
  readonly appFolder: string;
  readonly dataFolder: string;
  /** Which address is its page's; left out: the lab's. */
  readonly isPage?: (url: string) => boolean;
  /** The app is left alone for so long before it is asked for anything: to be asked costs a start a fifth of its time. */
  readonly undisturbedMs?: number;
}

const patienceMs = 60_000;

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

interface Target {
  readonly type: string;
  readonly url: string;
  readonly webSocketDebuggerUrl: string;
}

/** The address of the page's debugger, as soon as the page is there. */
async function debuggerAt(
  port: number,
  child: ChildProcess,
  isPage: (url: string) => boolean,
): Promise<string> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the app ended with ${child.exitCode}`);
    const targets = await fetch(`http://127.0.0.1:${port}/json/list`)
      .then((answer) => answer.json() as Promise<Target[]>)
      .catch(() => []);
    const page = targets.find(({ type, url }) => type === 'page' && isPage(url));
    if (page) return page.webSocketDebuggerUrl;
    if (Date.now() > deadline) throw new Error('the app opened no window');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** A process and all that descend from it. */
function familyOf(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // It has ended meanwhile.
    }
  }
  const family = [pid];
  for (const member of family)
    for (const [child, parent] of parents) if (parent === member) family.push(child);
  return family;
}

/** Of a process that has ended meanwhile nothing is read. */
function procText(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}

/** Processor time is counted in hundredths of a second. */
const tickMs = 10;

const kindNames: Readonly<Record<string, string>> = {
  renderer: 'page',
  'gpu-process': 'GPU',
  zygote: 'zygote',
};

/** What a process is, from its command line. */
function kindOf(command: string): string {
  const kind = /--type=([\w-]+)/.exec(command)?.[1];
  if (kind === undefined) return 'main';
  const service = /--utility-sub-type=([\w.]+)/.exec(command)?.[1];
  if (service === 'node.mojom.NodeService') return 'training host';
  return kindNames[kind] ?? 'other';
}

function figuresOf(pid: number): ProcessFigures {
  const stat = procText(pid, 'stat');
  const [user = 0, system = 0] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
    .map(Number);
  return {
    kind: kindOf(procText(pid, 'cmdline')),
    pssBytes: Number(/^Pss:\s+(\d+) kB/m.exec(procText(pid, 'smaps_rollup'))?.[1] ?? 0) * 1024,
    cpuMs: (user + system) * tickMs,
  };
}

/** Starts the app and returns as soon as its page can be asked. */
export async function openWindow({
  electron,
  appFolder,
  dataFolder,
  isPage = isLabUrl,
  undisturbedMs = 0,
}: WindowOptions): Promise<BenchWindow> {
  const port = await freePort();
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const startedAt = Date.now();
  const child = spawn(electron, [appFolder, ...asRoot, `--remote-debugging-port=${port}`], {
    env: { ...process.env, LOSSLAB_DATA_DIR: dataFolder, DBUS_SESSION_BUS_ADDRESS: '/dev/null' },
    stdio: 'ignore',
  });
  const killed = (): void => void child.kill('SIGKILL');
  // Nothing is left behind, whatever happens to the benchmark.
  process.once('exit', killed);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  void ended.then(() => process.removeListener('exit', killed));
  try {
    await new Promise((resolve) => setTimeout(resolve, undisturbedMs));
    const page = await Devtools.connect(await debuggerAt(port, child, isPage));
    return {
      ...{ page, startedAt },
      processes: () => familyOf(child.pid ?? 0).map(figuresOf),
      close: async () => {
        page.close();
        child.kill('SIGTERM');
        const timer = setTimeout(() => child.kill('SIGKILL'), 15_000);
        await ended;
        clearTimeout(timer);
      },
    };
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}
