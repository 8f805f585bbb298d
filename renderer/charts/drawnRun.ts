/** A run as a point or a line of an SVG chart (renderer). */
import type { RunLook } from '../format/runColors';

export interface DrawnRun {
  readonly id: string;
  readonly label: string;
  readonly look: RunLook;
}
