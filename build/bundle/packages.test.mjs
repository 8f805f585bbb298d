// Tests of the list of packages inside a bundle.
import { describe, expect, it } from 'vitest';
import { packagesOf } from './packages.mjs';

describe('packagesOf', () => {
  it('names each package once, of whatever path', () => {
    expect(
      packagesOf([
        'node_modules/zod/v4/core.js',
        '/home/me/lab/node_modules/zod/index.js',
        'C:\\lab\\node_modules\\@vue\\shared\\dist\\shared.js',
        'main/index.ts',
        '\0/lab/node_modules/long/umd/index.js?commonjs-exports',
      ]),
    ).toEqual(['node_modules/@vue/shared', 'node_modules/long', 'node_modules/zod']);
  });

  it('tells a package that another brings along from its namesake', () => {
    expect(packagesOf(['node_modules/a/node_modules/@b/c/index.js', 'node_modules/@b/c/index.js'])).toEqual([
      'node_modules/@b/c',
      'node_modules/a/node_modules/@b/c',
    ]);
  });

  it('knows icons by their collection', () => {
    expect(packagesOf(['~icons/lucide/play.vue', '/~icons/lucide/pause'])).toEqual([
      'node_modules/@iconify-json/lucide',
    ]);
  });
});
