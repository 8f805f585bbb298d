/** What a training function is written for, and the values it passes around its loop by name; training workers only. */
import type { GraphTensor } from './nodes';
import type { InputForm } from './pieces';

/** What the loop is written for. */
export interface TrainForm extends InputForm {
  /**
   * Where the rows of a step come from. `full`: all rows, every step. `order`: gathered in the loop by the epoch's order.
   * `taken`: gathered before the loop, for all its steps at once: XLA gathers element by element, TensorFlow by rows.
   */
  readonly rows: 'full' | 'order' | 'taken';
  readonly slotsPerParameter: number;
}

/** Values by name: the loop's arguments, replaced by what they become. */
export type Handles = Map<string, GraphTensor>;

/** The value of a name. Hoisted scalars are no entries of their own: they go round unchanged. */
export function at(handles: Handles, name: string): GraphTensor {
  return handles.get(name) ?? { ref: name, dtype: 'float32', columns: null };
}
