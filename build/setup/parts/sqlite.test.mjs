// Tests of adapting better-sqlite3's build file, against the one that is installed.
import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inNodeModules } from '../paths.mjs';
import { forNodeApi8 } from './sqlite.mjs';

describe('forNodeApi8', () => {
  it('changes version, headers and link-time optimisation of the real build file', () => {
    const original = fs.readFileSync(inNodeModules('better-sqlite3', 'binding.gyp'), 'utf8');
    const changed = forNodeApi8(original, '/project/node_modules/node-addon-api');
    expect(changed).toContain("'NAPI_VERSION=8'");
    expect(changed).toContain('"/project/node_modules/node-addon-api"');
    expect(changed).not.toMatch(/flto|NAPI_VERSION=10|node -p|\[\s*,/);
  });

  it('says so where the build file is not as expected', () => {
    expect(() => forNodeApi8('{}', '/x')).toThrow('has changed its build file');
  });
});
