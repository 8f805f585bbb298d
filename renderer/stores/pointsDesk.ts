/** Asks the lab for the points of runs, those of many in one call: a comparison of hundreds would ask hundreds of times (renderer). */
import type { RunPoints } from '../../shared/ipc/contract';
import { unpackEvaluations } from '../../shared/runs/packedEvaluations';
import type { Evaluation } from '../../shared/runs/run';
import { LabError } from '../../shared/result';
import { call } from '../api/lab';

/** Runs whose points come with one answer. */
const mostAtOnce = 100;
/** Least time from the asking to the first handing-out of what has come, and between two, milliseconds: with each of them curves are worked out and drawn anew. */
const pauseMs = 800;

/** All points of a run from a step on. */
export interface ComePoints {
  readonly losses: RunPoints['losses'];
  readonly evaluations: readonly Evaluation[];
}

interface Asked {
  readonly id: string;
  readonly fromStep: number;
  readonly resolve: (points: ComePoints) => void;
  readonly reject: (error: unknown) => void;
}

export class PointsDesk {
  private waiting: Asked[] = [];
  private underWay = 0;
  private come: (() => void)[] = [];
  private handedOutAt = 0;

  /** All points from a step on; rejects with LabError. */
  ask(id: string, fromStep: number): Promise<ComePoints> {
    return new Promise((resolve, reject) => {
      // Those that are asked for in one go travel together; what fills a call goes at once, while the page still puts itself together.
      if (this.waiting.length === 0) queueMicrotask(() => this.send());
      this.waiting.push({ id, fromStep, resolve, reject });
      if (this.waiting.length === mostAtOnce) this.send();
    });
  }

  private send(): void {
    const asked = this.waiting;
    this.waiting = [];
    if (asked.length === 0) return;
    // Where all come soon, they are drawn once.
    if (this.underWay === 0) this.handedOutAt = performance.now();
    void this.fetch(asked);
  }

  /** At once what comes alone or last; of many answers those of a while together. */
  private handOut(settle: () => void): void {
    this.come.push(settle);
    const nowMs = performance.now();
    if (this.underWay > 0 && nowMs - this.handedOutAt < pauseMs) return;
    this.handedOutAt = nowMs;
    for (const each of this.come.splice(0)) each();
  }

  private async fetch(asked: readonly Asked[]): Promise<void> {
    this.underWay++;
    const runs = asked.map(({ id, fromStep }) => ({ id, fromStep }));
    const settle = await call('runs:points', { runs }).then(
      (points) => answerOf(asked, points),
      (error: unknown) => () => asked.forEach(({ reject }) => reject(error)),
    );
    this.underWay--;
    this.handOut(settle);
  }
}

/** Unpacks at once, while the lab reads the next; whoever has asked is told when the returned function is called. */
function answerOf(asked: readonly Asked[], points: readonly RunPoints[]): () => void {
  const found = new Map(
    points.map(({ id, losses, evaluations }): [string, ComePoints] => [
      id,
      { losses, evaluations: unpackEvaluations(evaluations) },
    ]),
  );
  return () => {
    for (const { id, resolve, reject } of asked) {
      const of = found.get(id);
      if (of) resolve(of);
      else reject(new LabError('not-found', 'There is no such run; it may have been deleted.'));
    }
  };
}
