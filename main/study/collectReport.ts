/** Reads what a study has come to out of the lab; main process and command line. */
import { planRun } from '../../shared/config/plan';
import type { DatasetInfo } from '../../shared/data/dataset';
import { isActive, type RunRecord } from '../../shared/runs/run';
import { curveOf, type Curve } from '../../shared/study/curve';
import { planStudy, type PlannedRun, type StudyOptions } from '../../shared/study/plan';
import {
  isAnswer,
  makeReport,
  type PlanePoints,
  type RunFacts,
  type RunOutcome,
  type StudyReport,
} from '../../shared/study/report';
import type { Study } from '../../shared/study/studyFile';
import type { Lab } from '../runs/types';

/** Columns of a curve in the report: twice what a figure is wide in its own units. */
const curveColumns = 600;
const mostPoints = 5000;

/** Collects reports; what a finished run's points come to is kept. */
export class StudyReports {
  private readonly pictures = new Map<string, Pick<RunOutcome, 'curve' | 'boundary' | 'evaluations'>>();
  private readonly points = new Map<string, PlanePoints>();

  constructor(
    private readonly lab: Lab,
    private readonly now: () => number = Date.now,
  ) {}

  /** Throws LabError `invalid-input` where the options do not fit the study, and what the data sets throw. */
  async collect(study: Study, options: StudyOptions): Promise<StudyReport> {
    const planned = planStudy(study, options);
    const alike = await this.lab.runs.identical(planned.map(({ config }) => config));
    const facts = await Promise.all(planned.map((run, i) => this.factsOf(run, alike[i] ?? [])));
    const used = new Map(planned.map(({ config }) => [config.dataset.id, config.dataset]));
    const points = new Map<string, PlanePoints>();
    for (const [id, dataset] of used) {
      const info = await this.lab.datasets.info(dataset);
      const plane = await this.pointsOf(info, dataset.params);
      if (plane) points.set(id, plane);
    }
    return makeReport(study, options, facts, points, this.now());
  }

  private async factsOf(planned: PlannedRun, alike: readonly RunRecord[]): Promise<RunFacts> {
    const info = await this.lab.datasets.info(planned.config.dataset);
    const { classes, outputUnits } = planRun(planned.config, info);
    const run = alike.find(isAnswer) ?? alike.find(({ state }) => isActive(state)) ?? alike[0] ?? null;
    return { planned, classes, outputUnits, run: run && this.outcomeOf(run) };
  }

  private outcomeOf(run: RunRecord): RunOutcome {
    const { result, latest, environment, engine } = run;
    const { curve, boundary, evaluations } = this.pictureOf(run);
    const machine =
      environment && `${environment.cpu}, ${environment.cores} cores, LossLab ${environment.losslab}`;
    return {
      id: run.id,
      number: run.number,
      name: run.name,
      state: run.state,
      stateReason: run.stateReason,
      step: run.step,
      epoch: run.epoch,
      totalSteps: run.totalSteps,
      parameterCount: run.parameterCount,
      elapsedMs: run.elapsedMs,
      startedAt: run.startedAt,
      finishedAt: run.finishedAt,
      machine: machine && (engine ? `${machine}, ${engine.backend} ${engine.path}` : machine),
      values: {
        testError: result?.testError ?? latest?.testError ?? null,
        trainError: result?.trainError ?? latest?.trainError ?? null,
        testLoss: result?.testLoss ?? latest?.testLoss ?? null,
        trainLoss: result?.trainLoss ?? latest?.trainLoss ?? null,
        firstLoss: curve?.first ?? null,
        finalLoss: result?.finalLoss ?? null,
      },
      evaluations,
      curve,
      boundary,
    };
  }

  private pictureOf(run: RunRecord): Pick<RunOutcome, 'curve' | 'boundary' | 'evaluations'> {
    const known = this.pictures.get(run.id);
    if (known) return known;
    const { runs } = this.lab;
    const { losses, evaluations } = runs.series(run.id);
    const curve: Curve | null = curveOf(losses, curveColumns);
    const picture = { curve, evaluations, boundary: runs.boundaries(run.id).at(-1) ?? null };
    if (isAnswer(run)) this.pictures.set(run.id, picture);
    return picture;
  }

  /** null for what is not two-dimensional. */
  private async pointsOf(
    info: DatasetInfo,
    params: Readonly<Record<string, number>>,
  ): Promise<PlanePoints | null> {
    if (info.kind !== 'points') return null;
    const known = this.points.get(info.hash);
    if (known) return known;
    const { features, labels } = await this.lab.datasets.preview({ id: info.id, params }, mostPoints);
    const points = { features, labels };
    this.points.set(info.hash, points);
    return points;
  }
}
