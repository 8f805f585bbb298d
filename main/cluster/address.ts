/** Where the Redis of a cluster is: addresses read, checked, and shown without their secrets; any Node process. */
import { readFileSync, statSync } from 'node:fs';
import net from 'node:net';
import type { RedisOptions } from 'ioredis';
import type { ClusterPlace } from '../../shared/cluster/status';
import { LabError } from '../../shared/result';

export interface RedisAddress {
  readonly options: Pick<RedisOptions, 'host' | 'port' | 'username' | 'password' | 'db' | 'tls'>;
  /** Without user and password: the only form that may be shown, logged or stored in plain. */
  readonly shown: string;
}

const defaultPort = 6379;
const mostCertificateBytes = 1024 * 1024;

/** Where a place is, with the certificates that vouch for it. Throws LabError `invalid-input`, or `not-found` where they cannot be read. */
export function addressOf({ url, caFile = null }: ClusterPlace): RedisAddress {
  const address = parseRedisUrl(url);
  if (caFile === null) return address;
  const { tls } = address.options;
  if (!tls)
    throw new LabError(
      'invalid-input',
      'A certificate file is for rediss:// only; redis:// is not encrypted.',
    );
  return { ...address, options: { ...address.options, tls: { ...tls, ca: readCertificates(caFile) } } };
}

function readCertificates(file: string): string {
  let text: string;
  try {
    text = statSync(file).size > mostCertificateBytes ? '' : readFileSync(file, 'utf8');
  } catch (error) {
    throw new LabError('not-found', `The certificate file "${file}" cannot be read.`, { cause: error });
  }
  if (!text.includes('-----BEGIN CERTIFICATE-----'))
    throw new LabError('bad-file', `"${file}" holds no certificate (PEM).`);
  return text;
}

/** An address without its password, and the password; as it is where it is no address. */
export function splitPassword(url: string): { readonly url: string; readonly password: string } {
  try {
    const parts = new URL(url.trim());
    const password = decoded(parts.password);
    parts.password = '';
    return { url: parts.href, password };
  } catch {
    return { url, password: '' };
  }
}

/** The address with a password in it; '' for none. Throws LabError `invalid-input`, without either in it. */
export function withPassword(url: string, password: string): string {
  if (password === '') return url;
  parseRedisUrl(url);
  const parts = new URL(url.trim());
  parts.password = encoded(password);
  return parts.href;
}

function encoded(password: string): string {
  try {
    return encodeURIComponent(password);
  } catch {
    throw new LabError('invalid-input', 'The password ends or begins in half a character; write it anew.');
  }
}

/** Reads `redis://[user[:password]@]host[:port][/number]`, or `rediss://…` for TLS. Throws LabError `invalid-input`, without the address in it. */
export function parseRedisUrl(text: string): RedisAddress {
  let url: URL;
  try {
    url = new URL(text.trim());
  } catch {
    throw wrong('It is not a URL.');
  }
  if (url.protocol !== 'redis:' && url.protocol !== 'rediss:') throw wrong('It begins otherwise.');
  if (url.hostname === '') throw wrong('It names no host.');
  const number = /^\/?(\d{1,3})?$/.exec(url.pathname);
  if (!number || url.search !== '' || url.hash !== '')
    throw wrong('After the host only the number of a database may come.');
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = url.port === '' ? defaultPort : Number(url.port);
  const db = Number(number[1] ?? 0);
  const isSecure = url.protocol === 'rediss:';
  return {
    options: {
      ...{ host, port, db },
      ...(url.username === '' ? {} : { username: decoded(url.username) }),
      ...(url.password === '' ? {} : { password: decoded(url.password) }),
      // Servers are asked for by name; one that is named by its number is not.
      ...(isSecure ? { tls: net.isIP(host) === 0 ? { servername: host } : {} } : {}),
    },
    shown: `${url.protocol}//${url.hostname}:${port}${db === 0 ? '' : `/${db}`}`,
  };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw wrong('Special characters in user or password must be written as %XX.');
  }
}

/** A text without user and password of any Redis address in it. */
export const redactRedisUrls = (text: string): string =>
  text.replace(/\b(rediss?:\/\/)[^\s/@]*(?:@[^\s/@]*)*@/gi, '$1…@');

const wrong = (why: string) =>
  new LabError(
    'invalid-input',
    `The address of Redis must look like redis://host:6379 or rediss://user:password@host:6379. ${why}`,
  );
