/** Asks the lab for the points of runs, those of many in one call: a comparison of hundreds would ask hundreds of times (renderer). */
import type { RunPoints } from '../../shared/ipc/contract';
import { LabError } from '../../shared/result';
import { call } from '../api/lab';

/** Runs whose points come with one answer. */
const mostAtOnce = 100;

interface Asked {
  readonly id: string;
  readonly fromStep: number;
  readonly resolve: (points: RunPoints) => void;
  readonly reject: (error: unknown) => void;
}

export class PointsDesk {
  private waiting: Asked[] = [];

  /** All points from a step on; rejects with LabError. */
  ask(id: string, fromStep: number): Promise<RunPoints> {
    return new Promise((resolve, reject) => {
      // Those that are asked for in one go travel together.
      if (this.waiting.length === 0) queueMicrotask(() => this.send());
      this.waiting.push({ id, fromStep, resolve, reject });
    });
  }

  private send(): void {
    const asked = this.waiting;
    this.waiting = [];
    for (let from = 0; from < asked.length; from += mostAtOnce)
      void this.fetch(asked.slice(from, from + mostAtOnce));
  }

  private async fetch(asked: readonly Asked[]): Promise<void> {
    try {
      const runs = asked.map(({ id, fromStep }) => ({ id, fromStep }));
      const found = new Map((await call('runs:points', { runs })).map((points) => [points.id, points]));
      for (const { id, resolve, reject } of asked) {
        const points = found.get(id);
        if (points) resolve(points);
        else reject(new LabError('not-found', 'There is no such run; it may have been deleted.'));
      }
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  }
}
