/** What decides which fields of a configuration have an effect: its choices and layers; runs anywhere. */
import type { RunConfig } from '../config/runConfig';
import { parseArchitecture } from './architecture';
import type { ChoicePath, Requirement } from './field';
import type { Point } from './point';

/** The choices and hidden activations of a base configuration with (part of) a point on it. */
export interface Structure {
  readonly choices: Readonly<Record<ChoicePath, string>>;
  /** One a hidden layer. */
  readonly activations: readonly string[];
  readonly earlyStopping: boolean;
}

/** The activation of layers that a base configuration without hidden layers gets. */
export const defaultActivation = 'relu';

/** The structure that a point, complete or not, gives the base. */
export function structureOf(base: RunConfig, point: Point): Structure {
  const chosen = (path: ChoicePath, usual: string): string => text(point[path]) ?? usual;
  return {
    choices: {
      'dataset.id': chosen('dataset.id', base.dataset.id),
      'model.initializer.id': chosen('model.initializer.id', base.model.initializer.id),
      'loss.id': chosen('loss.id', base.loss.id),
      'optimizer.id': chosen('optimizer.id', base.optimizer.id),
      'schedule.id': chosen('schedule.id', base.schedule.id),
    },
    activations: Array.from({ length: depthOf(base, point) }, (_, layer) => activationOf(base, point, layer)),
    earlyStopping: base.training.earlyStopping !== null,
  };
}

/** Hidden layers of the base with a point on it. */
export function depthOf(base: RunConfig, point: Point): number {
  const architecture = point['model.hidden'];
  if (architecture !== undefined) {
    const parsed = parseArchitecture(architecture);
    return parsed.ok ? parsed.widths.length : 0;
  }
  const depth = point['model.depth'];
  return typeof depth === 'number' ? depth : base.model.hidden.length;
}

function activationOf(base: RunConfig, point: Point, layer: number): string {
  const { hidden } = base.model;
  const usual = (hidden[layer] ?? hidden.at(-1))?.activation.id ?? defaultActivation;
  return text(point[`model.hidden.${layer}.activation.id`]) ?? text(point['model.activation.id']) ?? usual;
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Whether what a field requires holds. */
export function holds(requirement: Requirement | null, structure: Structure): boolean {
  switch (requirement?.kind) {
    case undefined:
      return true;
    case 'choice':
      return requirement.in.includes(structure.choices[requirement.path]);
    case 'depth':
      return structure.activations.length >= requirement.atLeast;
    case 'activation': {
      const { layer, in: wanted } = requirement;
      const asked = layer === null ? structure.activations : structure.activations.slice(layer, layer + 1);
      return asked.some((activation) => wanted.includes(activation));
    }
    case 'earlyStopping':
      return structure.earlyStopping;
  }
}

/** What a field requires, in words that follow "only". */
export function requirementInWords(requirement: Requirement): string {
  switch (requirement.kind) {
    case 'choice':
      return `with ${requirement.path} ${requirement.in.join(' or ')}`;
    case 'depth':
      return requirement.atLeast === 1
        ? 'with a hidden layer'
        : `with at least ${requirement.atLeast} hidden layers`;
    case 'activation': {
      const where = requirement.layer === null ? 'in a hidden layer' : `in layer ${requirement.layer + 1}`;
      return `with the activation ${requirement.in.join(' or ')} ${where}`;
    }
    case 'earlyStopping':
      return 'with early stopping, which the base leaves out';
  }
}
