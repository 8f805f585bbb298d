// Tests of getting a part: the order of sources, distrust of the cache, and what is said where nothing works.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { PartProblem, reasonOf } from './problem.mjs';
import { obtainPart } from './provision.mjs';
import { testContext } from './testing.mjs';

/**
 * @param {string} label
 * @param {Partial<import('./provision.mjs').Source> & { fails?: string }} [options]
 */
function source(label, { fails, official = false, ...rest } = {}) {
  let builds = 0;
  return {
    label,
    key: label.replaceAll(' ', '-'),
    official,
    builds: () => builds,
    build: async (/** @type {string} */ staging) => {
      builds += 1;
      if (fails) throw new Error(fails);
      fs.writeFileSync(path.join(staging, 'file'), label);
    },
    ...rest,
  };
}

const advice = ['plug in the cable'];

describe('obtainPart', () => {
  it('takes the first source that works and the cache from then on', async () => {
    const context = testContext();
    const official = source('official', { official: true, fails: 'no network' });
    const mirror = source('mirror');
    const wanted = { name: 'Engine', sources: [official, mirror], advice };
    expect(await obtainPart(context, wanted)).toMatchObject({ source: { label: 'mirror' }, changed: true });
    expect(context.printed()).toContain('Engine: official does not work here (no network)');
    expect(await obtainPart(context, wanted)).toMatchObject({ source: { label: 'mirror' }, changed: false });
    expect([official.builds(), mirror.builds()]).toEqual([1, 1]);
  });

  it('asks the official source again only on request, and keeps what it has if that fails', async () => {
    const context = testContext();
    const mirror = source('mirror');
    await obtainPart(context, { name: 'Engine', sources: [mirror], advice });
    const closed = source('official', { official: true, fails: 'no network' });
    const again = { ...context, retryOfficial: true };
    expect(await obtainPart(again, { name: 'Engine', sources: [closed, mirror], advice })).toMatchObject({
      changed: false,
    });
    const open = source('official', { official: true });
    const got = await obtainPart(again, { name: 'Engine', sources: [open, mirror], advice });
    expect(got).toMatchObject({ source: { label: 'official' }, changed: true });
    expect(mirror.builds()).toBe(1);
  });

  it('builds a damaged part anew and says so', async () => {
    const context = testContext();
    const only = source('mirror');
    const { part } = await obtainPart(context, { name: 'Engine', sources: [only], advice });
    fs.writeFileSync(path.join(part.dir, 'file'), 'garbage');
    expect(await obtainPart(context, { name: 'Engine', sources: [only], advice })).toMatchObject({
      changed: true,
    });
    expect(context.printed()).toContain('the cached copy cannot be used (file is damaged)');
    expect(fs.readFileSync(path.join(part.dir, 'file'), 'utf8')).toBe('mirror');
  });

  it('does not keep a part that does not work here, and goes on', async () => {
    const context = testContext();
    const unfit = source('prebuilt', { check: () => Promise.reject(new Error('wrong glibc')) });
    const fit = source('compiled', { check: async () => {} });
    expect(await obtainPart(context, { name: 'Engine', sources: [unfit, fit], advice })).toMatchObject({
      source: { label: 'compiled' },
    });
    expect(await context.cache.find('prebuilt')).toEqual({ missing: true });
  });

  it('names part, attempts, reasons and a way out where nothing works', async () => {
    const cause = new Error('getaddrinfo ENOTFOUND example.org');
    const sources = [
      source('official release', { official: true, fails: 'unused' }),
      { ...source('registry package'), build: () => Promise.reject(new Error('fetch failed', { cause })) },
      source('compiling', { fails: 'g++ not found\nsecond line' }),
    ];
    const failing = obtainPart(testContext({ skipOfficial: true }), { name: 'Engine', sources, advice });
    await expect(failing).rejects.toThrow(PartProblem);
    await expect(failing).rejects.toThrow(
      [
        'Engine could not be set up.',
        '  Tried:',
        '  - official release: left out by LOSSLAB_SKIP_OFFICIAL',
        '  - registry package: fetch failed (getaddrinfo ENOTFOUND example.org)',
        '  - compiling: g++ not found',
        '      second line',
        '  What you can do:',
        '  - plug in the cable',
      ].join('\n'),
    );
  });

  it('does not go on to another source where the system itself is lacking', async () => {
    const next = source('next');
    const first = source('first', {
      check: () => Promise.reject(new PartProblem('System libraries', [], ['apt-get install x'])),
    });
    await expect(
      obtainPart(testContext(), { name: 'Engine', sources: [first, next], advice }),
    ).rejects.toThrow('System libraries');
    expect(next.builds()).toBe(0);
  });
});

describe('reasonOf', () => {
  it('adds a cause once and takes what is not an error as text', () => {
    expect(reasonOf(new Error('a', { cause: new Error('b') }))).toBe('a (b)');
    expect(reasonOf(new Error('a: b', { cause: new Error('b') }))).toBe('a: b');
    expect(reasonOf('text')).toBe('text');
  });
});
