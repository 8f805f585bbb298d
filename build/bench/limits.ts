/** What the figures must show, as ratios within one run of the benchmark; pure, benchmark. */
import { epochCases } from './cases';
import type { Costs } from './costs';
import type { Timing } from './measure';
import type { SweepTiming } from './sweep';

/** Everything that was measured; parts that were left out are empty. */
export interface Figures {
  readonly epochs: readonly { readonly caseId: string; readonly timings: readonly Timing[] }[];
  readonly sweeps: readonly { readonly epochs: number; readonly timings: readonly SweepTiming[] }[];
  readonly costs: Costs | null;
}

/** A limit and what was measured against it. */
export interface Judgement {
  readonly what: string;
  readonly measured: number;
  readonly atMost: number;
  readonly holds: boolean;
}

export const names = {
  lossLab: 'LossLab',
  noXla: 'LossLab without XLA',
  alone: 'engine alone',
  twoThreads: 'LossLab, two threads',
} as const;
/** Contenders that are no peers. */
export const ownNames: readonly string[] = Object.values(names);

const megabyte = 1e6;

/** Every limit for which there are figures. */
export function judge({ epochs, sweeps, costs }: Figures): Judgement[] {
  const judged: Judgement[] = [];
  const limit = (what: string, measured: number | null, atMost: number) => {
    if (measured === null || Number.isNaN(measured)) return;
    judged.push({ what, measured, atMost, holds: measured <= atMost });
  };
  const [main] = epochCases;
  for (const { caseId, timings } of epochs) {
    const ms = (name: string) => timings.find((timing) => timing.name === name)?.medianMs ?? NaN;
    const ratio = (name: string, to: string) => ms(name) / ms(to);
    const isMain = caseId === main?.id;
    if (isMain || caseId.startsWith('points')) {
      limit(`${caseId}: LossLab / fastest peer`, ms(names.lossLab) / fastestPeer(timings), 1);
    }
    if (!isMain) continue;
    limit(`${caseId}: LossLab / PyTorch fused`, ratio(names.lossLab, 'PyTorch fused'), 0.5);
    limit(`${caseId}: LossLab / Keras fit`, ratio(names.lossLab, 'Keras fit'), 0.25);
    limit(`${caseId}: LossLab / tfjs model.fit`, ratio(names.lossLab, 'tfjs model.fit'), 0.08);
    limit(`${caseId}: without XLA / PyTorch fused`, ratio(names.noXla, 'PyTorch fused'), 1);
    limit(`${caseId}: recording, streaming, storing / training`, ratio(names.lossLab, names.alone) - 1, 0.05);
  }
  for (const { epochs: count, timings } of sweeps) {
    const own = timings.find(({ name }) => name === names.lossLab)?.medianMs ?? NaN;
    const what = `sweep of 12 runs, ${count} epoch${count === 1 ? '' : 's'}: LossLab / fastest peer`;
    limit(what, own / fastestPeer(timings), count === 1 ? 0.8 : 0.5);
  }
  if (costs && costs.peakBytes !== null && costs.bareBytes !== null) {
    limit('MNIST: memory above the bare host, MB', (costs.peakBytes - costs.bareBytes) / megabyte, 500);
  }
  return judged;
}

/** Milliseconds of the fastest contender that is not LossLab; NaN if there is none. */
export function fastestPeer(
  timings: readonly { readonly name: string; readonly medianMs: number }[],
): number {
  const peers = timings.filter(({ name }) => !ownNames.includes(name)).map(({ medianMs }) => medianMs);
  return peers.length === 0 ? NaN : Math.min(...peers.filter((ms) => !Number.isNaN(ms)));
}
