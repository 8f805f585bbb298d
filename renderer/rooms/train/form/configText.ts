/** A configuration as text, to be copied and pasted between labs, terminals and notebooks; pure, renderer. */
import { parseRunConfig, type RunConfig } from '../../../../shared/config/runConfig';
import { runMetaSchema } from '../../../../shared/ipc/contract';
import { LabError } from '../../../../shared/result';
import type { RunMeta } from '../../../../shared/runs/run';

/** The configuration as indented JSON. */
export const configToText = (config: RunConfig): string => JSON.stringify(config, null, 2);

/** Text longer than this is no configuration. */
const maxCharacters = 200_000;

/** Where a JSON parser stopped, in words, if it says so. */
function placeIn(text: string, parserMessage: string): string {
  const position = /at position (\d+)/.exec(parserMessage)?.[1];
  if (position === undefined) return '';
  const before = text.slice(0, Number(position)).split('\n');
  return ` in line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`;
}

function parseJson(text: string): unknown {
  if (text.length > maxCharacters) throw new LabError('too-large', 'This is too long for a configuration.');
  try {
    return JSON.parse(text);
  } catch (cause) {
    const place = placeIn(text, cause instanceof Error ? cause.message : '');
    throw new LabError('invalid-input', `This is not JSON: it cannot be read${place}.`, { cause });
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The configuration that a text holds: one by itself, or a saved run as it is exported (then with its name, tags and
 * notes). Throws LabError `invalid-input` with every issue and its path, `too-large`.
 */
export function readConfigText(text: string): { config: RunConfig; meta: Partial<RunMeta> } {
  const value = parseJson(text);
  if (!isObject(value)) {
    throw new LabError('invalid-input', 'A configuration is a JSON object, { … }; this is something else.');
  }
  if (!isObject(value['config'])) return { config: parseRunConfig(value), meta: {} };
  const { name, tags, notes } = value;
  const meta = runMetaSchema.safeParse({ name, tags, notes });
  return { config: parseRunConfig(value['config']), meta: meta.success ? meta.data : {} };
}

/** Whether a text that was pasted somewhere looks as if it was meant as a configuration. */
export const looksLikeConfig = (text: string): boolean => /^\s*\{[\s\S]*"(dataset|config)"/.test(text);
