/** The rooms of the lab in their order: routes, rail, palette and shortcuts follow this list; a new room is one entry (renderer). */
import type { Component } from 'vue';
import IconStudies from '~icons/lucide/book-open-check';
import IconData from '~icons/lucide/database';
import IconExercises from '~icons/lucide/square-function';
import IconTrain from '~icons/lucide/flask-conical';
import IconSweeps from '~icons/lucide/grid-3x3';
import IconRuns from '~icons/lucide/table-2';
import RunsRoom from '../rooms/runs/RunsRoom.vue';

/** A room: its route, what the rail calls it, and the page itself, loaded when it is first entered (but for that of the runs). */
export interface Room {
  readonly name: string;
  readonly path: string;
  readonly label: string;
  /** What one does there, for the palette. */
  readonly help: string;
  readonly icon: Component;
  readonly load: () => Promise<unknown>;
}

/** The first room is where the lab starts. */
export const rooms = [
  {
    name: 'train',
    path: '/train',
    label: 'Train',
    help: 'Fill in the form and launch a run',
    icon: IconTrain,
    load: () => import('../rooms/train/TrainRoom.vue'),
  },
  {
    name: 'sweeps',
    path: '/sweeps',
    label: 'Sweeps',
    help: 'Searches over many configurations: queue, results',
    icon: IconSweeps,
    load: () => import('../rooms/sweeps/SweepsRoom.vue'),
  },
  {
    name: 'runs',
    path: '/runs',
    label: 'Runs',
    help: 'Every saved run',
    icon: IconRuns,
    // With the page's own code: who has thousands of runs opens with their table, and waits for nothing else.
    load: () => Promise.resolve(RunsRoom),
  },
  {
    name: 'studies',
    path: '/studies',
    label: 'Studies',
    help: 'Published studies, run again figure by figure',
    icon: IconStudies,
    load: () => import('../rooms/studies/StudiesRoom.vue'),
  },
  {
    name: 'exercises',
    path: '/exercises/:part?',
    label: 'Exercises',
    help: 'Derivatives, softmax, a gradient step, gradient check',
    icon: IconExercises,
    load: () => import('../rooms/exercises/ExercisesRoom.vue'),
  },
  {
    name: 'data',
    path: '/data/:id?',
    label: 'Data',
    help: 'Data sets: look at, import, generate',
    icon: IconData,
    load: () => import('../rooms/data/DataRoom.vue'),
  },
] as const satisfies readonly Room[];

const parents: Readonly<Record<string, string>> = {
  run: 'runs',
  compare: 'runs',
  sweep: 'sweeps',
  study: 'studies',
};

/** The room a route belongs to: a page of one thing to the room that lists its kind, a comparison to that of runs. */
export const roomOf = (routeName: unknown): unknown =>
  typeof routeName === 'string' ? (parents[routeName] ?? routeName) : routeName;
