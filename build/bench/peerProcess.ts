/** A peer in a process of its own, spoken to by one JSON object a line; benchmark, Node. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { BenchCase } from './cases';
import type { Contender } from './contender';

/** How a peer is started, and what its forms are called. */
export interface PeerProgram {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Answers of all peers; which fields there are follows from the question. */
export interface PeerAnswer {
  readonly seconds?: number;
  readonly error?: number;
  readonly errors?: readonly number[];
  readonly peakBytes: number;
}

/** A running peer. Its questions are answered one after another. */
export class PeerProcess {
  private readonly child: ChildProcess;
  private readonly waiting: ((answer: PeerAnswer | Error) => void)[] = [];
  private lastWords = '';

  constructor({ command, args, env }: PeerProgram) {
    this.child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
    this.child.stderr?.on('data', (text: Buffer) => {
      this.lastWords = (this.lastWords + text.toString('utf8')).slice(-2000);
    });
    const fail = (reason: string) => {
      for (const tell of this.waiting.splice(0)) tell(new Error(`${reason}\n${this.lastWords}`));
    };
    this.child.on('error', (error) => fail(error.message));
    this.child.on('exit', (code) => fail(`${args.join(' ')} ended with code ${code}`));
    const { stdout } = this.child;
    if (stdout) {
      createInterface({ input: stdout }).on('line', (line) => {
        if (line.startsWith('{')) this.waiting.shift()?.(JSON.parse(line) as PeerAnswer);
      });
    }
  }

  /** Rejects with the peer's last words if it ends before it answers. */
  ask(question: object): Promise<PeerAnswer> {
    return new Promise((resolve, reject) => {
      if (this.child.exitCode !== null) return reject(new Error(`the peer has ended\n${this.lastWords}`));
      this.waiting.push((answer) => (answer instanceof Error ? reject(answer) : resolve(answer)));
      this.child.stdin?.write(`${JSON.stringify(question)}\n`);
    });
  }

  async close(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const gone = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.stdin?.end();
    const force = setTimeout(() => this.child.kill('SIGKILL'), 3000);
    await gone;
    clearTimeout(force);
  }
}

/** Training for about this long makes one measurement, milliseconds. */
const measureMs = 1000;
/** The compiled peers take full-batch steps by the thousand. */
const leastEpochs = { mnist: 1, points: 1000 } as const;

/** One form of a peer as a contender. */
export class PeerContender implements Contender {
  private process: PeerProcess | null = null;
  private now: { readonly of: BenchCase; count: number } | null = null;
  peakBytes = 0;

  constructor(
    readonly name: string,
    readonly usual: boolean,
    private readonly form: string,
    private readonly program: PeerProgram,
  ) {}

  async prepare(of: BenchCase): Promise<number> {
    this.process ??= new PeerProcess(this.program);
    const first = leastEpochs[of.data];
    this.now = { of, count: first };
    return this.train({ do: 'prepare', case: of, form: this.form, first });
  }

  async measure(): Promise<number> {
    const { now } = this;
    if (!now) throw new Error(`${this.name} has not been prepared`);
    const ms = await this.train({ do: 'epochs', count: now.count });
    const perEpoch = ms / now.count;
    const least = leastEpochs[now.of.data];
    now.count = least * Math.max(1, Math.min(1000, Math.round(measureMs / (perEpoch * least))));
    return perEpoch * now.of.epochs;
  }

  finish(): Promise<void> {
    return Promise.resolve();
  }

  async close(): Promise<void> {
    await this.process?.close();
    this.process = null;
  }

  private async train(question: object): Promise<number> {
    const { seconds = NaN, peakBytes } = await (this.process as PeerProcess).ask(question);
    this.peakBytes = Math.max(this.peakBytes, peakBytes);
    return 1000 * seconds;
  }
}
