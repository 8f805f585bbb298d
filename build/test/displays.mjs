// A virtual display for each process of end-to-end tests, so that windows of two journeys never take each other's focus or clipboard (tests, Node).
import { spawn } from 'node:child_process';
import { findProgram } from '../setup/run.mjs';

const START_MS = 20_000;
const SCREEN = '2000x1200x24';

/**
 * Whether journeys may run side by side: each needs a display of its own, which only Xvfb gives.
 * @returns {boolean}
 */
export function canMakeDisplays() {
  return process.platform === 'linux' && findProgram('Xvfb') !== null;
}

/**
 * Starts one display; the server itself finds a number that is free.
 * @returns {Promise<{ name: string, stop: () => Promise<void> }>} name: as for DISPLAY, for example ":99"
 */
export function startDisplay() {
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', SCREEN, '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise((resolve) => {
    server.once('exit', resolve);
    server.once('error', resolve);
  });
  const stop = async () => {
    server.kill();
    await ended;
  };
  return new Promise((resolve, reject) => {
    let output = '';
    let number = '';
    const fail = (/** @type {string} */ why) => {
      clearTimeout(timer);
      server.kill('SIGKILL');
      reject(new Error(`no virtual display: ${why}\n${output}`));
    };
    const timer = setTimeout(() => fail(`Xvfb has said nothing for ${START_MS / 1000} s`), START_MS);
    server.once('error', (error) => fail(error.message));
    server.once('exit', () => fail('Xvfb has ended'));
    server.stderr?.on('data', (chunk) => (output += chunk));
    server.stdio[3]?.on('data', (chunk) => {
      number += chunk;
      if (!number.endsWith('\n')) return;
      clearTimeout(timer);
      resolve({ name: `:${number.trim()}`, stop });
    });
  });
}
