// Tests of finding what the system lacks: what ldd prints, and what the packages are called on which release.
import { describe, expect, it } from 'vitest';
import { packagesOf, parseMissing, resolveNames } from './systemLibraries.mjs';

const LDD = `
	linux-vdso.so.1 (0x00007ffd2b5f2000)
	libffmpeg.so => /opt/electron/libffmpeg.so (0x00007f5c2f400000)
	libgtk-3.so.0 => not found
	libasound.so.2 => not found
	libnss3.so => /lib/x86_64-linux-gnu/libnss3.so (0x00007f5c2f2d0000)
	libgtk-3.so.0 => not found
	/lib64/ld-linux-x86-64.so.2 (0x00007f5c3a8f2000)
`;

describe('parseMissing', () => {
  it('lists each library that was not found once', () => {
    expect(parseMissing(LDD)).toEqual(['libgtk-3.so.0', 'libasound.so.2']);
    expect(parseMissing('\tnot a dynamic executable\n')).toEqual([]);
  });
});

describe('packagesOf', () => {
  it('maps libraries to packages, each once, and tells what it does not know', () => {
    const libraries = ['libnss3.so', 'libsmime3.so', 'libgtk-3.so.0', 'libstrange.so.7'];
    expect(packagesOf(libraries)).toEqual({
      packages: ['libnss3', 'libgtk-3-0'],
      unknown: ['libstrange.so.7'],
    });
  });
});

describe('resolveNames', () => {
  const names = ['libgtk-3-0', 'libnss3', 'libasound2', 'xvfb'];
  const renamed = ['libgtk-3-0t64', 'libnss3', 'libasound2t64', 'xvfb'];

  it('goes by what apt knows', () => {
    expect(resolveNames(names, new Set(names), { ID: 'debian', VERSION_ID: '13' })).toEqual(names);
    expect(
      resolveNames(names, new Set([...renamed, 'libasound2']), { ID: 'debian', VERSION_ID: '12' }),
    ).toEqual(renamed);
  });

  it.each([
    ['debian', '12', names],
    ['debian', '13', renamed],
    ['debian', undefined, renamed],
    ['ubuntu', '22.04', names],
    ['ubuntu', '24.04', renamed],
    ['ubuntu', '24.10', renamed],
  ])('goes by the release where apt knows nothing: %s %s', (ID, VERSION_ID, expected) => {
    expect(resolveNames(names, new Set(), VERSION_ID === undefined ? { ID } : { ID, VERSION_ID })).toEqual(
      expected,
    );
  });
});
