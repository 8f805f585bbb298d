// In each process of end-to-end tests, before a file: its display is the one that is this process's alone (tests, Node).
import { inject } from 'vitest';

const displays = /** @type {string[]} */ (inject('displays'));
const own = displays[(Number(process.env.VITEST_POOL_ID) - 1) % displays.length];
if (own) {
  process.env.DISPLAY = own;
  // Where there is a desktop, nothing is to open on it.
  delete process.env.WAYLAND_DISPLAY;
}
