/**
 * Files that the system hands over: by a double click (an argument on Linux and Windows, an event on macOS), also where the
 * lab is running already. They wait here until the page asks for them, so that none is lost while it loads. Nothing in them
 * is read before the user has seen what the page says of them; main process.
 */
import { app } from 'electron';
import type { OpenedFile } from '../../shared/files/fileKind';
import { z } from '../../shared/zod';
import type { ShownFiles } from '../ipc/shownFiles';
import { describeFile, filesIn } from './describeFile';

/** More than anybody opens at once; a runaway caller must not fill memory. */
const mostWaiting = 50;
const handedOverSchema = z.object({ files: z.array(z.string().max(4096)).max(mostWaiting) });

/** What a second start tells the first one: it may have been given in another folder. */
export interface HandedOver {
  readonly files: readonly string[];
}

export class OpenedFiles {
  #waiting: OpenedFile[] = [];

  /** @param tell says that there is something to take */
  constructor(
    private readonly shown: ShownFiles,
    private readonly tell: () => void,
  ) {}

  /** @param files absolute paths */
  offer(files: readonly string[]): void {
    if (files.length === 0) return;
    this.#waiting = [...this.#waiting, ...files.map((file) => this.show(file))].slice(-mostWaiting);
    this.tell();
  }

  /** Describes a file that the user has shown and lets the page ask for it. */
  show(file: string): OpenedFile {
    const described = describeFile(file);
    if (described.problem === null) this.shown.add(described.path);
    return described;
  }

  /** What waits; it is the caller's then. */
  take(): readonly OpenedFile[] {
    const taken = this.#waiting;
    this.#waiting = [];
    return taken;
  }

  /** Offers what this start was given, and what macOS tells from now on. */
  listen(): void {
    app.on('open-file', (event, file) => {
      event.preventDefault();
      this.offer([file]);
    });
    this.offer(filesOfThisStart());
  }

  /** Offers what another start has handed over; another program could have sent anything. */
  takeOver(handedOver: unknown): void {
    const parsed = handedOverSchema.safeParse(handedOver);
    if (parsed.success) this.offer(filesIn(parsed.data.files, process.cwd()));
  }
}

/** The files this program was started with. */
export function filesOfThisStart(): readonly string[] {
  return filesIn(process.argv.slice(1), process.cwd()).slice(0, mostWaiting);
}
