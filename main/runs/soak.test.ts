// Runs by the dozen through one host: it holds no more files and threads at the end than after the first ones.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { labWorkshop } from './fixtures/labs';
import { quarters, soak } from './fixtures/soak';

let workshop: Awaited<ReturnType<typeof labWorkshop>>;
beforeAll(async () => {
  workshop = await labWorkshop();
});
afterAll(() => workshop.remove());

/** `npm run test:soak` does a thousand and looks at memory as well, which says nothing after so few. */
const runs = 40;

test(`${runs} runs leave neither handles nor threads behind`, { timeout: 240_000 }, async (context) => {
  if (process.platform !== 'linux') return context.skip('handles are counted in /proc');
  const { lab } = workshop.openLab();
  const samples = await soak(lab, { runs, samples: 20 });
  expect(samples).toHaveLength(20);
  for (const of of [
    (sample: (typeof samples)[number]) => sample.host.handles,
    (sample: (typeof samples)[number]) => sample.host.threads,
    (sample: (typeof samples)[number]) => sample.lab.handles,
    (sample: (typeof samples)[number]) => sample.lab.threads,
  ]) {
    const [early, late] = quarters(samples, of);
    expect(early).toBeGreaterThan(0);
    expect(late).toBeLessThanOrEqual(early + 1);
  }
});
