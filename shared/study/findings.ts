/** What a study's source got wrong or left out, told from what the lab has measured; runs anywhere. */
import { lossOf } from '../catalog/losses';
import { gradientStep } from './gradientStep';
import { noiseBand, pooledSpread, sampleOf } from './spread';
import type { RowReport } from './report';
import type { FindingSpec } from './studyFile';
import { inWords, quantity } from './words';

/** A finding: sentences, and the numbers behind them as a table. */
export interface Finding {
  readonly kind: FindingSpec['kind'];
  readonly title: string;
  readonly text: readonly string[];
  readonly table: {
    readonly header: readonly string[];
    readonly rows: readonly (readonly string[])[];
  } | null;
}

/** The findings whose rows are in the report. */
export function findingsOf(specs: readonly FindingSpec[], rows: readonly RowReport[]): readonly Finding[] {
  return specs.flatMap((spec) => {
    const finding = findingOf(spec, (id) => rows.find((row) => row.id === id));
    return finding ? [finding] : [];
  });
}

type FindRow = (id: string) => RowReport | undefined;

function findingOf(spec: FindingSpec, find: FindRow): Finding | null {
  switch (spec.kind) {
    case 'untrained':
      return untrained(spec, find);
    case 'loss-floor':
      return lossFloor(spec, find);
    case 'extra-outputs':
      return extraOutputs(spec, find);
    case 'another-network':
      return anotherNetwork(spec, find);
    case 'gradient-step':
      return slip(spec);
  }
}

type Of<K extends FindingSpec['kind']> = Extract<FindingSpec, { kind: K }>;

function untrained({ kind, title, row: id }: Of<'untrained'>, find: FindRow): Finding | null {
  const row = find(id);
  const own = row?.own.testError;
  if (!row || !own) return null;
  const { classes } = row;
  const chance = 100 * (1 - 1 / classes);
  const said = row.comparisons.find(({ measure }) => measure === 'testError');
  const seeds = own.values.length;
  return {
    kind,
    title,
    text: [
      `Guessing among ${classes} equally frequent classes is wrong ${inWords(chance, '%')} of the time. ` +
        `Untrained, the network errs on ${inWords(own.mean, '%')} of the test rows${seeds > 1 ? ` (mean of ${seeds} seeds)` : ''}` +
        (said
          ? `; the source says ${said.said || inWords(said.value, '%')}, which is what two classes would give.`
          : '.'),
    ],
    table:
      seeds > 1
        ? {
            header: ['Seed', 'Test error'],
            rows: row.runs.flatMap(({ seed, run }) => [
              [String(seed), inWords(run?.values.testError ?? null, '%')],
            ]),
          }
        : null,
  };
}

function lossFloor(spec: Of<'loss-floor'>, find: FindRow): Finding | null {
  const [row, proper] = [find(spec.row), find(spec.proper)];
  if (!row) return null;
  const formula = `ln(e + n − 1) − 1 = ${inWords(row.floor, '')} for n = ${row.outputUnits} outputs`;
  const text = [
    `Where a network ends in softmax and the cross-entropy applies softmax again, the loss sees probabilities between 0 and 1 in place of logits. It cannot fall below ${formula}, however well the network does; a curve near that value does not mean a poor fit.`,
  ];
  const [own, other] = [row.own.testError, proper?.own.testError];
  if (own && other && row.lowestLoss !== null && proper) {
    const better = other.mean < own.mean ? 'lower' : 'higher';
    text.push(
      `The lowest loss of a batch was ${inWords(row.lowestLoss, '')}; with softmax applied once the same network reached ${inWords(proper.lowestLoss, '')}. ` +
        `Its test error was ${inWords(Math.abs(other.mean - own.mean), 'points')} ${better} (${inWords(other.mean, '%')} against ${inWords(own.mean, '%')}).`,
    );
  }
  return {
    kind: spec.kind,
    title: spec.title,
    text,
    table: lossTable([row, proper]),
  };
}

function lossTable(rows: readonly (RowReport | undefined)[]): Finding['table'] {
  return {
    header: ['Row', 'Loss', 'Outputs', 'Floor', 'First step', 'Lowest', 'Test error'],
    rows: rows.flatMap((row) =>
      row
        ? [
            [
              `${row.id}  ${row.title}`,
              lossOf(row.lossId).label,
              String(row.outputUnits),
              inWords(row.floor, ''),
              inWords(row.own.firstLoss?.mean ?? null, ''),
              inWords(row.lowestLoss, ''),
              inWords(row.own.testError?.mean ?? null, '%'),
            ],
          ]
        : [],
    ),
  };
}

function extraOutputs(spec: Of<'extra-outputs'>, find: FindRow): Finding | null {
  const rows = spec.rows.flatMap((id) => find(id) ?? []);
  const [row] = rows;
  if (!row) return null;
  const proper = find(spec.proper);
  const { outputUnits, classes } = row;
  const measured = [row, proper].map((one) => one?.own.firstLoss?.mean ?? null);
  const text = [
    `The notebook gives these networks ${outputUnits} outputs for ${classes} classes. ` +
      `A network that knows nothing spreads its probability over all of them, so its loss starts near ln ${outputUnits} = ${inWords(Math.log(outputUnits), '')} in place of ln ${classes} = ${inWords(Math.log(classes), '')}` +
      (measured[0] !== null && measured[0] !== undefined
        ? `; measured at the first step: ${inWords(measured[0], '')}${measured[1] === null || measured[1] === undefined ? '' : ` against ${inWords(measured[1], '')}`}.`
        : '.') +
      ` The floor of the loss rises with it, from ${inWords(lossOf(row.lossId).floor(classes), '')} to ${inWords(row.floor, '')}.`,
  ];
  return { kind: spec.kind, title: spec.title, text, table: lossTable([...rows, proper]) };
}

function anotherNetwork(spec: Of<'another-network'>, find: FindRow): Finding | null {
  const [row, wider] = [find(spec.row), find(spec.wider)];
  const own = row?.own.testError;
  const said = row?.comparisons.find(({ measure }) => measure === 'testError');
  if (!row || !own || !said) return null;
  const { framework, epochs, testErrors } = spec.reference;
  const among = (values: readonly number[]): string => {
    const seeds = values.length === 1 ? '' : `, ${values.length} seeds`;
    const ends =
      values.length === 1 ? '' : `, ${Math.min(...values).toFixed(2)} to ${Math.max(...values).toFixed(2)}`;
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    return `${inWords(mean, '%')}${ends}${seeds}`;
  };
  const text = [
    `The source gives ${inWords(said.value, '%')} for ${row.title}. Trained as it says, the network errs on ${inWords(own.mean, '%')} here, and on ${inWords(testErrors.reduce((a, b) => a + b, 0) / testErrors.length, '%')} when ${framework} trains it (${quantity(testErrors.length, 'seed')}, ${quantity(epochs, 'epoch')}).`,
  ];
  let reached = false;
  const all = sampleOf([...own.values, ...testErrors]);
  const spread = pooledSpread([[...own.values, ...testErrors]]);
  if (all && spread) {
    const band = noiseBand(spread, all.values.length);
    reached = Math.abs(said.value - all.mean) <= band;
    text.push(
      `All ${all.values.length} trainings lie between ${Math.min(...all.values).toFixed(2)} and ${inWords(Math.max(...all.values), '%')}; in 95 of 100 cases one more lies within ${inWords(band, 'points')} of their mean, ${inWords(all.mean, '%')}. ${inWords(said.value, '%')} does ${reached ? 'too, so it may be chance' : 'not'}.`,
    );
  }
  const other = wider?.own.testError;
  if (wider && other)
    text.push(
      `With ${wider.title} it is ${inWords(other.mean, '%')} after ${quantity(wider.epochs, 'epoch')}: the units of the first layer decide.${reached ? '' : ' The published value is likely to be that of a wider network.'}`,
    );
  const lines: [string, number, readonly number[]][] = [
    [`${row.id}  ${row.title}`, row.epochs, own.values],
    [`the same in ${framework}`, epochs, testErrors],
  ];
  if (wider && other) lines.push([`${wider.id}  ${wider.title}`, wider.epochs, other.values]);
  return {
    kind: spec.kind,
    title: spec.title,
    text,
    table: {
      header: ['Trained', 'Epochs', 'Test error'],
      rows: lines.map(([name, length, values]) => [name, String(length), among(values)]),
    },
  };
}

const nameOf = (activation: 'identity' | 'relu'): string => (activation === 'relu' ? 'ReLU' : 'identity');
const vector = (values: readonly number[]): string => `(${values.map((v) => inWords(v, '')).join(', ')})`;
const same = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((value, i) => Math.abs(value - (b[i] ?? NaN)) < 1e-9);

function slip(spec: Of<'gradient-step'>): Finding {
  const steps = spec.published.map((published) => ({
    published,
    own: gradientStep({ ...spec, activation: published.activation }),
  }));
  const text = steps.map(({ published, own }) => {
    const name = nameOf(published.activation);
    const effect = own.nextLoss > own.loss ? 'rises: the step is too long' : 'falls';
    const agrees = same(own.gradient, published.gradient) && same(own.nextWeights, published.weights);
    const verdict = agrees
      ? 'The published calculation agrees.'
      : `The published calculation has ∂L/∂A = ${vector(published.gradient)}: wrong in sign, so its step goes the other way, to A′ = ${vector(published.weights)} with L′ = ${inWords(published.loss, '')}.`;
    return `With g = ${name}, ∂L/∂A = ${vector(own.gradient)} and one step leads to A′ = ${vector(own.nextWeights)}; the loss ${effect}, from ${inWords(own.loss, '')} to ${inWords(own.nextLoss, '')}. ${verdict}`;
  });
  return {
    kind: spec.kind,
    title: spec.title,
    text,
    table: {
      header: ['g', 'By', '∂L/∂A', 'A′', 'L', 'L′'],
      rows: steps.flatMap(({ published, own }) => [
        [
          nameOf(published.activation),
          'own',
          vector(own.gradient),
          vector(own.nextWeights),
          inWords(own.loss, ''),
          inWords(own.nextLoss, ''),
        ],
        [
          nameOf(published.activation),
          'published',
          vector(published.gradient),
          vector(published.weights),
          '',
          inWords(published.loss, ''),
        ],
      ]),
    },
  };
}
