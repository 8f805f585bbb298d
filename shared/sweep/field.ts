/** What a sweep may vary: the shape of a field's description, and the checks of values that follow from it; runs anywhere. */
import { checkParameter, type ParameterSpec } from '../catalog/parameter';
import { parseArchitecture } from './architecture';

/** A value of a field as it stands in a point: JSON, comparable by ===. */
export type Scalar = string | number | boolean | null;

/** Choices whose entry decides which numbers there are. */
export type ChoicePath = 'dataset.id' | 'model.initializer.id' | 'loss.id' | 'optimizer.id' | 'schedule.id';

/** What must hold in a configuration for a field to have any effect on it. */
export type Requirement =
  | { readonly kind: 'choice'; readonly path: ChoicePath; readonly in: readonly string[] }
  /** At least so many hidden layers. */
  | { readonly kind: 'depth'; readonly atLeast: number }
  /** A layer (0-based; null: any) with one of these activations. */
  | { readonly kind: 'activation'; readonly layer: number | null; readonly in: readonly string[] }
  | { readonly kind: 'earlyStopping' };

export type FieldGroup =
  'Data' | 'Model' | 'Loss' | 'Optimiser' | 'Regularisation' | 'Training' | 'Evaluation';

interface FieldBase {
  /** Dotted path in the run configuration, or one of the names for hidden layers as a whole (`model.depth` …). */
  readonly path: string;
  readonly label: string;
  readonly group: FieldGroup;
  readonly help: string;
  /** null: always has an effect. */
  readonly requires: Requirement | null;
}

/** A number: a list or a range of it can be swept. */
export interface NumberField extends FieldBase {
  readonly kind: 'number';
  /** Bounds, unit, whether whole, whether a range is better logarithmic. */
  readonly spec: ParameterSpec;
  /** A word or null that may stand for a number in a list ("full" batch, null for all rows). */
  readonly special: { readonly value: 'full' | null; readonly label: string } | null;
}

/** One of several words: a list of them can be swept. */
export interface ChoiceField extends FieldBase {
  readonly kind: 'choice';
  readonly options: readonly { readonly value: string; readonly label: string }[];
  /** Values beyond the options that are known elsewhere (imported data sets). */
  readonly alsoMatches: RegExp | null;
}

/** Whole architectures: "none", "64", "32,24". */
export interface ArchitectureField extends FieldBase {
  readonly kind: 'architecture';
}

export type SweepField = NumberField | ChoiceField | ArchitectureField;

/** What is wrong with a value for a field, or null. Architectures must be in their canonical form. */
export function checkFieldValue(field: SweepField, value: unknown): string | null {
  switch (field.kind) {
    case 'number': {
      const { special } = field;
      if (special && value === special.value) return null;
      const problem = checkParameter(field.spec, value);
      if (!problem || !special) return problem;
      const word = special.value === null ? 'null' : `"${special.value}"`;
      return `${problem.slice(0, -1)} (or ${word} for ${special.label}).`;
    }
    case 'choice':
      if (field.options.some((option) => option.value === value)) return null;
      if (typeof value === 'string' && field.alsoMatches?.test(value)) return null;
      return `${field.label} has no ${describe(value)}; known are: ${field.options.map((option) => option.value).join(', ')}.`;
    case 'architecture':
      return typeof value === 'string' && parseArchitecture(value).ok
        ? null
        : `${field.label} must be "none" or widths such as "64" or "32,24"; it is ${describe(value)}.`;
  }
}

/** A value in a message: quoted if it is text. */
export function describe(value: unknown): string {
  return value === undefined ? 'missing' : JSON.stringify(value);
}
