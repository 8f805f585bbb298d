/** Starts the training host as a plain Node process, for the command line and tests. */
import { fork } from 'node:child_process';
import path from 'node:path';
import type { HostChannel, LaunchHost } from './hostChannel';

/** @param directory folder of the bundled host.cjs and worker.cjs */
export function nodeHostLauncher(directory: string): LaunchHost {
  return (env): HostChannel => {
    const child = fork(path.join(directory, 'host.cjs'), [], {
      env: { ...process.env, ...env },
      // Typed arrays travel as they are, not as JSON.
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      execArgv: [],
    });
    // Must be read, or the host would block once the pipe is full; the end of it explains a death.
    let lastWords = '';
    child.stderr?.on(
      'data',
      (text: Buffer) => (lastWords = (lastWords + text.toString('utf8')).slice(-4000)),
    );
    child.on('error', () => undefined);
    return {
      post: (message) => {
        if (child.connected) child.send(message as object, () => undefined);
      },
      onMessage: (listener) => void child.on('message', listener),
      onExit: (listener) => {
        let told = false;
        const tell = (code: number | null) => {
          if (told) return;
          told = true;
          if (code !== 0 && lastWords && process.env['LOSSLAB_DEBUG']) process.stderr.write(lastWords);
          listener(code);
        };
        child.on('exit', tell);
        child.on('error', () => tell(null));
      },
      kill: () => void child.kill('SIGKILL'),
    };
  };
}
