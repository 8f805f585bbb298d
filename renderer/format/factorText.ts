/** Settings that differ among runs, and their values, in words (renderer). */
import {
  dataPath,
  importedPath,
  seedPath,
  type Factor,
  type FactorValue,
} from '../../shared/compare/factors';
import { fieldLabel, valueText } from './sweepText';

const labels: Readonly<Record<string, string>> = {
  [seedPath]: 'Seed',
  [dataPath]: 'Data content',
  [importedPath]: 'Imported run',
  'training.earlyStopping': 'Early stopping',
};

/** The name of a setting: "Learning rate". */
export const factorLabel = (path: string): string => labels[path] ?? fieldLabel(path);

/** "Learning rate" within a sentence; abbreviations stay as they are. */
export const inSentence = (label: string): string =>
  /^\p{Lu}\p{Ll}/u.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;

/** A value alone: "ReLU", "64", "all rows". */
export function factorValueText(path: string, value: FactorValue): string {
  if (path === seedPath || path === importedPath) return value === undefined ? '–' : String(value);
  if (path === dataPath) return String(value).slice(0, 8);
  if (path === 'training.earlyStopping' && value === null) return 'no';
  return valueText(path, value);
}

/** A value with what it is of, where that is not clear from itself: "ReLU", "width 64". */
export function factorPhrase(path: string, value: FactorValue): string {
  const text = factorValueText(path, value);
  return path.endsWith('.id') || path === importedPath ? text : `${inSentence(factorLabel(path))} ${text}`;
}

/** Values of some settings as a name: "ReLU, width 64"; empty where there are none. */
export const factorNames = (
  factors: readonly Pick<Factor, 'path'>[],
  values: readonly FactorValue[],
): string =>
  factors
    .map(({ path }, f) => ({ path, value: values[f] }))
    .filter(({ value }) => value !== undefined)
    // Words first: "ReLU, width 64" reads better than "width 64, ReLU".
    .sort((a, b) => Number(b.path.endsWith('.id')) - Number(a.path.endsWith('.id')))
    .map(({ path, value }) => factorPhrase(path, value))
    .join(', ');
