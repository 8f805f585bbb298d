/** What is known of the training host: whether it is there, its engine and its versions; main process and command line. */
import { protocolVersion, type HostRequests } from '../../shared/trainer/protocol';
import type { HostState, TrainerPort } from './trainerPort';

export type EngineVersions = HostRequests['hello']['output'];

export class EngineStatus {
  private current: HostState = 'idle';
  private answer: EngineVersions | null = null;

  /** @param onChange called when what is known has changed */
  constructor(
    private readonly trainer: TrainerPort,
    private readonly onChange: () => void,
  ) {}

  get state(): HostState {
    return this.current;
  }

  /** null until the host has answered for the first time. */
  get known(): EngineVersions | null {
    return this.answer;
  }

  /** To be told of every change of the host. */
  moved(state: HostState): void {
    this.current = state;
    this.onChange();
    // A host that dies before it answers shows as a state.
    if (state === 'ready') void this.versions().catch(() => undefined);
  }

  /** Asks the host. Rejects as `TrainerPort.request` does. */
  async versions(): Promise<EngineVersions> {
    const before = this.answer;
    this.answer = await this.trainer.request('hello', { version: protocolVersion });
    if (JSON.stringify(before) !== JSON.stringify(this.answer)) this.onChange();
    return this.answer;
  }
}
