// Runs other programs with a time limit, and ends them with everything they started (set-up and test runner, Node).
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { projectRoot } from './paths.mjs';

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/** A program that did not end well; the message ends with the last lines it printed. */
export class RunError extends Error {
  /**
   * @param {string} message
   * @param {string} output
   */
  constructor(message, output) {
    const tail = output.trimEnd().split('\n').slice(-12).join('\n');
    super(tail ? `${message}\n${tail}` : message);
    this.name = 'RunError';
    this.output = output;
  }
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {object} [options]
 * @param {string} [options.cwd]
 * @param {NodeJS.ProcessEnv} [options.env] added to this process's environment; undefined removes
 * @param {number} [options.timeoutMs]
 * @returns {Promise<{ stdout: string, output: string }>} rejects unless it exits with 0
 */
export function run(command, args, { cwd = projectRoot, env = {}, timeoutMs = 10 * 60_000 } = {}) {
  return new Promise((resolve, reject) => {
    const shown = `${path.basename(command)} ${args[0] ?? ''}`.trim();
    const child = spawn(command, args, {
      cwd,
      env: mergeEnv(env),
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, so that a compiler started by make started by node-gyp can be ended too.
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    running.add(child);
    let stdout = '';
    let output = '';
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      killTree(child);
    }, timeoutMs);
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
      output += chunk;
    });
    child.stderr.on('data', (chunk) => (output += chunk));
    const settle = () => {
      clearTimeout(timer);
      running.delete(child);
    };
    child.on('error', (error) => {
      settle();
      const { code } = /** @type {NodeJS.ErrnoException} */ (error);
      reject(
        new RunError(
          code === 'ENOENT' ? `${path.basename(command)} is not installed` : error.message,
          output,
        ),
      );
    });
    child.on('close', (code, signal) => {
      settle();
      if (code === 0) return resolve({ stdout, output });
      if (timedOut)
        return reject(new RunError(`${shown} took longer than ${Math.round(timeoutMs / 1000)} s`, output));
      reject(
        new RunError(signal ? `${shown} was ended by ${signal}` : `${shown} exited with ${code}`, output),
      );
    });
  });
}

/** @param {NodeJS.ProcessEnv} env */
export function mergeEnv(env) {
  const merged = { ...process.env, ...env };
  for (const name of Object.keys(merged)) if (merged[name] === undefined) delete merged[name];
  return merged;
}

/** Ends every program still running; for exit and signal handlers. */
export function killRunning() {
  for (const child of running) killTree(child);
}

/** @param {import('node:child_process').ChildProcess} child */
export function killTree(child) {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32')
      spawn('taskkill', ['/pid', String(child.pid), '/t', '/f'], { stdio: 'ignore' });
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/**
 * Runs the npm that runs us, whatever platform: on Windows `npm` itself is a batch file.
 * @param {string[]} args
 * @param {Parameters<typeof run>[2]} [options]
 */
export function runNpm(args, options) {
  // `npm run -s` hands its silence down, and a silent npm does not say why it fails.
  const loud = [...args, '--loglevel=error'];
  const cli = process.env.npm_execpath;
  if (cli && /npm-cli\.[cm]?js$/.test(cli)) return run(process.execPath, [cli, ...loud], options);
  const windowsCli = path.join(path.dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js');
  if (process.platform === 'win32') return run(process.execPath, [windowsCli, ...loud], options);
  return run('npm', loud, options);
}

/**
 * The full path of a program on the PATH, or null.
 * @param {string} name
 * @param {string} [pathList]
 */
export function findProgram(name, pathList = process.env.PATH ?? '') {
  for (const dir of pathList.split(path.delimiter).filter(Boolean)) {
    const file = path.join(dir, process.platform === 'win32' ? `${name}.exe` : name);
    try {
      fs.accessSync(file, fs.constants.X_OK);
      return file;
    } catch {
      // Not here.
    }
  }
  return null;
}
