/** Where the Redis of a cluster is: addresses read, checked, and shown without their secrets; any Node process. */
import type { RedisOptions } from 'ioredis';
import { LabError } from '../../shared/result';

export interface RedisAddress {
  readonly options: Pick<RedisOptions, 'host' | 'port' | 'username' | 'password' | 'db' | 'tls'>;
  /** Without user and password: the only form that may be shown, logged or stored in plain. */
  readonly shown: string;
}

const defaultPort = 6379;

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
      ...(isSecure ? { tls: { servername: host } } : {}),
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
