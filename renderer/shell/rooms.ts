/** The rooms of the lab in their order; rail, palette and shortcuts follow this list (renderer). */
import type { Component } from 'vue';
import IconData from '~icons/lucide/database';
import IconTrain from '~icons/lucide/flask-conical';
import IconRuns from '~icons/lucide/table-2';

/** A room: its route's name and what the rail calls it. */
export interface Room {
  readonly name: string;
  readonly label: string;
  /** What one does there, for the palette. */
  readonly help: string;
  readonly icon: Component;
}

export const rooms: readonly Room[] = [
  { name: 'train', label: 'Train', help: 'Fill in the form and launch a run', icon: IconTrain },
  { name: 'runs', label: 'Runs', help: 'Every saved run', icon: IconRuns },
  { name: 'data', label: 'Data', help: 'Data sets: look at, import, generate', icon: IconData },
];
