// Gets one part: from the cache if what lies there can be trusted, else from the first of its sources that works (set-up, Node).
import { Attempt, PartProblem } from './problem.mjs';

/**
 * @typedef {object} Source
 * @property {string} label as the user reads it: "official release", "registry package"
 * @property {string} key of the part in the cache
 * @property {boolean} official fetched from the vendor's own server
 * @property {(staging: string) => Promise<Record<string, any> | void>} build fills the folder
 * @property {(part: import('./cache.mjs').Part) => Promise<unknown>} [check] throws where the part does not work here
 */

/**
 * @typedef {object} Context what every step of set-up works with
 * @property {import('./cache.mjs').Cache} cache
 * @property {import('./report.mjs').Reporter} report
 * @property {boolean} skipOfficial do as if the vendors' own servers did not exist
 * @property {boolean} retryOfficial ask them again although another source has served already
 * @property {boolean} verify hash every cached file
 * @property {'all' | 'cli' | 'test'} scope what is going to run: the app, only the command line, or the tests
 */

/**
 * @param {Context} context
 * @param {{ name: string, sources: Source[], advice: string[] }} wanted sources in order of preference
 * @returns {Promise<{ part: import('./cache.mjs').Part, source: Source, changed: boolean }>}
 */
export async function obtainPart(context, { name, sources, advice }) {
  const { cache, report, skipOfficial, retryOfficial, verify } = context;
  const usable = sources.filter((source) => !(skipOfficial && source.official));
  /** @type {Attempt[]} */
  const attempts = [];
  if (skipOfficial) {
    for (const source of sources.filter((s) => s.official))
      attempts.push(new Attempt(source.label, 'left out by LOSSLAB_SKIP_OFFICIAL'));
  }

  /** @type {Source | null} */
  let cachedSource = null;
  for (const source of usable) {
    const found = await cache.find(source.key, { full: verify });
    if ('missing' in found) continue;
    const reason = 'damaged' in found ? `${found.damaged} is damaged` : await failure(source, found.part);
    if (reason === null && 'part' in found) {
      if (source.official || !retryOfficial) return { part: found.part, source, changed: false };
      cachedSource = source;
      break;
    }
    report.warn(`${name}: the cached copy cannot be used (${reason}); getting it anew`);
    await cache.drop(source.key);
  }

  for (const source of usable) {
    if (source === cachedSource) {
      const found = await cache.find(source.key);
      if ('part' in found) return { part: found.part, source, changed: false };
    }
    try {
      const part = await cache.build(source.key, source.build);
      const reason = await failure(source, part);
      if (reason === null) return { part, source, changed: true };
      await cache.drop(source.key);
      throw new Error(reason);
    } catch (error) {
      if (error instanceof PartProblem) throw error;
      const attempt = new Attempt(source.label, error);
      attempts.push(attempt);
      report.note(`${name}: ${source.label} does not work here (${attempt.reason.split('\n')[0]})`);
    }
  }
  throw new PartProblem(name, attempts, advice);
}

/**
 * Why a part does not work, or null where it does.
 * @param {Source} source
 * @param {import('./cache.mjs').Part} part
 */
async function failure(source, part) {
  try {
    await source.check?.(part);
    return null;
  } catch (error) {
    if (error instanceof PartProblem) throw error;
    return error instanceof Error ? error.message : String(error);
  }
}
