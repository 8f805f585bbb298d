/** A closed section in one line: what it holds; pure, renderer. */
import { initializers } from '../../../../shared/catalog/initializers';
import { losses } from '../../../../shared/catalog/losses';
import { optimizers } from '../../../../shared/catalog/optimizers';
import { activations } from '../../../../shared/catalog/activations';
import { findEntry, type CatalogEntry } from '../../../../shared/catalog/parameter';
import { pruners } from '../../../../shared/catalog/pruners';
import { schedules } from '../../../../shared/catalog/schedules';
import { strategies } from '../../../../shared/catalog/strategies';
import type { DatasetInfo } from '../../../../shared/data/dataset';
import { formatCount, formatPlain, formatQuantity } from '../../../format/numbers';
import { layerChoice, type Draft } from './draft';
import { parseHidden, widthsText } from './hidden';
import { sectionOf, type Section } from './issues';
import { seedCount } from './sweepDraft';
import { isSweep } from './sweepForm';

const labelOf = (entries: readonly CatalogEntry[], id: string): string => findEntry(entries, id)?.label ?? id;
const together = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join(', ');
const scalings = { none: '', scalar: 'standardised', feature: 'standardised per feature' } as const;

function activationSummary(draft: Draft): string {
  const labels = parseHidden(draft.model.hidden).map((_, index) =>
    labelOf(activations, layerChoice(draft, index).id),
  );
  return [...new Set(labels)].join('/');
}

function modelSummary(draft: Draft): string {
  const widths = parseHidden(draft.model.hidden);
  return widths.length === 0 ? 'Logistic regression' : `${widthsText(widths)} ${activationSummary(draft)}`;
}

const optimizerSummary = ({ optimizer }: Draft): string =>
  `${labelOf(optimizers, optimizer.id)} ${formatPlain(optimizer.learningRate)}`.trim();

/** "784-64-10 ReLU, Adam 0.001": as the lab names a run that was given no name; '' while its shape is not known. */
export function usualName(draft: Draft, shape: string): string {
  if (shape === '') return '';
  const widths = shape.replaceAll(',', '').split(' → ');
  const short =
    widths.length <= 8 ? widths.join('-') : `${widths[0]}-(${widths.length - 2} layers)-${widths.at(-1)}`;
  const network = `${short} ${activationSummary(draft)}`.trim();
  return `${network}, ${optimizerSummary(draft)}`;
}

function trainingSummary({ training, regularization }: Draft): string {
  const { epochs } = training;
  const batch = training.fullBatch ? 'full batch' : `batches of ${formatPlain(training.batchSize)}`;
  const regularized = Object.values(regularization).some((value) => value !== 0);
  const length = epochs === 1 ? '1 epoch' : `${formatCount(epochs)} epochs`;
  return together(length, batch, regularized ? 'regularised' : '');
}

function evaluationSummary({ evaluation, training }: Draft): string {
  const { everyEpochs } = evaluation;
  const interval = everyEpochs === 1 ? 'Every epoch' : `Every ${formatCount(everyEpochs)} epochs`;
  return together(interval, training.stopEarly ? 'stops early' : '');
}

function sweepSummary(draft: Draft): string {
  const { sweep } = draft;
  const count = seedCount(sweep);
  const seeds = Number.isFinite(count) ? formatQuantity(count, 'seed') : '';
  const pruning = sweep.pruner.id === 'none' ? '' : labelOf(pruners, sweep.pruner.id);
  if (!isSweep(draft)) return seeds;
  return together(seeds, labelOf(strategies, sweep.strategy.id).toLowerCase(), pruning);
}

/** What a section of the form holds; how many of its fields are varied goes before. */
export function summaryOf(section: Section, draft: Draft, info: DatasetInfo | undefined): string {
  const varied = Object.entries(draft.varied).filter(
    ([path, { mode }]) => mode !== 'value' && sectionOf(path) === section,
  ).length;
  return together(varied > 0 ? `${varied} varied` : '', heldIn(section, draft, info));
}

function heldIn(section: Section, draft: Draft, info: DatasetInfo | undefined): string {
  switch (section) {
    case 'data':
      return together(info?.name ?? '', scalings[draft.dataset.standardize]);
    case 'model':
      return together(modelSummary(draft), labelOf(initializers, draft.model.initializer.id));
    case 'output':
      return labelOf(losses, draft.loss.id);
    case 'optimizer':
      return together(
        optimizerSummary(draft),
        draft.schedule.id === 'constant' ? '' : labelOf(schedules, draft.schedule.id),
      );
    case 'training':
      return trainingSummary(draft);
    case 'evaluation':
      return evaluationSummary(draft);
    case 'sweep':
      return sweepSummary(draft);
    case 'about':
      return together(draft.meta.name, ...draft.meta.tags) || (draft.meta.notes === '' ? '' : 'Notes');
  }
}
