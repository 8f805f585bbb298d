/** How a field of the form is varied: one value, a list, a range; as it is typed and as a sweep takes it; pure, renderer. */
import { architectureText } from '../../../../shared/sweep/architecture';
import type { NumberField, Scalar, SweepField } from '../../../../shared/sweep/field';
import { findField } from '../../../../shared/sweep/fields';
import type { SpaceEntry } from '../../../../shared/sweep/spaceEntry';
import { formatPlain } from '../../../format/numbers';
import { parseNumber } from '../../../format/parseNumber';
import { parseHidden } from './hidden';

export type VariationMode = 'value' | 'list' | 'range';

/** A field's variation; what another mode had is remembered, so that going back and forth loses nothing. */
export interface VariedField {
  mode: VariationMode;
  /** Numbers or architectures as typed: "32, 64, 128", "64; 32,24". */
  text: string;
  /** The words chosen of a choice. */
  chosen: string[];
  min: number | null;
  max: number | null;
  log: boolean;
  /** What a grid takes of the range. */
  by: 'points' | 'step' | 'any';
  points: number | null;
  step: number | null;
  /** A condition that came with a file; kept, not edited. */
  when: SpaceEntry['when'];
}

/** The sweep's field that a form's field stands for: its own path, or the choice's id. */
export function sweepFieldOf(path: string): SweepField | undefined {
  return findField(path) ?? findField(`${path}.id`);
}

const words = /^(full|all|given|usual|auto)$/i;

/** The values a text lists; what cannot be read stays as it was typed, for its message. Special words stand for theirs. */
export function listedValues(field: SweepField, text: string): Scalar[] {
  if (field.kind === 'architecture') return parts(text, /[;\n]/).map(architectureOf);
  return parts(text, /[,;\s]+/).map((part): Scalar => {
    if (field.kind === 'number' && field.special && words.test(part)) return field.special.value;
    const number = parseNumber(part);
    return Number.isNaN(number) ? part : number;
  });
}

const parts = (text: string, separator: RegExp): string[] =>
  text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** "3x64" and "32 - 24" as the form's own field takes them. */
function architectureOf(text: string): string {
  const widths = parseHidden(text);
  return widths.every((width) => Number.isInteger(width)) ? architectureText(widths) : text;
}

/** Values as they are typed into a list. */
export function listText(field: SweepField, values: readonly unknown[]): string {
  const separator = field.kind === 'architecture' ? '; ' : ', ';
  return values.map((value) => valueText(field, value)).join(separator);
}

function valueText(field: SweepField, value: unknown): string {
  if (field.kind === 'number' && field.special && value === field.special.value) {
    return field.special.value ?? (field.path === 'dataset.testFraction' ? 'given' : 'all');
  }
  return typeof value === 'number' ? formatPlain(value) : typeof value === 'string' ? value : '';
}

/** What a field varies from the value that it has: a list of that value, a range around it. */
export function freshVariation(field: SweepField, current: unknown): VariedField {
  const number = field.kind === 'number' && typeof current === 'number' ? current : NaN;
  const around = field.kind === 'number' ? rangeAround(field, number) : { min: null, max: null };
  return {
    mode: 'value',
    text: current === undefined || field.kind === 'choice' ? '' : listText(field, [current]),
    chosen: field.kind === 'choice' && typeof current === 'string' ? [current] : [],
    ...around,
    log: false,
    by: 'points',
    points: 5,
    step: null,
    when: null,
  };
}

const tidy = (value: number): number => Number(value.toPrecision(2));

/** A decade each way where the scale is logarithmic, else from half to twice; within the field's bounds. */
function rangeAround({ spec }: NumberField, value: number): { min: number; max: number } {
  const centre = Number.isFinite(value) && value > 0 ? value : spec.log ? 1e-3 : (spec.min + 1) / 2;
  const factor = spec.log && !spec.integer ? 10 : 2;
  const round = (end: number): number => (spec.integer ? Math.round(end) : tidy(end));
  const low = Math.max(round(centre / factor), spec.exclusiveMin ? Number.MIN_VALUE : spec.min);
  const high = Math.min(round(centre * factor), spec.max);
  return { min: Math.min(low, high), max: Math.max(high, low) };
}

/** The line of the sweep's space, for its check; null where the field has one value. */
export function spaceLine(path: string, varied: VariedField): Record<string, unknown> | null {
  const field = findField(path);
  if (!field || varied.mode === 'value') return null;
  const when = varied.when === null ? {} : { when: varied.when };
  if (varied.mode === 'list') {
    const values = field.kind === 'choice' ? varied.chosen : listedValues(field, varied.text);
    return { path, kind: 'values', values, ...when };
  }
  return {
    path,
    kind: 'range',
    min: varied.min ?? NaN,
    max: varied.max ?? NaN,
    scale: varied.log ? 'log' : 'linear',
    step: varied.by === 'step' && !varied.log ? (varied.step ?? NaN) : null,
    points: varied.by === 'points' ? (varied.points ?? NaN) : null,
    ...when,
  };
}

/** The variation that a line of a sweep stands for. */
export function variationOf(entry: SpaceEntry): VariedField {
  const field = findField(entry.path);
  const empty = freshVariation(field as SweepField, undefined);
  if (entry.kind === 'values') {
    const isChoice = field?.kind === 'choice';
    return {
      ...empty,
      mode: 'list',
      text: field && !isChoice ? listText(field, entry.values) : '',
      chosen: isChoice ? entry.values.map(String) : [],
      when: entry.when,
    };
  }
  const { min, max, scale, step, points, when } = entry;
  const by = step !== null ? 'step' : points !== null ? 'points' : 'any';
  const log = scale === 'log';
  return { ...empty, mode: 'range', min, max, log, by, step, points: points ?? empty.points, when };
}

/** A saved variation, whole and of the right shape, or null. */
export function reviveVariation(path: string, saved: unknown): VariedField | null {
  const field = findField(path);
  if (!field || typeof saved !== 'object' || saved === null) return null;
  const given = saved as Partial<VariedField>;
  const empty = freshVariation(field, undefined);
  const number = (value: unknown): number | null => (typeof value === 'number' ? value : null);
  const when = typeof given.when === 'object' && given.when !== undefined ? given.when : null;
  return {
    mode: given.mode === 'list' || given.mode === 'range' ? given.mode : 'value',
    text: typeof given.text === 'string' ? given.text : empty.text,
    chosen: Array.isArray(given.chosen) ? given.chosen.map(String) : [],
    min: number(given.min),
    max: number(given.max),
    log: given.log === true,
    by: given.by === 'step' || given.by === 'any' ? given.by : 'points',
    points: number(given.points),
    step: number(given.step),
    when,
  };
}
