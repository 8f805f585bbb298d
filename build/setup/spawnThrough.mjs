// Runs the program a command stands for as if it had been called directly: same streams, signals and exit code (Node).
import { spawn } from 'node:child_process';
import { mergeEnv } from './run.mjs';

/**
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options] env is added; undefined removes
 * @returns {Promise<{ code: number | null, signal: NodeJS.Signals | null }>}
 */
export function spawnThrough(command, args, { cwd, env = {} } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: mergeEnv(env), stdio: 'inherit' });
    // Ctrl-C reaches the child by itself, it is in the terminal's foreground group: here it must only not end us first.
    const ignore = () => {};
    const forward = (/** @type {NodeJS.Signals} */ signal) => child.kill(signal);
    process.on('SIGINT', ignore);
    for (const signal of FORWARDED) process.on(signal, forward);
    const settle = () => {
      process.off('SIGINT', ignore);
      for (const signal of FORWARDED) process.off(signal, forward);
    };
    child.once('error', (error) => {
      settle();
      reject(error);
    });
    child.once('exit', (code, signal) => {
      settle();
      resolve({ code, signal });
    });
  });
}

const FORWARDED = /** @type {NodeJS.Signals[]} */ (['SIGTERM', 'SIGHUP']);

/**
 * Ends this process the way the child ended.
 * @param {{ code: number | null, signal: NodeJS.Signals | null }} ending
 */
export function endLike({ code, signal }) {
  if (signal) process.kill(process.pid, signal);
  else process.exitCode = code ?? 1;
}
