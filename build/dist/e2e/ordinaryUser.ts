/** Somebody without rights and without settings, who starts a packaged lab as users do: with Electron's sandbox on (tests, Node). */
import { execFile } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** `nobody` of every Linux: may nothing, owns nothing. */
const NOBODY = { uid: 65534, gid: 65534 } as const;

export interface OrdinaryUser {
  /** Empty at first. */
  readonly home: string;
  /** Where the lab keeps its data without being told. */
  readonly dataFolder: string;
  readonly env: Record<string, string>;
  /** Whom to start programs as; nobody in particular where the test is not run by root. */
  readonly ids: { readonly uid: number; readonly gid: number } | undefined;
  /** Runs a program; its standard output. */
  readonly run: (
    command: string,
    args: readonly string[],
    env?: Readonly<Record<string, string>>,
  ) => Promise<string>;
  readonly remove: () => void;
}

/** Root becomes `nobody`, as Electron does not start as root; everybody else stays who they are, in another home. */
export function ordinaryUser(): OrdinaryUser {
  const ids = process.getuid?.() === 0 ? NOBODY : undefined;
  const home = mkdtempSync(path.join(os.tmpdir(), 'losslab-home-'));
  const share = path.join(home, '.local', 'share');
  mkdirSync(share, { recursive: true });
  const env: Record<string, string> = {
    HOME: home,
    // Chromium makes files for its own purposes there.
    XDG_RUNTIME_DIR: home,
    PATH: '/usr/local/bin:/usr/bin:/bin',
    LANG: 'C.UTF-8',
    // Nothing the app does is anything to the desktop's message bus.
    DBUS_SESSION_BUS_ADDRESS: '/dev/null',
    ...display(home),
  };
  const own = [home, path.join(home, '.local'), share, path.join(home, '.Xauthority')];
  if (ids) for (const file of own) chownIfThere(file, ids);
  chmodSync(home, 0o700);
  return {
    home,
    dataFolder: path.join(share, 'LossLab'),
    env,
    ids,
    run: async (command, args, more = {}) => {
      const { DISPLAY: _, ...withoutDisplay } = env;
      const options = { env: { ...withoutDisplay, ...more }, cwd: '/', maxBuffer: 1 << 26, ...ids };
      return (await run(command, [...args], options)).stdout;
    },
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
}

/** The display of the test, with a ticket of the user's own. */
function display(home: string): Record<string, string> {
  const { DISPLAY, XAUTHORITY } = process.env;
  if (!DISPLAY) throw new Error('these tests need a display; start them by "npm run test:packages"');
  const ticket = path.join(home, '.Xauthority');
  if (XAUTHORITY) copyFileSync(XAUTHORITY, ticket);
  return { DISPLAY, XAUTHORITY: ticket };
}

function chownIfThere(file: string, { uid, gid }: { uid: number; gid: number }): void {
  try {
    chownSync(file, uid, gid);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
