/** What a series of another program measures, by its name: "val_acc" is the test error, as 100 % less the accuracy; pure. */
import type { RunMeasure } from '../../shared/runs/run';

/** A measure of the lab and how its numbers follow. */
export interface Meaning {
  readonly measure: RunMeasure;
  /** The value in the lab's unit: errors in percent. */
  convert(value: number): number;
  /** Smaller says it better: where several series could be a measure, that one is taken. */
  readonly rank: number;
}

/** Words of a name: "Loss/train" and "train_loss" are the same. */
function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9%]+/)
    .filter(Boolean);
}

const ofTest: ReadonlySet<string> = new Set([
  'val',
  'valid',
  'validation',
  'test',
  'eval',
  'evaluation',
  'dev',
]);
const ofTraining: ReadonlySet<string> = new Set(['train', 'training', 'tr']);
const lossWords: ReadonlySet<string> = new Set([
  'loss',
  'nll',
  'xent',
  'crossentropy',
  'ce',
  'cost',
  'objective',
]);
const accuracyWords: ReadonlySet<string> = new Set(['accuracy', 'acc', 'top1']);
const errorWords: ReadonlySet<string> = new Set(['error', 'err']);
/** Say only how often, or of what a mean is made. */
const fillers: ReadonlySet<string> = new Set([
  'epoch',
  'step',
  'batch',
  'mean',
  'avg',
  'average',
  'final',
  'percent',
  'rate',
  '%',
  'categorical',
  'sparse',
  'binary',
  'cross',
  'entropy',
  'iteration',
  'iterations',
  'vs',
  'steps',
]);

/** null for what has no place in the lab's charts; it is kept all the same. */
export function measureOf(name: string, values: Float64Array): Meaning | null {
  const words = wordsOf(name);
  const isTest = words.some((word) => ofTest.has(word));
  const isTraining = words.some((word) => ofTraining.has(word));
  const kinds = [lossWords, accuracyWords, errorWords].filter((known) =>
    words.some((word) => known.has(word)),
  );
  const [kind] = kinds;
  if (!kind || kinds.length > 1 || (isTest && isTraining)) return null;
  const others = words.filter(
    (word) => !ofTest.has(word) && !ofTraining.has(word) && !kind.has(word) && !fillers.has(word),
  );
  // "kl_loss" or "top5 accuracy" is something else.
  if (others.length > 0) return null;
  // A plain name is better than one with additions, "validation" than "test" where both are there, as it comes more often.
  const rank = words.length + (words.includes('test') ? 0.5 : 0);
  if (kind === lossWords) {
    const isOfStep = !isTest && !words.includes('epoch');
    return {
      measure: isTest ? 'testLoss' : isOfStep ? 'loss' : 'trainLoss',
      convert: (value) => value,
      rank,
    };
  }
  const isShare = !words.some((word) => word === 'percent' || word === '%') && largest(values) <= 1;
  const scale = isShare ? 100 : 1;
  return {
    measure: isTest ? 'testError' : 'trainError',
    convert: kind === accuracyWords ? (value) => 100 - scale * value : (value) => scale * value,
    rank: rank + (kind === errorWords ? 0 : 0.1),
  };
}

/** Of the finite ones; 0 for none. */
const largest = (values: Float64Array): number =>
  values.reduce((most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most), 0);
