// Tests of what set-up prints, on a terminal and in a log.
import { describe, expect, it } from 'vitest';
import { createReporter, formatBytes } from './report.mjs';
import { memoryStream } from './testing.mjs';

describe('createReporter', () => {
  it('prints a line a part; in quiet mode only what changed', () => {
    const { stream, text } = memoryStream();
    const report = createReporter({ stream, quiet: true });
    report.done('Electron (cached)', { changed: false });
    report.done('SQLite (compiled)');
    expect(text()).toBe('✔ SQLite (compiled)\n');
  });

  it('prints progress at most every few seconds a part in a log', () => {
    const { stream, text } = memoryStream();
    let clock = 0;
    const report = createReporter({ stream, now: () => clock });
    for (clock = 0; clock <= 10_000; clock += 1000) report.progress(`A: ${clock}`);
    report.progress('B: 1');
    report.progress('B: 2');
    expect(text()).toBe('… A: 0\n… A: 5000\n… A: 10000\n… B: 1\n');
  });

  it('redraws one line on a terminal and clears it for the next', () => {
    const { stream, text } = memoryStream({ isTTY: true });
    let clock = 0;
    const report = createReporter({ stream, now: () => clock });
    report.progress('1 %');
    clock = 200;
    report.progress('2 %');
    report.done('there');
    expect(text()).toBe('\r\x1b[2K… 1 %\r\x1b[2K… 2 %\r\x1b[2K✔ there\n');
  });
});

describe('formatBytes', () => {
  it('shows percent where the whole is known', () => {
    expect(formatBytes(48e6, 111e6)).toBe('43 % (48 of 111 MB)');
    expect(formatBytes(48e6)).toBe('48 MB');
    expect(formatBytes(120e6, 111e6)).toMatch(/^100 %/);
  });
});
