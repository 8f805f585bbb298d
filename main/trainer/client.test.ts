/** The client against a host that it only believes in: answers, deaths, silence, restarts, acknowledgements. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { HostMessage, RunEvent } from '../../shared/trainer/protocol';
import { TrainerClient, type ClientOptions } from './client';
import { configWith } from './fixtures/runs';
import type { HostChannel } from './hostChannel';

/** A host process that does what the test says. */
class FakeHost implements HostChannel {
  readonly received: HostMessage[] = [];
  private readonly exits: ((code: number | null) => void)[] = [];
  private tell: (message: unknown) => void = () => undefined;

  constructor(readonly answers: boolean) {}

  post(message: unknown): void {
    const given = message as HostMessage;
    this.received.push(given);
    if (!this.answers || given.kind !== 'request') return;
    const value = given.name === 'hello' ? { version: 1 } : given.name === 'train' ? {} : null;
    queueMicrotask(() => this.tell({ kind: 'reply', id: given.id, ok: true, value }));
    if (given.name === 'shutdown') queueMicrotask(() => this.exit(0));
  }
  onMessage(listener: (message: unknown) => void): void {
    this.tell = listener;
  }
  onExit(listener: (code: number | null) => void): void {
    this.exits.push(listener);
  }
  kill(): void {
    this.exit(null);
  }
  exit(code: number | null): void {
    for (const listener of this.exits.splice(0)) listener(code);
  }
  say(message: unknown): void {
    this.tell(message);
  }
}

let hosts: FakeHost[] = [];
let answers = true;
const clientWith = (options: Partial<ClientOptions> = {}) =>
  new TrainerClient({
    launch: () => {
      const host = new FakeHost(answers);
      hosts.push(host);
      return host;
    },
    ...options,
  });
const runRequest = {
  runId: 'run',
  config: configWith({}),
  source: { kind: 'generator', id: 'moons', params: {} },
  checkpoint: null,
} as const;
const paused: RunEvent = { type: 'paused' };

beforeEach(() => {
  vi.useFakeTimers();
  hosts = [];
  answers = true;
});
afterEach(() => vi.useRealTimers());

test('everything that waits is rejected when the host dies, runs are told, and it is started again', async () => {
  const states: string[] = [];
  const client = clientWith({ onState: (state) => states.push(state), restartDelaysMs: [100] });
  const lost = vi.fn();
  await client.train(runRequest, { onEvent: () => undefined, onLost: lost });
  const [host] = hosts;
  vi.spyOn(host!, 'post').mockImplementation(() => undefined);
  const request = client.request('estimate', { config: configWith({}), info: null as never });
  await vi.advanceTimersByTimeAsync(0);
  host!.exit(134);
  await expect(request).rejects.toMatchObject({ code: 'host-died', message: /ended with code 134/ });
  expect(lost).toHaveBeenCalledOnce();
  await vi.advanceTimersByTimeAsync(150);
  expect(hosts).toHaveLength(2);
  expect(states).toEqual(['starting', 'ready', 'starting', 'ready']);
  await client.stop();
  expect(client.state).toBe('stopped');
});

test('a host that dies again and again is given up; the next request tries once more', async () => {
  const client = clientWith({ restartDelaysMs: [10, 20] });
  await client.start();
  for (let i = 0; i < 3; i++) {
    hosts.at(-1)!.exit(1);
    await vi.advanceTimersByTimeAsync(50);
  }
  expect(hosts).toHaveLength(3);
  expect(client.state).toBe('failed');
  await client.request('control', { runId: 'run', command: 'pause' });
  expect(hosts).toHaveLength(4);
  expect(client.state).toBe('ready');
});

test('a silent host is killed, one that is heard is not', async () => {
  const client = clientWith({ restartDelaysMs: [] });
  await client.start();
  for (let i = 0; i < 40; i++) {
    await vi.advanceTimersByTimeAsync(1000);
    hosts[0]!.say({ kind: 'heartbeat', rssBytes: 1 });
  }
  expect(client.state).toBe('ready');
  await vi.advanceTimersByTimeAsync(17_000);
  expect(client.state).toBe('failed');
});

test('an answer that does not come in time is given up', async () => {
  const client = clientWith();
  await client.start();
  vi.spyOn(hosts[0]!, 'post').mockImplementation(() => undefined);
  const request = client.request('control', { runId: 'run', command: 'stop' });
  const seen = expect(request).rejects.toMatchObject({ code: 'timed-out' });
  for (let i = 0; i < 31; i++) {
    await vi.advanceTimersByTimeAsync(1000);
    hosts[0]!.say({ kind: 'heartbeat', rssBytes: 1 });
  }
  await seen;
});

test('a host that never says hello is killed and the start rejected', async () => {
  answers = false;
  const client = clientWith({ heartbeatMs: 1e9, restartDelaysMs: [] });
  const start = expect(client.start()).rejects.toMatchObject({ code: 'timed-out' });
  await vi.advanceTimersByTimeAsync(61_000);
  await start;
  expect(client.state).toBe('failed');
});

test('an event is acknowledged when its listener is done with it', async () => {
  const client = clientWith();
  let done: () => void = () => undefined;
  const seen: number[] = [];
  const onEvent = (_event: RunEvent, seq: number) => {
    seen.push(seq);
    return seq === 2 ? new Promise<void>((resolve) => (done = resolve)) : undefined;
  };
  await client.train(runRequest, { onEvent, onLost: () => undefined });
  const [host] = hosts;
  const acknowledged = () => host!.received.flatMap((m) => (m.kind === 'acknowledge' ? [m.seq] : []));
  host!.say({ kind: 'run', runId: 'run', seq: 1, event: paused });
  host!.say({ kind: 'run', runId: 'run', seq: 2, event: paused });
  await vi.advanceTimersByTimeAsync(10);
  expect(seen).toEqual([1, 2]);
  expect(acknowledged()).toEqual([1]);
  done();
  await vi.advanceTimersByTimeAsync(10);
  expect(acknowledged()).toEqual([1, 2]);
  await expect(
    client.train(runRequest, { onEvent: () => undefined, onLost: () => undefined }),
  ).rejects.toMatchObject({ code: 'conflict' });
});

test('an idle host is sent to rest; the next request starts another without waiting for its end', async () => {
  const states: string[] = [];
  const client = clientWith({ onState: (state) => states.push(state) });
  await client.start();
  client.rest();
  expect(hosts[0]?.received.at(-1)).toMatchObject({ kind: 'request', name: 'shutdown' });
  expect(await client.request('control', { runId: 'run', command: 'pause' })).toBeNull();
  expect(hosts).toHaveLength(2);
  expect(states).toEqual(['starting', 'ready', 'stopped', 'starting', 'ready']);
  await client.stop();
  expect(states.at(-1)).toBe('stopped');
});

test('a host is not sent to rest while it owes an answer or has a run, and is killed if it does not end', async () => {
  const client = clientWith();
  await client.train(runRequest, { onEvent: () => undefined, onLost: () => undefined });
  client.rest();
  expect(hosts[0]?.received.at(-1)).toMatchObject({ name: 'train' });
  hosts[0]?.say({
    kind: 'run',
    runId: 'run',
    seq: 1,
    event: { type: 'failed', error: { code: 'x', message: '' } },
  });
  const host = hosts[0] as FakeHost;
  const deaf = vi.spyOn(host, 'post').mockImplementation(() => undefined);
  const owed = client.request('control', { runId: 'run', command: 'pause' });
  await Promise.resolve();
  client.rest();
  expect(deaf).toHaveBeenCalledTimes(1);
  host.say({
    kind: 'reply',
    id: deaf.mock.calls.map(([message]) => (message as { id: number }).id)[0],
    ok: true,
    value: null,
  });
  await owed;
  const killed = vi.spyOn(host, 'kill');
  client.rest();
  expect(deaf).toHaveBeenCalledTimes(2);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(killed).toHaveBeenCalledTimes(1);
  expect(client.state).toBe('stopped');
});
