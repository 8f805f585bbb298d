/** The network as the form describes it, layer by layer, told at once without asking the lab (renderer). */
import { computed, type ComputedRef } from 'vue';
import { losses } from '../../../../shared/catalog/losses';
import { findEntry } from '../../../../shared/catalog/parameter';
import type { DatasetInfo } from '../../../../shared/data/dataset';
import { grouped } from '../../../format/numbers';
import { useDatasetsStore } from '../../../stores/datasets';
import type { Draft } from './draft';
import { parseHidden } from './hidden';
import { useTrainForm } from './trainForm';

/** Outputs that a loss needs for the data set's classes; null where either is not known. */
export function usualOutputs(lossId: string, info: DatasetInfo | undefined): number | null {
  const loss = findEntry(losses, lossId);
  return loss && info ? loss.outputUnits(info.classNames.length) : null;
}

/** "784 → 64 → 10"; '' where the data set is not known or a width is not valid. */
export function shapeText({ model, loss }: Draft, info: DatasetInfo | undefined): string {
  const usual = usualOutputs(loss.id, info);
  const outputs = model.ownOutputs ? model.outputUnits : usual;
  if (!info || outputs === null) return '';
  const inputs = info.featureShape.reduce((a, b) => a * b, 1);
  const widths = [inputs, ...parseHidden(model.hidden), outputs];
  if (!widths.every((width) => Number.isInteger(width) && width > 0)) return '';
  return widths.map((width) => grouped(width)).join(' → ');
}

/** The shape of the form's network, and the number of outputs it has. */
export function useNetworkShape(): {
  readonly info: ComputedRef<DatasetInfo | undefined>;
  readonly shape: ComputedRef<string>;
  readonly usualUnits: ComputedRef<number | null>;
  /** As the form has it now; null while that is not a valid number. */
  readonly outputUnits: ComputedRef<number | null>;
} {
  const form = useTrainForm();
  const datasets = useDatasetsStore();
  const info = computed(() => datasets.get(form.draft.dataset.id));
  const usualUnits = computed(() => usualOutputs(form.draft.loss.id, info.value));
  const outputUnits = computed(() => {
    const units = form.draft.model.ownOutputs ? form.draft.model.outputUnits : usualUnits.value;
    return units !== null && Number.isInteger(units) && units > 0 ? units : null;
  });
  return { info, shape: computed(() => shapeText(form.draft, info.value)), usualUnits, outputUnits };
}
