/** Asks the lab at each evaluation of a trial whether it goes on, and waits for what it says; machines that train for others. */
import { goOn, type Verdict } from '../../shared/catalog/pruners/pruner';
import { verdictSchema } from '../../shared/cluster/messages';
import type { Evaluation } from '../../shared/runs/run';
import { keys, type ScriptedRedis } from './scripts';
import type { Seal } from './seal';
import type { Attempt, TrialSender } from './trialSender';

/** Waits between looks for a verdict, milliseconds: doubled from the first to the last. */
const lookMs = { first: 5, last: 400 } as const;

/** The lab is the judge of all machines: while it is away, what it judges waits. */
export class TrialJudge {
  private isGivenUp = false;
  private wake: (() => void) | null = null;

  constructor(
    private readonly redis: ScriptedRedis,
    private readonly seal: Seal,
    private readonly place: Attempt,
    private readonly sender: Pick<TrialSender, 'send'>,
  ) {}

  /** Whether the trial waits for a verdict. */
  isWaiting = false;

  /** The lab's verdict; once it is given up, that the trial goes on. */
  async ask(evaluation: Evaluation, isLast: boolean): Promise<Verdict> {
    this.isWaiting = true;
    try {
      await Promise.race([this.sender.send({ type: 'asked', evaluation, isLast }), this.givenUp()]);
      for (let ms: number = lookMs.first; !this.isGivenUp; ms = Math.min(2 * ms, lookMs.last)) {
        const verdict = await this.look(evaluation.step);
        if (verdict) return verdict;
        const later = new Promise<void>((resolve) => setTimeout(resolve, ms));
        await Promise.race([later, this.givenUp()]);
      }
      return goOn;
    } finally {
      this.isWaiting = false;
    }
  }

  /** The trial ends here: nobody waits for its verdict any more. */
  giveUp(): void {
    this.isGivenUp = true;
    this.wake?.();
  }

  private givenUp(): Promise<void> {
    if (this.isGivenUp) return Promise.resolve();
    return new Promise((resolve) => (this.wake = resolve));
  }

  private async look(step: number): Promise<Verdict | null> {
    const { runId, submission } = this.place;
    const [judged] = await this.redis.hmget(keys.run(runId), 'judged');
    if (judged !== String(step)) return null;
    const sealed = await this.redis.hgetBuffer(keys.run(runId), 'verdict');
    try {
      const told = this.seal.open(sealed ?? Buffer.alloc(0), verdictSchema);
      if (told.runId === runId && told.submission === submission && told.step === step) return told.verdict;
    } catch {
      // Not the lab's.
    }
    // The lab says it again where nothing was said.
    await this.redis.hdel(keys.run(runId), 'judged');
    return null;
  }
}
