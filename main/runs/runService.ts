/** The lives of runs: planned, started, controlled, shown, changed and deleted; main process and command line. */
import { planRun } from '../../shared/config/plan';
import type { RunConfig } from '../../shared/config/runConfig';
import type { LaunchPlan, RunsPage } from '../../shared/ipc/contract';
import { LabError } from '../../shared/result';
import { packRuns, piecesOf } from '../../shared/runs/packedRuns';
import { stretch } from '../../shared/runs/stretches';
import { isActive, runTransitions, type RunMeta, type RunRecord, type RunState } from '../../shared/runs/run';
import type { Store } from '../store/store';
import { hashConfig } from './configHash';
import type { LabEmitter } from './emitter';
import { estimateBytes, estimateDuration } from './estimate';
import { exportRun } from './exportRun';
import { ListAhead, type ReadPage } from './listAhead';
import { defaultRunName, fileNameOf } from './runName';
import type { RunPlaces } from './runPlaces';
import type { RunWaits } from './runWaits';
import type { TrainerPort } from './trainerPort';
import type { DatasetService, RunCommand, RunService } from './types';

/** How long a command may take before its answer says how things stand, milliseconds. */
const controlPatienceMs = 2000;
/** How long runs that are to be deleted may take to end, milliseconds. */
const cancelPatienceMs = 20_000;

export interface RunServiceNeeds {
  readonly store: Store;
  readonly trainer: TrainerPort;
  readonly datasets: DatasetService;
  readonly queue: RunPlaces;
  readonly waits: RunWaits;
  readonly emitter: LabEmitter;
}

export class LabRuns implements RunService {
  private readonly ahead: ListAhead;

  constructor(private readonly needs: RunServiceNeeds) {
    this.ahead = new ListAhead({
      read: (below, most) => this.readPage(below, most),
      revision: () => needs.store.runsRevision(),
    });
  }

  async plan(config: RunConfig): Promise<LaunchPlan> {
    const { datasets, trainer, store } = this.needs;
    const dataset = await datasets.info(config.dataset);
    const plan = planRun(config, dataset);
    return {
      plan,
      dataset,
      estimatedMs: await estimateDuration(trainer, config, dataset, plan),
      estimatedBytes: estimateBytes(config, dataset, plan),
      identicalRuns: store.findIdentical(hashConfig(config), dataset.hash),
    };
  }

  async start(
    config: RunConfig,
    meta: Partial<RunMeta> = {},
    sweep: RunRecord['sweep'] = null,
  ): Promise<RunRecord> {
    const { datasets, store, queue, emitter } = this.needs;
    const info = await datasets.info(config.dataset);
    const plan = planRun(config, info);
    const { parameterCount, stepsPerEpoch, totalSteps } = plan;
    queue.requireOpen();
    const record = store.createRun({
      name: meta.name?.trim() || defaultRunName(config, plan),
      tags: meta.tags ?? [],
      notes: meta.notes ?? '',
      config,
      configHash: hashConfig(config),
      datasetName: info.name,
      datasetHash: info.hash,
      parameterCount,
      stepsPerEpoch,
      totalSteps,
      sweep,
    });
    emitter.emit('run:changed', record);
    queue.add(record.id);
    return this.get(record.id);
  }

  async control(id: string, command: RunCommand): Promise<RunRecord> {
    const { store, queue, waits } = this.needs;
    queue.requireOpen();
    store.requireOwnRun(id);
    const before = this.get(id);
    const live = queue.live(id);
    if (!live) return this.controlResting(before, command);
    const wanted: RunState | null = effects[command];
    const isDone = ({ state }: RunRecord) => !isActive(state) || state === wanted;
    const done = waits.until(before, isDone, controlPatienceMs);
    // Whoever asked is told why it was refused, not that waiting for it was given up.
    done.catch(() => undefined);
    live.give(command);
    await done;
    return this.get(id);
  }

  list(): readonly RunRecord[] {
    return this.needs.store.listRuns().map((record) => this.needs.queue.shown(record));
  }

  page(below: number | null, most: number): RunsPage {
    const page = this.ahead.take(below, most) ?? this.readPage(below, most).page;
    // Whoever goes on after what fills a screen wants the rest as well.
    if (below !== null && most === stretch && page.next !== null) this.ahead.begin(page.next);
    return page;
  }

  close(): void {
    this.ahead.end();
  }

  private readPage(below: number | null, most: number): ReadPage {
    const { store } = this.needs;
    const found = store.runTexts(below, most);
    // Of those under way the store does not know all that is to be seen.
    const runs = found.map((one) => (isActive(one.state) ? piecesOf(this.get(one.id)) : one));
    const last = found.at(-1)?.number ?? null;
    return {
      page: { json: packRuns(runs), next: found.length < most ? null : last },
      isAtRest: found.every(({ state }) => !isActive(state)),
    };
  }

  points: RunService['points'] = (wanted) => this.needs.store.points(wanted);

  async identical(configs: readonly RunConfig[]): Promise<readonly (readonly RunRecord[])[]> {
    const { datasets, store, queue } = this.needs;
    const keys = await Promise.all(
      configs.map(async (config) => ({
        hash: hashConfig(config),
        data: (await datasets.info(config.dataset)).hash,
      })),
    );
    return keys.map(({ hash, data }) => {
      const alike = store.runsAlike(hash, data).map((record) => queue.shown(record));
      if (!alike.some(({ state }) => state === 'completed')) return alike;
      const whole = new Set(store.findIdentical(hash, data).map(({ id }) => id));
      return alike.filter(({ id, state }) => state !== 'completed' || whole.has(id));
    });
  }

  get(id: string): RunRecord {
    return this.needs.queue.shown(this.needs.store.getRun(id));
  }

  series: RunService['series'] = (id, fromStep) => this.needs.store.series(id, fromStep);

  boundaries: RunService['boundaries'] = (id) => this.needs.store.boundaries(id);

  weights: RunService['weights'] = (id) => this.needs.store.weights(id);

  update: RunService['update'] = (id, { meta = {}, starred }) => {
    const change = starred === undefined ? meta : { ...meta, starred };
    const record = this.needs.queue.shown(this.needs.store.updateRun(id, change));
    this.needs.emitter.emit('run:changed', record);
    return record;
  };

  updateAll: RunService['updateAll'] = (changes) => this.needs.store.updateRuns(changes);

  async delete(ids: readonly string[]): Promise<void> {
    const { store, waits, emitter } = this.needs;
    const active = ids.map((id) => this.get(id)).filter(({ state }) => isActive(state));
    // All or none: nothing is cancelled where another process has one of them.
    for (const { id } of active) store.requireOwnRun(id);
    await Promise.all(
      active.map(async (run) => {
        const current = await this.control(run.id, 'cancel');
        const ended = await waits.until(current, ({ state }) => !isActive(state), cancelPatienceMs);
        if (!ended) throw new LabError('timed-out', `Run ${run.number} could not be cancelled; try again.`);
      }),
    );
    store.markDeleted(ids);
    emitter.emit('run:deleted', { ids });
  }

  restore(ids: readonly string[]): void {
    this.needs.store.restore(ids);
    for (const id of ids) this.needs.emitter.emit('run:changed', this.get(id));
  }

  export: RunService['export'] = (id, format, target) => exportRun(this.needs.store, id, format, target);

  fileName(id: string): string {
    return fileNameOf(this.get(id));
  }

  async settled(id: string, { orPaused = false } = {}): Promise<RunRecord> {
    const isSettled = ({ state }: RunRecord) => !isActive(state) || (orPaused && state === 'paused');
    const record = await this.needs.waits.until(this.get(id), isSettled, null);
    return record ?? this.get(id);
  }

  /** A run that the training host does not have. */
  private controlResting(run: RunRecord, command: RunCommand): RunRecord {
    const { store, queue, emitter } = this.needs;
    const wanted = restingEffects[command];
    const isGone = store.isDeleted(run.id);
    const isPossible = wanted !== null && runTransitions[run.state].includes(wanted);
    // Stopping keeps results, of which a run that has not begun has none; one that is at rest has those it has.
    if (isGone || !isPossible || (command === 'stop' && run.state !== 'queued'))
      throw new LabError(
        'conflict',
        `Run ${run.number} is ${isGone ? 'deleted' : run.state}; ${remedy[command]}`,
      );
    const record = store.changeState(
      run.id,
      wanted,
      null,
      wanted === 'queued' ? {} : { finishedAt: Date.now() },
    );
    emitter.emit('run:changed', record);
    if (wanted === 'queued') queue.add(run.id);
    else queue.remove(run.id);
    return this.get(run.id);
  }
}

/** The state that a command brings a run to while it is under way; null: to rest. */
const effects: Readonly<Record<RunCommand, RunState | null>> = {
  pause: 'paused',
  resume: 'running',
  stop: null,
  cancel: null,
};
/** The same for a run that is waiting or at rest; null: the command means nothing then. */
const restingEffects: Readonly<Record<RunCommand, RunState | null>> = {
  pause: null,
  resume: 'queued',
  stop: 'cancelled',
  cancel: 'cancelled',
};
const remedy: Readonly<Record<RunCommand, string>> = {
  pause: 'only a run that is going on can be paused.',
  resume: 'only a run that is paused, interrupted, failed or cancelled can go on.',
  stop: 'only a run that is going on can be stopped.',
  cancel: 'there is nothing to cancel.',
};
