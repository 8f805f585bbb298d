// Tests of running other programs: results, messages, time limits, and whole process trees.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { findProgram, run } from './run.mjs';
import { temporaryFolder } from './testing.mjs';

const node = process.execPath;

describe('run', () => {
  it('hands back what was printed, with variables added and removed', async () => {
    const script = 'console.log(process.env.A, process.env.HOME); console.error("aside")';
    const { stdout, output } = await run(node, ['-e', script], { env: { A: '1', HOME: undefined } });
    expect(stdout).toBe('1 undefined\n');
    expect(output).toContain('aside');
  });

  it('says how it ended and the last that was printed', async () => {
    const failing = run(node, ['-e', 'console.error("cannot link"); process.exit(3)']);
    await expect(failing).rejects.toThrow(/exited with 3\ncannot link$/);
    await expect(run('no-such-program', [])).rejects.toThrow('no-such-program is not installed');
  });

  it.skipIf(process.platform === 'win32')(
    'ends a program that takes too long, and what it has started',
    async () => {
      const file = path.join(temporaryFolder(), 'pid');
      const script = `
      const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
      require('node:fs').writeFileSync(${JSON.stringify(file)}, String(child.pid));
      setInterval(() => {}, 1000);
    `;
      await expect(run(node, ['-e', script], { timeoutMs: 1500 })).rejects.toThrow('took longer than 2 s');
      const grandchild = Number(fs.readFileSync(file, 'utf8'));
      await expect.poll(() => isRunning(grandchild)).toBe(false);
    },
  );
});

/** A killed process that nobody has waited for yet still has a number. @param {number} pid */
function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return !/\) Z /.test(fs.readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

describe('findProgram', () => {
  it('finds executables on the given path only', () => {
    const dir = temporaryFolder();
    const name = process.platform === 'win32' ? 'tool.exe' : 'tool';
    fs.writeFileSync(path.join(dir, name), '', { mode: 0o755 });
    expect(findProgram('tool', dir)).toBe(path.join(dir, name));
    expect(findProgram('other', dir)).toBeNull();
  });
});
