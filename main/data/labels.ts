/** Turns the labels of a file, numbers or words, into class indices and class names; training host and command line. */
import { datasetLimits } from '../../shared/data/dataset';
import { badFile } from './problems';

/** Labels as a data set keeps them. */
export interface EncodedLabels {
  readonly labels: Uint8Array;
  /** Numbers by size, words in natural order ("a2" before "a10"). */
  readonly classNames: readonly string[];
}

const decimal = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;
const missing = /^(|nan|null|none|n\/a)$/i;
const maxLabelLength = 200;

/** Whether a text is a plain decimal number. */
export const isDecimal = (text: string): boolean => decimal.test(text);

/** Collects labels row by row. A class is what occurs: 0 and 2 without 1 are two classes. */
export class LabelEncoder {
  private readonly firstSeen = new Map<string, { readonly index: number; readonly place: () => string }>();
  private indices = new Uint8Array(1024);
  private rows = 0;

  /** @param subject what the labels are called in messages, such as `y` or `the label column "class"` */
  constructor(private readonly subject: string) {}

  /** @param place where this label stands, such as `y[3]` or `line 4` */
  add(label: string, place: () => string): void {
    const known = this.firstSeen.get(label);
    const index = known ? known.index : this.meet(label, place);
    if (this.rows === this.indices.length) {
      const longer = new Uint8Array(2 * this.rows);
      longer.set(this.indices);
      this.indices = longer;
    }
    this.indices[this.rows++] = index;
  }

  /** Checks that there are classes at all and puts them in order. */
  finish(): EncodedLabels {
    const words = [...this.firstSeen.keys()];
    const numeric = words.every(isDecimal);
    if (numeric) this.requireWhole(words);
    const nameOf = (word: string) => (numeric ? String(Number(word) + 0) : word);
    const classNames = [...new Set(words.map(nameOf))].sort(
      numeric ? (a, b) => Number(a) - Number(b) : naturally,
    );
    if (classNames.length < 2) {
      const only = classNames[0] === undefined ? 'no class' : `only one class ("${classNames[0]}")`;
      throw badFile(`There is ${only} in ${this.subject}; at least two are needed.`);
    }
    const order = words.map((word) => classNames.indexOf(nameOf(word)));
    const labels = new Uint8Array(this.rows);
    for (let i = 0; i < this.rows; i++) labels[i] = order[this.indices[i]!]!;
    return { labels, classNames };
  }

  private meet(label: string, place: () => string): number {
    if (missing.test(label)) {
      throw badFile(`The label at ${place()} is missing; every row needs a class.`);
    }
    if (label.length > maxLabelLength) {
      throw badFile(
        `The label at ${place()} has ${label.length} characters; at most ${maxLabelLength} make sense.`,
      );
    }
    const index = this.firstSeen.size;
    if (index === datasetLimits.maxClasses) {
      throw badFile(
        `There are more than ${datasetLimits.maxClasses} different values in ${this.subject} (at ${place()}); labels must be classes, not measurements.`,
      );
    }
    this.firstSeen.set(label, { index, place });
    return index;
  }

  private requireWhole(words: readonly string[]): void {
    for (const word of words) {
      if (Number.isSafeInteger(Number(word))) continue;
      const place = this.firstSeen.get(word)!.place();
      throw badFile(`The label at ${place} is ${word}; labels must be whole numbers or words.`);
    }
  }
}

/** Made when it is needed: making it takes the start of the app some milliseconds. */
let collator: Intl.Collator | null = null;

function naturally(a: string, b: string): number {
  collator ??= new Intl.Collator('en', { numeric: true });
  return collator.compare(a, b) || (a < b ? -1 : 1);
}
