// Every reader of files of somebody else's is given changed copies of real ones; `npm run fuzz` gives each thousands.
import { expect, test } from 'vitest';
import { fuzzFiles, type FuzzFigures } from './fixtures/fuzzFiles';
import { runtimeParts } from './fixtures/labs';

const many = process.env['LOSSLAB_FUZZ_FILES'];
const cases = Number(many ?? 60);
const seed = Number(process.env['LOSSLAB_FUZZ_SEED'] ?? 1);

const line = ({ format, cases: tried, taken, refused, slowestMs, problems }: FuzzFigures) =>
  `${format.padEnd(20)} ${String(tried).padStart(7)} ${String(taken).padStart(7)} ${String(refused).padStart(8)} ${slowestMs.toFixed(0).padStart(9)} ms ${String(problems.length).padStart(9)}\n`;

test(
  `${cases} changed files of each format are taken or refused, and nothing is written`,
  { timeout: 3_600_000 },
  async () => {
    if (many) process.stdout.write(`format                 files   taken  refused      slowest  problems\n`);
    const figures = await fuzzFiles({ cases, seed, nativeBinding: runtimeParts.sqliteBinding }, (one) => {
      if (many) process.stdout.write(line(one));
    });
    expect(
      figures.flatMap(({ format, problems }) => problems.map((problem) => `${format}: ${problem}`)),
    ).toEqual([]);
    expect(figures).toHaveLength(8);
    // Or the changes would not reach what they are meant for.
    for (const { refused, taken } of figures) expect(refused + taken).toBe(cases);
    expect(figures.reduce((sum, { refused }) => sum + refused, 0)).toBeGreaterThan(cases);
  },
);
