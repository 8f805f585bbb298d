/** Learning-rate schedules: a factor on the base rate as a function of training time; runs anywhere. */
import { entryOf, param, type CatalogEntry } from './parameter';

type Params = Readonly<Record<string, number>>;

/** Where training stands, at the start of a step. */
export interface ScheduleTime {
  /** 0-based step. */
  readonly step: number;
  readonly totalSteps: number;
  readonly stepsPerEpoch: number;
}

/** A schedule; the learning rate of a step is base × factor. */
export interface ScheduleDefinition extends CatalogEntry {
  factor(time: ScheduleTime, params: Params): number;
}

const epochOf = ({ step, stepsPerEpoch }: ScheduleTime): number => Math.floor(step / stepsPerEpoch);

export const schedules: readonly ScheduleDefinition[] = [
  {
    id: 'constant',
    label: 'Constant',
    tex: '\\eta',
    help: 'The same rate throughout.',
    params: [],
    factor: () => 1,
  },
  {
    id: 'step',
    label: 'Step decay',
    tex: '\\eta\\,\\gamma^{\\lfloor e/k \\rfloor}',
    help: 'Multiplied by γ every k epochs.',
    params: [
      {
        id: 'gamma',
        label: 'γ',
        default: 0.5,
        min: 0,
        max: 1,
        exclusiveMin: true,
        help: 'Factor at each drop.',
      },
      {
        id: 'everyEpochs',
        label: 'Every',
        default: 10,
        min: 1,
        max: 1e6,
        integer: true,
        unit: 'epochs',
        help: 'Epochs between drops.',
      },
    ],
    factor: (time, p) => param(p, 'gamma') ** Math.floor(epochOf(time) / param(p, 'everyEpochs')),
  },
  {
    id: 'exponential',
    label: 'Exponential decay',
    tex: '\\eta\\,\\gamma^{e}',
    help: 'Multiplied by γ after every epoch.',
    params: [
      {
        id: 'gamma',
        label: 'γ',
        default: 0.95,
        min: 0,
        max: 1,
        exclusiveMin: true,
        help: 'Factor per epoch.',
      },
    ],
    factor: (time, p) => param(p, 'gamma') ** epochOf(time),
  },
  {
    id: 'cosine',
    label: 'Cosine',
    tex: '\\eta\\left(f + (1-f)\\tfrac{1+\\cos(\\pi t/T)}{2}\\right)',
    help: 'Falls along half a cosine to a final share (Loshchilov and Hutter, 2017).',
    params: [
      {
        id: 'finalFactor',
        label: 'Final share',
        default: 0,
        min: 0,
        max: 1,
        help: 'Share of the rate left at the end.',
      },
    ],
    factor: ({ step, totalSteps }, p) => {
      const final = param(p, 'finalFactor');
      return final + ((1 - final) * (1 + Math.cos((Math.PI * step) / Math.max(1, totalSteps)))) / 2;
    },
  },
  {
    id: 'warmup-linear',
    label: 'Warm-up, then linear decay',
    tex: '\\eta\\,\\min(t/w,\\ (T-t)/(T-w))',
    help: 'Rises from 0 over the warm-up, then falls in a line to 0.',
    params: [
      {
        id: 'warmupFraction',
        label: 'Warm-up',
        default: 0.1,
        min: 0,
        max: 1,
        exclusiveMax: true,
        help: 'Share of all steps spent rising.',
      },
    ],
    factor: ({ step, totalSteps }, p) => {
      const warmup = param(p, 'warmupFraction') * totalSteps;
      if (step < warmup) return (step + 1) / (warmup + 1);
      return Math.max(0, (totalSteps - step) / Math.max(1, totalSteps - warmup));
    },
  },
];

/** The schedule with this id; throws if there is none. */
export const scheduleOf = (id: string): ScheduleDefinition => entryOf(schedules, id);
