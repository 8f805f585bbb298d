/** Names for runs that were given none, and for their files; main process and command line. */
import { activations } from '../../shared/catalog/activations';
import { optimizers } from '../../shared/catalog/optimizers';
import { entryOf } from '../../shared/catalog/parameter';
import type { RunPlan } from '../../shared/config/plan';
import type { RunConfig } from '../../shared/config/runConfig';

/** "784-64-10 ReLU, Adam 0.001". */
export function defaultRunName(config: RunConfig, plan: RunPlan): string {
  const widths = [plan.layers[0]?.inputs ?? 0, ...plan.layers.map(({ units }) => units)];
  const labels = config.model.hidden.map(({ activation }) => entryOf(activations, activation.id).label);
  const { id, learningRate } = config.optimizer;
  const optimizer = `${entryOf(optimizers, id).label} ${learningRate}`;
  // A deep network's name stays one that fits into a list.
  const shape =
    widths.length <= 8 ? widths.join('-') : `${widths[0]}-(${widths.length - 2} layers)-${widths.at(-1)}`;
  const network = [shape, [...new Set(labels)].join('/')].filter(Boolean).join(' ');
  return `${network}, ${optimizer}`.slice(0, 200);
}

/** A name that every file system takes, without extension. */
export function fileNameOf(run: { readonly name: string; readonly number: number }): string {
  const safe = run.name
    .replace(/[^\p{L}\p{N} ._,()+=-]/gu, '_')
    .replace(/^[. ]+|[. ]+$/g, '')
    .slice(0, 80);
  return safe === '' ? `run-${run.number}` : `run-${run.number} ${safe}`;
}
