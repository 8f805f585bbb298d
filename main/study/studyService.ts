/** What the page asks about studies: the list, reports, and the one that is being carried out; main process. */
import { planRun } from '../../shared/config/plan';
import { canonicalConfig, type RunConfig } from '../../shared/config/runConfig';
import { LabError, toErrorData } from '../../shared/result';
import { studyFromRuns } from '../../shared/study/fromRuns';
import { reportHtml } from '../../shared/study/html/reportHtml';
import type { StudyInfo, StudyOutlook } from '../../shared/study/info';
import { planStudy, type StudyOptions } from '../../shared/study/plan';
import type { StudyProgress } from '../../shared/study/progress';
import { isAnswer, type StudyReport } from '../../shared/study/report';
import { rowsOf, type Study } from '../../shared/study/studyFile';
import type { Lab } from '../runs/types';
import { StudyReports } from './collectReport';
import { StudyExecution } from './studyExecution';
import { readStudyFile, type StudyLibrary } from './studyLibrary';

/** How often progress is told, milliseconds. */
const tellEveryMs = 250;
const full: StudyOptions = { fraction: 1, seeds: null, rows: null };

export interface StudyServiceNeeds {
  readonly lab: Lab;
  readonly library: StudyLibrary;
  readonly tell: (progress: StudyProgress) => void;
}

export class StudyService {
  private readonly reports: StudyReports;
  private current: StudyExecution | null = null;
  /** Resolves when the current one has come to its end. */
  private ended: Promise<void> = Promise.resolve();
  private last: StudyProgress | null = null;
  private timer: NodeJS.Timeout | null = null;
  /** Milliseconds a step by what decides them. */
  private readonly paces = new Map<string, number>();

  constructor(private readonly needs: StudyServiceNeeds) {
    this.reports = new StudyReports(needs.lab);
  }

  async list(): Promise<readonly StudyInfo[]> {
    const studies = await this.needs.library.list();
    return Promise.all(studies.map(({ study, isBuiltIn }) => this.infoOf(study, isBuiltIn)));
  }

  async report(id: string, options: StudyOptions): Promise<StudyReport> {
    return this.reports.collect(await this.needs.library.get(id), options);
  }

  async html(id: string, options: StudyOptions): Promise<string> {
    return reportHtml(await this.report(id, options));
  }

  get(id: string): Promise<Study> {
    return this.needs.library.get(id);
  }

  /** What is left to do; measures each kind of network once. */
  async outlook(id: string, options: StudyOptions): Promise<StudyOutlook> {
    const { runs, settings } = this.needs.lab;
    const planned = planStudy(await this.needs.library.get(id), options);
    const configs = [...new Map(planned.map(({ config }) => [canonicalConfig(config), config])).values()];
    const alike = await runs.identical(configs);
    const open = configs.filter((_, i) => !alike[i]?.some(isAnswer));
    const times = await this.timesOf(open.filter(({ training }) => training.epochs > 0));
    const sum = times?.reduce((total, ms) => total + ms, 0) ?? null;
    const places = settings.get().concurrentRuns ?? this.needs.lab.concurrency().suggested;
    return {
      runs: configs.length,
      done: configs.length - open.length,
      remainingMs: sum === null ? null : sum / Math.max(1, Math.min(places, open.length)),
    };
  }

  /** Begins what is not answered yet; `conflict` while another study is under way. */
  async start(id: string, options: StudyOptions): Promise<StudyProgress> {
    const study = await this.needs.library.get(id);
    planStudy(study, options);
    // One that was cancelled has yet to see its runs end.
    if (this.current?.progress().state === 'cancelled') await this.ended;
    if (this.current) throw new LabError('conflict', 'A study is under way; cancel it first.');
    const { lab } = this.needs;
    const execution = new StudyExecution(lab, study, options, lab.concurrency().current, () =>
      this.tellSoon(execution),
    );
    this.current = execution;
    this.last = execution.progress();
    this.ended = execution
      .run()
      .then(() => undefined)
      .catch((error: unknown) => {
        // When the lab is closed nobody is there to be told.
        if (error instanceof LabError && error.code === 'cancelled') return;
        const { message } = toErrorData(error);
        this.last = { ...execution.progress(), state: 'finished', problems: [{ rowId: '', message }] };
      })
      .finally(() => {
        this.current = null;
        this.tellNow(this.last?.problems.some(({ rowId }) => rowId === '') ? null : execution);
      });
    return this.last;
  }

  async control(command: 'pause' | 'resume' | 'cancel'): Promise<StudyProgress | null> {
    await this.current?.[command]();
    return this.progress();
  }

  progress(): StudyProgress | null {
    return this.current?.progress() ?? this.last;
  }

  async make(title: string, runIds: readonly string[]): Promise<StudyInfo> {
    const runs = runIds.map((id) => this.needs.lab.runs.get(id));
    return this.keep(studyFromRuns(idOf(title), title, runs));
  }

  async open(file: string): Promise<StudyInfo> {
    return this.keep(await readStudyFile(file));
  }

  remove(id: string): Promise<void> {
    return this.needs.library.remove(id);
  }

  private async keep(study: Study): Promise<StudyInfo> {
    return this.infoOf(await this.needs.library.add(study), false);
  }

  private async infoOf(study: Study, isBuiltIn: boolean): Promise<StudyInfo> {
    const planned = planStudy(study, full);
    // A study on data that were removed can still be looked at.
    const alike = await this.needs.lab.runs
      .identical(planned.map(({ config }) => config))
      .catch(() => planned.map(() => []));
    const { id, title, summary, source } = study;
    return {
      id,
      title,
      summary,
      source,
      isBuiltIn,
      rows: rowsOf(study).map((row) => ({ id: row.id, title: row.title })),
      runs: planned.length,
      done: alike.filter((runs) => runs.some(isAnswer)).length,
      epochs: planned.reduce((total, { config }) => total + config.training.epochs, 0),
    };
  }

  /** Training time of each, milliseconds; null where one cannot be measured. */
  private async timesOf(configs: readonly RunConfig[]): Promise<number[] | null> {
    const { runs, datasets } = this.needs.lab;
    const times: number[] = [];
    for (const config of configs) {
      const { model, loss, optimizer, dataset, training } = config;
      const { totalSteps } = planRun(config, await datasets.info(dataset));
      const key = JSON.stringify([model, loss, optimizer.id, dataset.id, training.batchSize]);
      if (!this.paces.has(key)) {
        const { estimatedMs } = await runs.plan(config);
        if (estimatedMs === null) return null;
        this.paces.set(key, estimatedMs / totalSteps);
      }
      times.push((this.paces.get(key) ?? 0) * totalSteps);
    }
    return times;
  }

  private tellSoon(execution: StudyExecution): void {
    this.timer ??= setTimeout(() => this.tellNow(execution), tellEveryMs);
  }

  private tellNow(execution: StudyExecution | null): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    if (execution) this.last = execution.progress();
    if (this.last) this.needs.tell(this.last);
  }
}

/** Letters and digits of the title, joined by hyphens. */
function idOf(title: string): string {
  const words = title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return words.slice(0, 34).replace(/-+$/, '') || 'study';
}
