/** Where sweeps are trained, as it is kept: the password apart from all that the page sees, and for nobody else. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { newFile, openStore } from '../store/fixtures/stores';
import { ClusterSettings } from './clusterSettings';
import type { SecretBox } from './types';

const secret = 'p@ss/word:%41';

/** As a keyring does it, with a key of this test. */
function keyring(key = randomBytes(32)): SecretBox {
  return {
    isEncrypted: true,
    close: (text) => {
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, iv);
      const sealed = Buffer.concat([cipher.update(text), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64');
    },
    open: (closed) => {
      const data = Buffer.from(closed, 'base64');
      const decipher = createDecipheriv('aes-256-gcm', key, data.subarray(0, 12));
      decipher.setAuthTag(data.subarray(12, 28));
      return Buffer.concat([decipher.update(data.subarray(28)), decipher.final()]).toString();
    },
  };
}

const choice = { url: 'rediss://me@redis.example:6380/2', keyFile: '/key', caFile: '/ca', password: secret };

test('the password is kept apart: encrypted where there is a keyring, plain where there is none', () => {
  for (const [box, kept] of [
    [keyring(), 'encrypted'],
    [undefined, 'plain'],
  ] as const) {
    const file = newFile();
    const store = openStore(file);
    const settings = new ClusterSettings(store, box);
    const url = `rediss://me:${encodeURIComponent(secret)}@redis.example:6380/2`;
    const { url: shown, keyFile, caFile } = choice;
    const seen = { url: shown, keyFile, caFile, password: kept };
    // Whether it comes with the address or beside it.
    for (const given of [
      { ...choice, caFile: null },
      { ...choice, url, caFile: null, password: null },
    ]) {
      expect(settings.keep(given).cluster).toEqual({ ...seen, caFile: null });
      expect(settings.place()).toEqual({ url, keyFile, caFile: null });
      expect(JSON.stringify(store.settings())).not.toMatch(/p@ss|p%40ss/);
    }
    store.close();
    expect(readFileSync(file).includes(secret)).toBe(kept === 'plain');
  }
});

test('what is kept goes nowhere but where it was given for', () => {
  const store = openStore(newFile());
  const settings = new ClusterSettings(store, keyring());
  const given = { ...choice, caFile: null };
  settings.keep(given);
  const again = { ...given, password: null };
  expect(settings.placeOf(again)).toEqual(settings.place());
  for (const other of [{ url: 'rediss://me@elsewhere.example' }, { keyFile: null }, { caFile: '/another' }])
    expect(settings.placeOf({ ...again, ...other }).url).not.toContain('p%40ss');
  settings.keep(null);
  expect(store.settings().cluster).toBeNull();
  expect(store.secret('redis')).toBeNull();
  store.close();
});

test('another keyring, or none, is told; what is no address is not kept', () => {
  const store = openStore(newFile());
  new ClusterSettings(store, keyring()).keep({ ...choice, caFile: null });
  for (const box of [keyring(), undefined])
    expect(() => new ClusterSettings(store, box).place()).toThrow(/cannot be read.*Enter it again/);
  expect(() => new ClusterSettings(store).keep({ ...choice, url: 'http://redis.example' })).toThrow(
    /must look like/,
  );
  store.close();
});
