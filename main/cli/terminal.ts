/** What the command line is given by its process: arguments' world and three streams, so that tests can be one too. */
import { Writable } from 'node:stream';

/** Standard streams and surroundings. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

/** Writes and waits until it is written: a pipe that is full must not lose the end of an export. */
export function write(stream: NodeJS.WritableStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => (error ? reject(error) : resolve()));
  });
}

/** A stream onto another one that may be ended without ending that. */
export function written(stream: NodeJS.WritableStream): Writable {
  return new Writable({
    decodeStrings: false,
    write: (chunk: string | Uint8Array, _encoding, done) => void stream.write(chunk as string, done),
  });
}

/** Whether writing failed because the reader has gone, as `head` does. */
export const isBrokenPipe = (error: unknown): boolean =>
  (error as NodeJS.ErrnoException | null)?.code === 'EPIPE';
