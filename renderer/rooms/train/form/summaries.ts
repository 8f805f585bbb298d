/** A closed section in one line: what it holds; pure, renderer. */
import { initializers } from '../../../../shared/catalog/initializers';
import { losses } from '../../../../shared/catalog/losses';
import { optimizers } from '../../../../shared/catalog/optimizers';
import { activations } from '../../../../shared/catalog/activations';
import { findEntry, type CatalogEntry } from '../../../../shared/catalog/parameter';
import { schedules } from '../../../../shared/catalog/schedules';
import type { DatasetInfo } from '../../../../shared/data/dataset';
import { formatCount, formatPlain } from '../../../format/numbers';
import { layerChoice, type Draft } from './draft';
import { parseHidden, widthsText } from './hidden';
import type { Section } from './issues';

const labelOf = (entries: readonly CatalogEntry[], id: string): string => findEntry(entries, id)?.label ?? id;
const together = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join(', ');
const scalings = { none: '', scalar: 'standardised', feature: 'standardised per feature' } as const;

function modelSummary(draft: Draft): string {
  const widths = parseHidden(draft.model.hidden);
  if (widths.length === 0) return 'Logistic regression';
  const labels = widths.map((_, index) => labelOf(activations, layerChoice(draft, index).id));
  return `${widthsText(widths)} ${[...new Set(labels)].join('/')}`;
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

/** What a section of the form holds. */
export function summaryOf(section: Section, draft: Draft, info: DatasetInfo | undefined): string {
  switch (section) {
    case 'data':
      return together(info?.name ?? '', scalings[draft.dataset.standardize]);
    case 'model':
      return together(modelSummary(draft), labelOf(initializers, draft.model.initializer.id));
    case 'output':
      return labelOf(losses, draft.loss.id);
    case 'optimizer':
      return together(
        `${labelOf(optimizers, draft.optimizer.id)} ${formatPlain(draft.optimizer.learningRate)}`,
        draft.schedule.id === 'constant' ? '' : labelOf(schedules, draft.schedule.id),
      );
    case 'training':
      return trainingSummary(draft);
    case 'evaluation':
      return evaluationSummary(draft);
    case 'about':
      return together(draft.meta.name, ...draft.meta.tags) || (draft.meta.notes === '' ? '' : 'Notes');
  }
}
