/** The flags of `losslab run`, drawn from the catalogs; command line. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { activations } from '../../shared/catalog/activations';
import { builtInDatasets } from '../../shared/catalog/datasets';
import { initializers } from '../../shared/catalog/initializers';
import { losses } from '../../shared/catalog/losses';
import { optimizers } from '../../shared/catalog/optimizers';
import { rangeInWords, type CatalogEntry, type ParameterSpec } from '../../shared/catalog/parameter';
import { schedules } from '../../shared/catalog/schedules';
import { isDecimal } from '../data/labels';

/** What the user gave; what is undefined was not given. Numbers are numbers, but not yet checked against their ranges. */
export interface RunFlags {
  readonly config?: string;
  readonly dataset?: string;
  readonly datasetParam?: Readonly<Record<string, number>>;
  readonly labelColumn?: string;
  readonly testFraction?: number | 'given';
  readonly splitSeed?: number;
  readonly standardize?: string;
  readonly trainRows?: number | 'all';
  readonly hidden?: readonly number[];
  readonly activation?: readonly string[];
  readonly loss?: string;
  readonly outputUnits?: number;
  readonly initializer?: string;
  readonly optimizer?: string;
  readonly learningRate?: number;
  readonly schedule?: string;
  readonly l1?: number;
  readonly l2?: number;
  readonly dropout?: number;
  readonly batchSize?: number | 'full';
  readonly epochs?: number;
  readonly earlyStoppingMetric?: string;
  readonly patience?: number;
  readonly minDelta?: number;
  readonly evalEvery?: number;
  readonly evalTrainRows?: number | 'all';
  readonly seed?: number;
  readonly name?: string;
  readonly tag?: readonly string[];
  readonly notes?: string;
}

/** Catalogs whose entries have numbers of their own, each of which is a flag. */
export type ParamGroup = 'dataset' | 'activation' | 'optimizer' | 'schedule' | 'loss' | 'initializer';

/** A flag that sets a number of the chosen entry. */
export interface ParamFlag {
  readonly group: ParamGroup;
  readonly param: string;
  /** As in `--weight-decay`. */
  readonly flag: string;
  /** As commander names its value. */
  readonly key: string;
  readonly help: string;
}

/** Words that mean something else without their group before them. */
const ambiguous: Readonly<Record<string, string>> = { 'dataset.seed': 'data-seed', 'activation.c': 'elu-c' };

/** One flag for each number in any entry of the catalogs. */
export const paramFlags: readonly ParamFlag[] = [
  ...flagsOf('dataset', builtInDatasets),
  ...flagsOf('activation', activations),
  ...flagsOf('loss', losses),
  ...flagsOf('initializer', initializers),
  ...flagsOf('optimizer', optimizers),
  ...flagsOf('schedule', schedules),
];

function flagsOf(group: ParamGroup, entries: readonly CatalogEntry[]): readonly ParamFlag[] {
  const byId = new Map<string, { spec: ParameterSpec; owners: string[] }>();
  for (const { id, params } of entries) {
    for (const spec of params) {
      const known = byId.get(spec.id) ?? { spec, owners: [] };
      known.owners.push(id);
      byId.set(spec.id, known);
    }
  }
  return [...byId.values()].map(({ spec, owners }) => {
    const flag = ambiguous[`${group}.${spec.id}`] ?? kebab(spec.id);
    const help = `${spec.help} For ${owners.join(', ')}; ${rangeInWords(spec)}.`;
    return { group, param: spec.id, flag, key: camel(flag), help };
  });
}

function kebab(id: string): string {
  return id.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function camel(flag: string): string {
  return flag.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

/** A number in the usual notations, without regard to its range. */
export function numberArgument(text: string): number {
  if (!isDecimal(text.trim())) throw new InvalidArgumentError('It must be a number.');
  return Number(text);
}

/** A number, or a word that stands for something else. (Commander does not let a parser return null.) */
const numberOr = (word: string) => (text: string) => (text === word ? word : numberArgument(text));

function widths(text: string): readonly number[] {
  return text === 'none' ? [] : text.split(',').map(numberArgument);
}

function assignment(text: string, before: Readonly<Record<string, number>> = {}): Record<string, number> {
  const match = /^\s*([\w-]+)\s*=\s*(.+)$/.exec(text);
  if (!match) throw new InvalidArgumentError('It must be name=value, such as n=200.');
  return { ...before, [match[1]!]: numberArgument(match[2]!) };
}

const idsOf = (entries: readonly CatalogEntry[]): string => entries.map(({ id }) => id).join(', ');
const many = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];
export const list = (text: string): readonly string[] => text.split(',').map((part) => part.trim());

/** Adds every flag that decides what is trained. */
export function addRunFlags(command: Command): void {
  const add = (flags: string, help: string, parse?: (text: string, before: never) => unknown) => {
    const option = new Option(flags, help);
    if (parse) option.argParser(parse as (text: string, before: unknown) => unknown);
    command.addOption(option);
  };
  const addParams = (group: ParamGroup) => {
    for (const { flag, help } of paramFlags.filter((one) => one.group === group)) {
      add(`--${flag} <number>`, help, numberArgument);
    }
  };
  add(
    '--config <file>',
    'A whole configuration as JSON (as `losslab show ID --json` prints under "config"); flags change it.',
  );

  command.optionsGroup('Data:');
  add(
    '--dataset <id|file>',
    `${idsOf(builtInDatasets)}, sha256:… of an imported one, or a file (.npz, .csv, idx).`,
  );
  addParams('dataset');
  add('--dataset-param <name=value>', 'A number of the generator; may be repeated.', assignment);
  add(
    '--label-column <name|index>',
    'The label column of a CSV file (default: label, class, target, y or the last).',
  );
  add(
    '--test-fraction <share|given>',
    'Share held out for testing; given: the split that the data bring (default).',
    numberOr('given'),
  );
  add('--split-seed <number>', 'Seed of the split (default 1).', numberArgument);
  add('--standardize <how>', 'none, scalar or feature (default: what suits the data).');
  add('--train-rows <count|all>', 'Only the first so many training rows.', numberOr('all'));

  command.optionsGroup('Model:');
  add(
    '--hidden <widths|none>',
    'Hidden layers such as 64 or 32,24; none is logistic regression (default).',
    widths,
  );
  add(
    '--activation <id|list>',
    `Of all hidden layers, or one a layer: ${idsOf(activations)} (default relu).`,
    list,
  );
  addParams('activation');
  add('--loss <id>', `${idsOf(losses)} (default softmax-cross-entropy).`);
  addParams('loss');
  add('--output-units <count>', 'Default: as many as the loss needs.', numberArgument);
  add('--initializer <id>', `${idsOf(initializers)} (default pytorch-uniform).`);
  addParams('initializer');

  command.optionsGroup('Training:');
  add('--optimizer <id>', `${idsOf(optimizers)} (default adam).`);
  add('--learning-rate <rate>', "Default: the optimiser's.", numberArgument);
  addParams('optimizer');
  add('--schedule <id>', `${idsOf(schedules)} (default constant).`);
  addParams('schedule');
  add('--l1 <factor>', 'L1 penalty on weights (default 0).', numberArgument);
  add('--l2 <factor>', 'L2 penalty on weights (default 0).', numberArgument);
  add('--dropout <share>', 'Share of hidden activations dropped (default 0).', numberArgument);
  add('--batch-size <count|full>', 'Default 64.', numberOr('full'));
  add('--epochs <count>', '0 evaluates the untrained network (default 10).', numberArgument);
  add('--early-stopping-metric <metric>', 'test-loss, test-error, train-loss or train-error.');
  add('--patience <count>', 'Evaluations without improvement before stopping (default 10).', numberArgument);
  add('--min-delta <amount>', 'Smallest improvement that counts (default 0).', numberArgument);
  add('--eval-every <epochs>', 'Epochs between evaluations (default 1).', numberArgument);
  add('--eval-train-rows <count|all>', 'Training rows evaluated (default 10000).', numberOr('all'));
  add('--seed <number>', 'Seed of weights, batch order and dropout (default 1).', numberArgument);

  command.optionsGroup('About the run:');
  add('--name <text>', 'Name in the list of runs.');
  add('--tag <word>', 'Tag; may be repeated.', many);
  add('--notes <text>', 'Notes.');
}
