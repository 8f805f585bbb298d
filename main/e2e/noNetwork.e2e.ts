/** Journey: an ordinary session of work under which neither the page asks for anything but the app's own files nor any process opens a connection (tests, Node). */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { afterAll, afterEach, expect, test } from 'vitest';
import { value } from './support/bridge';
import { launchLab, removeDataFolders, type RunningLab } from './support/launchLab';
import { goTo, rooms } from './support/rooms';
import { startRun, waitForState } from './support/runs';

let lab: RunningLab;
afterEach(() => lab.killHard());
afterAll(removeDataFolders);

/** A process and all that it has started. */
function family(root: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const text = readFileSync(`/proc/${name}/stat`, 'utf8');
      parents.set(Number(name), Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // It has just ended.
    }
  }
  const found = new Set([root]);
  for (let size = 0; size !== found.size;) {
    size = found.size;
    for (const [pid, parent] of parents) if (found.has(parent)) found.add(pid);
  }
  return [...found];
}

/** Internet sockets of some processes: "tcp local remote state", addresses in hex as the kernel gives them. */
function sockets(pids: readonly number[]): string[] {
  const own = new Set(
    pids.flatMap((pid) => {
      try {
        return readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`));
      } catch {
        return [];
      }
    }),
  );
  return ['tcp', 'tcp6', 'udp', 'udp6'].flatMap((kind) =>
    readFileSync(`/proc/net/${kind}`, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => own.has(`socket:[${fields[9] ?? ''}]`))
      .map(([, local = '', remote = '', state = '']) => `${kind} ${local} ${remote} ${state}`),
  );
}

/** Playwright's own: it drives the app through two ports that only this machine can reach. */
const isLoopback = (socket: string): boolean => {
  const [, local = ''] = socket.split(' ');
  return local.startsWith('0100007F:') || local.startsWith('0000000000000000FFFF00000100007F:');
};

test('a session of work', async (context) => {
  if (process.platform !== 'linux') return context.skip('connections are counted in /proc');
  lab = await launchLab();
  const asked: string[] = [];
  lab.page.on('request', (request) => asked.push(request.url()));
  // What Chromium's network service does by itself, for the app's session and the default one.
  await lab.app.evaluate(({ session }) => {
    const seen: string[] = [];
    Object.assign(globalThis, { seen });
    session.defaultSession.webRequest.onSendHeaders(({ url }) => void seen.push(url));
  });
  const pid = lab.app.process().pid ?? 0;
  const found = new Set<string>();
  const timer = setInterval(() => sockets(family(pid)).forEach((socket) => found.add(socket)), 50);
  try {
    const { id } = await startRun(lab.page, {
      dataset: { id: 'moons', standardize: 'none' },
      model: { hidden: [{ units: 8, activation: 'tanh' }] },
      loss: 'sigmoid-bce',
      optimizer: { id: 'adam', learningRate: 0.01 },
      training: { batchSize: 32, epochs: 30 },
      seed: 1,
    });
    await waitForState(lab.page, id, ['completed']);
    for (const room of rooms) await goTo(lab.page, room);
    await value(lab.page, 'studies:list', null);
    await lab.page.waitForTimeout(2000);
    await lab.page.reload();
    await lab.page.getByRole('navigation').first().waitFor();
  } finally {
    clearInterval(timer);
  }
  // Or nothing would have been looked at.
  expect(found.size).toBeGreaterThan(0);
  expect([...found].filter((socket) => !isLoopback(socket))).toEqual([]);
  expect(asked.length).toBeGreaterThan(0);
  const seen = await lab.app.evaluate(() => (globalThis as unknown as { seen: string[] }).seen);
  for (const url of [...asked, ...seen]) expect(url).toMatch(/^(app:\/\/lab\/|data:|blob:app:\/\/lab\/)/);
  await lab.quit();
});
