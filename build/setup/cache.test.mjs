// Tests of the cache: what it trusts, what it does not, and what an interrupted build leaves.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Cache } from './cache.mjs';
import { temporaryFolder } from './testing.mjs';

async function cacheWithPart() {
  const cache = new Cache(path.join(temporaryFolder(), 'cache'));
  const part = await cache.build('lib-1', async (staging) => {
    fs.mkdirSync(path.join(staging, 'lib'));
    fs.writeFileSync(path.join(staging, 'lib', 'a.so'), 'abcdef');
    fs.symlinkSync('a.so', path.join(staging, 'lib', 'b.so'));
    return { version: '1' };
  });
  return { cache, part, file: path.join(part.dir, 'lib', 'a.so') };
}

describe('Cache', () => {
  it('finds what it has built, with files, links and facts', async () => {
    const { cache, part } = await cacheWithPart();
    expect(await cache.find('lib-1')).toEqual({ part });
    expect(part.facts).toEqual({ version: '1' });
    expect(part.files['lib/b.so']).toEqual({ link: 'a.so' });
    expect(await cache.find('lib-2')).toEqual({ missing: true });
  });

  it('trusts a file whose time has changed only after hashing it', async () => {
    const { cache, part, file } = await cacheWithPart();
    fs.utimesSync(file, new Date(), new Date(1_000_000));
    expect(await cache.find('lib-1')).toHaveProperty('part.id', part.id);
    fs.writeFileSync(file, 'abcdeX');
    expect(await cache.find('lib-1')).toEqual({ damaged: 'lib/a.so' });
  });

  it.each([
    ['cut short', (/** @type {string} */ file) => fs.truncateSync(file, 3)],
    ['missing', (/** @type {string} */ file) => fs.rmSync(file)],
    ['a folder', (/** @type {string} */ file) => (fs.rmSync(file), fs.mkdirSync(file))],
  ])('does not trust a part with a file that is %s', async (_, damage) => {
    const { cache, file } = await cacheWithPart();
    damage(file);
    expect(await cache.find('lib-1')).toEqual({ damaged: 'lib/a.so' });
  });

  it('does not trust a part with a changed link or an unreadable manifest', async () => {
    const { cache, part } = await cacheWithPart();
    const link = path.join(part.dir, 'lib', 'b.so');
    fs.rmSync(link);
    fs.symlinkSync('elsewhere.so', link);
    expect(await cache.find('lib-1')).toEqual({ damaged: 'lib/b.so' });
    fs.writeFileSync(path.join(part.dir, '.manifest.json'), '{');
    expect(await cache.find('lib-1')).toEqual({ damaged: 'its manifest' });
  });

  it('finds bit rot that left size and time alone only when asked to hash everything', async () => {
    const { cache, part, file } = await cacheWithPart();
    const { atime, mtime } = fs.statSync(file);
    fs.writeFileSync(file, 'abcdeX');
    fs.utimesSync(file, atime, mtime);
    const record = /** @type {{ mtimeMs: number }} */ (part.files['lib/a.so']);
    const manifest = path.join(part.dir, '.manifest.json');
    const text = fs.readFileSync(manifest, 'utf8');
    fs.writeFileSync(manifest, text.replace(String(record.mtimeMs), String(fs.statSync(file).mtimeMs)));
    expect(await cache.find('lib-1')).toHaveProperty('part');
    expect(await cache.find('lib-1', { full: true })).toEqual({ damaged: 'lib/a.so' });
  });

  it('keeps the old part and no remains where a build fails', async () => {
    const { cache, part } = await cacheWithPart();
    const failing = cache.build('lib-1', async (staging) => {
      fs.writeFileSync(path.join(staging, 'half'), 'x');
      throw new Error('no compiler');
    });
    await expect(failing).rejects.toThrow('no compiler');
    expect(await cache.find('lib-1')).toEqual({ part });
    expect(fs.readdirSync(cache.stagingRoot)).toEqual([]);
  });

  it('refuses a build that made nothing', async () => {
    const { cache } = await cacheWithPart();
    await expect(cache.build('lib-2', async () => {})).rejects.toThrow('nothing was built');
  });

  it('sweeps away what a killed set-up has left half-done', async () => {
    const { cache, part } = await cacheWithPart();
    const staging = await cache.stage('lib-2');
    fs.writeFileSync(path.join(staging, 'half'), 'x');
    await cache.sweep();
    expect(fs.existsSync(staging)).toBe(false);
    expect(fs.readdirSync(cache.root)).toEqual(['lib-1']);
    expect(await cache.find('lib-2')).toEqual({ missing: true });
    expect(await cache.find('lib-1')).toEqual({ part });
  });

  it('remembers checks that passed and repeats those that did not', async () => {
    const { cache } = await cacheWithPart();
    let calls = 0;
    const check = async () => {
      calls += 1;
      if (calls === 1) throw new Error('does not load');
      return 'v1';
    };
    await expect(cache.checkOnce('lib on node 20', check)).rejects.toThrow('does not load');
    expect(await cache.checkOnce('lib on node 20', check)).toBe('v1');
    expect(await cache.checkOnce('lib on node 20', check)).toBe('v1');
    expect(calls).toBe(2);
    fs.writeFileSync(path.join(cache.root, 'checks.json'), 'not json');
    await cache.checkOnce('lib on node 20', check);
    expect(calls).toBe(3);
  });
});
