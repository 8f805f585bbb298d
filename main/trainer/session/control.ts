/** What the user asks of a run under way, kept until the next chunk boundary; training workers. */
import type { HostRequests } from '../../../shared/trainer/protocol';

export type ControlCommand = HostRequests['control']['input']['command'];

/** The latest wishes for a run. `cancel` and `stop` are final. */
export class RunControl {
  private end: 'stop' | 'cancel' | null = null;
  private pausing = false;
  private wake: (() => void) | null = null;

  give(command: ControlCommand): void {
    if (command === 'cancel' || (command === 'stop' && this.end === null)) this.end = command;
    else if (command === 'pause') this.pausing = true;
    else if (command === 'resume') this.pausing = false;
    if (this.end !== null || !this.pausing) {
      this.wake?.();
      this.wake = null;
    }
  }

  /** How the run is to end, or null if it is not. */
  get ending(): 'stop' | 'cancel' | null {
    return this.end;
  }

  get pauseWanted(): boolean {
    return this.pausing && this.end === null;
  }

  /** Resolves when the run goes on or is to end. */
  async resumed(): Promise<void> {
    if (!this.pauseWanted) return;
    await new Promise<void>((resolve) => (this.wake = resolve));
  }
}
