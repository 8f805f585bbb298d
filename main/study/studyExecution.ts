/** Carries out a study: every run that no saved one answers yet, some side by side; main process and command line. */
import { planRun } from '../../shared/config/plan';
import { canonicalConfig, type RunConfig } from '../../shared/config/runConfig';
import { LabError, toErrorData } from '../../shared/result';
import { isActive, type RunRecord } from '../../shared/runs/run';
import { planStudy, type StudyOptions } from '../../shared/study/plan';
import type { StudyProgress } from '../../shared/study/progress';
import { isAnswer } from '../../shared/study/report';
import { rowsOf, type Study } from '../../shared/study/studyFile';
import type { Lab, RunCommand } from '../runs/types';

/** A run that is lost with its host is taken up again so many times. */
const mostRetries = 2;

interface Job {
  /** Every row it answers; the first one is its tag. */
  readonly rowIds: readonly string[];
  readonly title: string;
  readonly config: RunConfig;
  readonly totalSteps: number;
  step: number;
  runId: string | null;
  state: 'waiting' | 'active' | 'done' | 'failed';
  problem: string | null;
}

/** The tags of a study's runs. */
export const studyTags = (studyId: string, rowId: string): readonly string[] => [`study:${studyId}`, rowId];

/** One execution of a study, from start to end; not to be used again. */
export class StudyExecution {
  private jobs: readonly Job[] = [];
  private state: StudyProgress['state'] = 'running';
  private release: (() => void) | null = null;

  /**
   * @param parallel how many runs to keep under way
   * @param tell called whenever something has changed
   */
  constructor(
    private readonly lab: Lab,
    private readonly study: Study,
    private readonly options: StudyOptions,
    private readonly parallel: number,
    private readonly tell: (progress: StudyProgress) => void = () => undefined,
  ) {}

  /**
   * Resolves when every run has come to its end, or after `cancel`. What a single run could not do is told in the progress.
   * Throws LabError where the study cannot be begun (nothing is written then), `cancelled` when the lab is closed.
   */
  async run(): Promise<StudyProgress> {
    this.jobs = await this.planJobs();
    const stop = this.lab.on('run:progressed', ({ id, step }) => {
      const job = this.jobs.find(({ runId }) => runId === id);
      if (!job) return;
      job.step = step;
      this.changed();
    });
    try {
      this.changed();
      const queue = [...this.jobs];
      await Promise.all(Array.from({ length: this.parallel }, () => this.work(queue)));
    } finally {
      stop();
    }
    if (this.state !== 'cancelled') this.state = 'finished';
    this.changed();
    return this.progress();
  }

  progress(): StudyProgress {
    const count = (wanted: Job['state']) => this.jobs.filter(({ state }) => state === wanted).length;
    return {
      studyId: this.study.id,
      options: this.options,
      state: this.state,
      runs: this.jobs.length,
      done: count('done'),
      failed: count('failed'),
      steps: this.jobs.reduce((sum, { step }) => sum + step, 0),
      totalSteps: this.jobs.reduce((sum, { totalSteps }) => sum + totalSteps, 0),
      active: this.jobs.flatMap(({ state, runId, rowIds, title, step, totalSteps }) =>
        state === 'active' && runId !== null
          ? [{ runId, rowId: rowIds[0] as string, title, step, totalSteps }]
          : [],
      ),
      problems: this.jobs.flatMap(({ problem, rowIds }) =>
        problem === null ? [] : [{ rowId: rowIds[0] as string, message: problem }],
      ),
    };
  }

  /** Pauses what is under way and begins nothing more. */
  async pause(): Promise<void> {
    if (this.state !== 'running') return;
    this.state = 'paused';
    this.changed();
    await this.toActive('pause');
  }

  async resume(): Promise<void> {
    if (this.state !== 'paused') return;
    this.state = 'running';
    this.open();
    await this.toActive('resume');
  }

  /** Cancels what is under way and begins nothing more; what is done stays. */
  async cancel(): Promise<void> {
    if (this.state !== 'running' && this.state !== 'paused') return;
    this.state = 'cancelled';
    this.open();
    await this.toActive('cancel');
  }

  private open(): void {
    this.release?.();
    this.release = null;
    this.changed();
  }

  private async toActive(command: RunCommand): Promise<void> {
    const active = this.jobs.flatMap(({ state, runId }) =>
      state === 'active' && runId !== null ? [runId] : [],
    );
    // One that has just ended, or that another process trains, is left to itself.
    await Promise.allSettled(active.map((id) => this.lab.runs.control(id, command)));
  }

  private changed(): void {
    this.tell(this.progress());
  }

  /** Runs of the plan, each different one once, checked against their data. */
  private async planJobs(): Promise<Job[]> {
    const titles = new Map(rowsOf(this.study).map(({ id, title }) => [id, title]));
    const byConfig = new Map<string, { readonly config: RunConfig; readonly rowIds: string[] }>();
    for (const { rowId, config } of planStudy(this.study, this.options)) {
      const key = canonicalConfig(config);
      const known = byConfig.get(key);
      if (!known) byConfig.set(key, { config, rowIds: [rowId] });
      else if (!known.rowIds.includes(rowId)) known.rowIds.push(rowId);
    }
    return Promise.all(
      [...byConfig.values()].map(async ({ config, rowIds }): Promise<Job> => {
        const info = await this.lab.datasets.info(config.dataset);
        const { totalSteps } = planRun(config, info);
        const title = titles.get(rowIds[0] as string) ?? '';
        return { rowIds, title, config, totalSteps, step: 0, runId: null, state: 'waiting', problem: null };
      }),
    );
  }

  private async work(queue: Job[]): Promise<void> {
    for (;;) {
      while (this.state === 'paused') {
        await new Promise<void>((resolve) => {
          const before = this.release;
          this.release = () => {
            before?.();
            resolve();
          };
        });
      }
      const job = this.state === 'running' ? queue.shift() : undefined;
      if (!job) return;
      await this.carryOut(job);
      this.changed();
    }
  }

  private async carryOut(job: Job): Promise<void> {
    try {
      for (let tries = 0; ; tries++) {
        const run = await this.lab.runs.settled((await this.begin(job)).id);
        job.step = run.step;
        if (isAnswer(run)) {
          // An early stop has fewer steps than were planned.
          job.step = job.totalSteps;
          return void (job.state = 'done');
        }
        if (this.state === 'cancelled') return void (job.state = 'waiting');
        if (run.state === 'interrupted' && tries < mostRetries) continue;
        job.state = 'failed';
        job.problem = `Run ${run.number} is ${run.state}${run.stateReason === null ? '.' : `: ${run.stateReason}`}`;
        return;
      }
    } catch (error) {
      if (error instanceof LabError && error.code === 'cancelled') throw error;
      job.state = 'failed';
      job.problem = toErrorData(error).message;
    }
  }

  /** The saved run that answers the job, goes on, or can be taken up again; else a new one. */
  private async begin(job: Job): Promise<RunRecord> {
    const { runs } = this.lab;
    const [alike = []] = await runs.identical([job.config]);
    const answer = alike.find(isAnswer);
    if (answer) return answer;
    const active = alike.find(({ state }) => isActive(state));
    const resting = alike.find(({ state }) => ['interrupted', 'failed', 'cancelled'].includes(state));
    const [rowId = ''] = job.rowIds;
    const run =
      active?.state === 'paused' || (!active && resting)
        ? await runs.control((active ?? (resting as RunRecord)).id, 'resume')
        : (active ?? (await runs.start(job.config, { tags: [...new Set(studyTags(this.study.id, rowId))] })));
    job.runId = run.id;
    job.state = 'active';
    job.step = run.step;
    this.changed();
    return run;
  }
}
