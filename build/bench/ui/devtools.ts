/** Speaks a page's debugging protocol over a web socket of its own making, as Node 20 has none; benchmark, Node. */
import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import type { Socket } from 'node:net';

/** A text frame as a client sends it: masked, in one piece (RFC 6455). */
function frameOf(text: string): Buffer {
  const payload = Buffer.from(text, 'utf8');
  const { length } = payload;
  const head =
    length < 126
      ? Buffer.from([0x81, 0x80 | length])
      : length < 65_536
        ? Buffer.from([0x81, 0xfe, length >> 8, length & 0xff])
        : Buffer.concat([
            Buffer.from([0x81, 0xff, 0, 0, 0, 0]),
            Buffer.from(Uint32Array.of(length).buffer).reverse(),
          ]);
  const mask = randomBytes(4);
  return Buffer.concat([head, mask, payload.map((byte, i) => byte ^ (mask[i % 4] as number))]);
}

/** Where a server's frame begins and ends in what has come; null while it is not whole. */
function frameIn(
  data: Buffer,
): { readonly isLast: boolean; readonly opcode: number; readonly from: number; readonly to: number } | null {
  if (data.length < 2) return null;
  const [first, second] = [data[0] as number, data[1] as number];
  const short = second & 0x7f;
  const from = short === 127 ? 10 : short === 126 ? 4 : 2;
  if (data.length < from) return null;
  const length =
    short === 127 ? Number(data.readBigUInt64BE(2)) : short === 126 ? data.readUInt16BE(2) : short;
  const to = from + length;
  return data.length < to ? null : { isLast: (first & 0x80) !== 0, opcode: first & 0x0f, from, to };
}

function upgraded(address: string): Promise<{ socket: Socket; rest: Buffer }> {
  const { hostname, port, pathname } = new URL(address);
  return new Promise((resolve, reject) => {
    const asked = request({
      ...{ hostname, port, path: pathname },
      headers: {
        ...{ Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13' },
        'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
      },
    });
    asked.on('upgrade', (_answer, socket: Socket, rest: Buffer) => resolve({ socket, rest }));
    asked.on('response', ({ statusCode }) => reject(new Error(`the page's debugger answered ${statusCode}`)));
    asked.on('error', reject);
    asked.end();
  });
}

interface Answer {
  readonly id?: number;
  /** Of what the page tells unasked. */
  readonly method?: string;
  readonly params?: unknown;
  readonly error?: { readonly message: string };
  readonly result?: {
    readonly result?: { readonly value?: unknown };
    readonly exceptionDetails?: {
      readonly text: string;
      readonly exception?: { readonly description?: string };
    };
  };
}

/** A page that can be asked to do things. */
export class Devtools {
  private readonly waiting = new Map<
    number,
    { resolve: (answer: Answer) => void; reject: (error: Error) => void }
  >();
  private readonly listeners = new Map<string, (params: unknown) => void>();
  private data: Buffer;
  private parts: Buffer[] = [];
  private last = 0;

  private constructor(
    private readonly socket: Socket,
    rest: Buffer,
  ) {
    this.data = rest;
    socket.on('data', (more: Buffer) => {
      this.data = Buffer.concat([this.data, more]);
      this.read();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      for (const { reject } of this.waiting.values()) reject(new Error('the page is gone'));
      this.waiting.clear();
    });
    this.read();
  }

  /** @param address of the page: ws://… */
  static async connect(address: string): Promise<Devtools> {
    const { socket, rest } = await upgraded(address);
    return new Devtools(socket, rest);
  }

  /** Calls a function in the page with a value that JSON can carry; resolves with what it returns or resolves with. */
  async evaluate<I, O>(
    work: (input: I) => O,
    ...[input]: undefined extends I ? [input?: I] : [input: I]
  ): Promise<Awaited<O>> {
    const expression = `(${work.toString()})(${JSON.stringify(input) ?? ''})`;
    const how = { expression, awaitPromise: true, returnByValue: true, userGesture: true };
    let answer = await this.send('Runtime.evaluate', how);
    // The page is there before its document is.
    while (answer.error?.message.includes('default execution context')) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      answer = await this.send('Runtime.evaluate', how);
    }
    const { error, result } = answer;
    const thrown = result?.exceptionDetails;
    if (error || thrown)
      throw new Error(
        error?.message ?? thrown?.exception?.description ?? thrown?.text ?? 'it failed in the page',
      );
    return result?.result?.value as Awaited<O>;
  }

  send(method: string, params: object): Promise<Answer> {
    const id = ++this.last;
    this.socket.write(frameOf(JSON.stringify({ id, method, params })));
    return new Promise((resolve, reject) => this.waiting.set(id, { resolve, reject }));
  }

  /** Listens to what the page tells unasked; one listener for each kind. */
  on(method: string, listener: (params: unknown) => void): void {
    this.listeners.set(method, listener);
  }

  close(): void {
    this.socket.destroy();
  }

  private read(): void {
    for (let frame = frameIn(this.data); frame; frame = frameIn(this.data)) {
      const { isLast, opcode, from, to } = frame;
      // Text and its continuations; the debugger sends nothing else that matters.
      if (opcode <= 1) this.parts.push(this.data.subarray(from, to));
      this.data = this.data.subarray(to);
      if (opcode <= 1 && isLast) this.hear(Buffer.concat(this.parts.splice(0)).toString('utf8'));
    }
  }

  private hear(text: string): void {
    const answer = JSON.parse(text) as Answer;
    if (answer.id === undefined) return this.listeners.get(answer.method ?? '')?.(answer.params);
    this.waiting.get(answer.id)?.resolve(answer);
    this.waiting.delete(answer.id);
  }
}
