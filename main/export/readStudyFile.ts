/** Takes what is in a study file into a lab: checked as a whole first, then each part whole or not at all; main process and command line. */
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { canonicalConfig } from '../../shared/config/runConfig';
import type { Settings } from '../../shared/ipc/contract';
import { LabError } from '../../shared/result';
import type { RunRecord } from '../../shared/runs/run';
import type { RunImport } from '../../shared/runs/runImport';
import { parseStudyText, type Study } from '../../shared/study/studyFile';
import type { HashConfig } from '../../shared/sweep/trials';
import { openPortable, type PortableStudy } from '../store/portable';
import type { Store } from '../store/store';
import type { WholeRun } from '../store/wholeRun';
import type { WholeSweep } from '../store/wholeSweep';
import { studyText, type StudyLibrary } from '../study/studyLibrary';
import { decodeCheckpoint } from '../trainer/session/checkpoint';
import { checkedDataset } from './studyDataset';

export interface ReadOptions {
  readonly hash: HashConfig;
  /** Where studies go; null: they stay in the file. */
  readonly library: StudyLibrary | null;
  /** better-sqlite3's binding, null for its own. */
  readonly nativeBinding: string | null;
}

/**
 * Takes everything of the file that is not there yet; other work goes on in between. Throws LabError `bad-file`, `too-large`,
 * `newer-database` before anything is taken; `disk-full` leaves what was taken by then, each part whole.
 */
export async function readStudyFile(target: Store, file: string, options: ReadOptions): Promise<RunImport> {
  const study = openPortable(file, options.nativeBinding);
  try {
    await checkAll(study, path.basename(file), options.hash);
    return await new Taking(target, study, path.basename(file), options).all();
  } finally {
    study.close();
  }
}

/** Reads all there is, so that a file of which a part is refused leaves nothing. */
async function checkAll(study: PortableStudy, name: string, hash: HashConfig): Promise<void> {
  for (const id of study.datasetIds) {
    checkedDataset(study, id, name);
    await setImmediate();
  }
  for (const id of study.runIds) {
    const { losses, checkpoints, record } = study.run(id);
    for (const _ of losses);
    for (const checkpoint of checkpoints) requireCheckpoint(checkpoint, record, name);
    await setImmediate();
  }
  for (const { id } of study.sweeps) {
    study.sweep(id, hash);
    await setImmediate();
  }
  for (const [id, text] of study.studies) checkedStudy(id, text, name);
}

function requireCheckpoint(
  checkpoint: WholeRun['checkpoints'][number],
  { step }: WholeRun['record'],
  name: string,
) {
  try {
    decodeCheckpoint(checkpoint);
  } catch (error) {
    throw new LabError('bad-file', `"${name}" cannot be imported: a checkpoint in it is damaged.`, {
      cause: error,
    });
  }
  if (checkpoint.step > step)
    throw new LabError('bad-file', `"${name}" cannot be imported: a checkpoint in it is ahead of its run.`);
}

function checkedStudy(id: string, text: string, name: string): Study {
  try {
    const study = parseStudyText(text, name);
    if (study.id === id) return study;
  } catch (error) {
    throw new LabError('bad-file', `"${name}" cannot be imported: a study in it is not valid.`, {
      cause: error,
    });
  }
  throw new LabError('bad-file', `"${name}" cannot be imported: a study in it has another name.`);
}

/** More sentences are counted only. */
const mostProblems = 20;

class Taking {
  private readonly added: string[] = [];
  private readonly sweeps: string[] = [];
  private readonly problems: string[] = [];
  private unsaid = 0;
  private datasets = 0;
  private readonly known: Set<string>;

  constructor(
    private readonly target: Store,
    private readonly study: PortableStudy,
    private readonly name: string,
    private readonly options: ReadOptions,
  ) {
    this.known = new Set(target.listDatasets().map(({ id }) => id));
  }

  async all(): Promise<RunImport> {
    const { study, target, options } = this;
    for (const id of study.datasetIds) {
      this.takeDataset(id);
      await setImmediate();
    }
    for (const id of study.runIds) {
      this.takeRun(study.run(id));
      await setImmediate();
    }
    for (const { id } of study.sweeps) {
      this.takeSweep(study.sweep(id, options.hash));
      await setImmediate();
    }
    const studies = await this.takeStudies();
    this.takeSettings(study.settings, target);
    if (this.unsaid > 0) this.problems.push(`${this.unsaid} more are here with other contents.`);
    return {
      ...{ added: this.added, present: study.runIds.length - this.added.length },
      ...{ sweeps: this.sweeps, presentSweeps: study.sweeps.length - this.sweeps.length },
      ...{ datasets: this.datasets, studies, problems: this.problems },
    };
  }

  /** Its id follows from its content: one that is there is the same. */
  private takeDataset(id: string): void {
    if (this.known.has(id)) return;
    const dataset = checkedDataset(this.study, id, this.name);
    this.target.putDataset(dataset.info, dataset);
    this.known.add(id);
    this.datasets++;
  }

  private takeRun(whole: WholeRun): void {
    const { record } = whole;
    // What the file says of itself is not taken on trust: equal configurations are found by this.
    const configHash = record.origin ? `imported:${record.id}` : this.options.hash(record.config);
    const checked = { ...record, configHash };
    if (this.target.putWholeRun({ ...whole, record: checked })) this.added.push(record.id);
    else this.compareRun(checked);
  }

  private compareRun(record: WholeRun['record']): void {
    const here = this.target.getRun(record.id);
    const label = `Run ${here.number}${here.name ? ` “${here.name}”` : ''}`;
    if (this.target.isDeleted(record.id))
      this.say(`${label} was deleted here; bring it back by Undo, or import again after a restart.`);
    else if (outcomeOf(here) !== outcomeOf(record))
      this.say(`${label} is here with other results; those here were kept.`);
  }

  private takeSweep(whole: WholeSweep): void {
    const { id } = whole.sweep;
    if (this.target.putWholeSweep(whole)) {
      this.sweeps.push(id);
      return;
    }
    const here = this.target.sweeps.get(id);
    const label = `Sweep ${here.number} “${here.name}”`;
    if (here.isDeleted)
      this.say(`${label} was deleted here; bring it back by Undo, or import again after a restart.`);
    else if (stateOf(this.target.wholeSweep(id)) !== stateOf(whole))
      this.say(`${label} is here in another state; the one here was kept.`);
  }

  private async takeStudies(): Promise<number> {
    const { study, name, options } = this;
    if (study.studies.size === 0) return 0;
    if (!options.library) {
      this.say('The studies of your own in it stay there: this database is not the one of the app.');
      return 0;
    }
    const own = new Map((await options.library.list()).map((one) => [one.study.id, one.study]));
    let taken = 0;
    for (const [id, text] of study.studies) {
      const given = checkedStudy(id, text, name);
      const here = own.get(id);
      if (!here) {
        await options.library.add(given);
        taken++;
      } else if (studyText(here) !== studyText(given))
        this.say(`The study “${here.title}” is here with other contents; the one here was kept.`);
    }
    return taken;
  }

  /** What was never set here is taken; saved queries join those that are here. */
  private takeSettings(given: Partial<Settings>, target: Store): void {
    const { savedQueries: queries = [], ...others } = given;
    const here = target.givenSettings();
    const fresh = Object.entries(others).filter(([key]) => !(key in here));
    const kept = here.savedQueries ?? [];
    const more = queries.filter((query) => !kept.includes(query));
    const change = {
      ...(Object.fromEntries(fresh) as Partial<Settings>),
      ...(more.length > 0 ? { savedQueries: [...kept, ...more].slice(0, 50) } : {}),
    };
    if (Object.keys(change).length > 0) target.setSettings(change);
  }

  private say(problem: string): void {
    if (this.problems.length < mostProblems) this.problems.push(problem);
    else this.unsaid++;
  }
}

/** What of a run does not change once it is at rest. */
const outcomeOf = ({ config, datasetHash, state, step, createdAt, finishedAt, result }: Outcome): string =>
  JSON.stringify([
    ...[canonicalConfig(config), datasetHash, state, step, createdAt, finishedAt],
    ...[result?.finalLoss, result?.trainLoss, result?.testLoss, result?.testError],
  ]);
type Outcome = Omit<RunRecord, 'number' | 'sweep'>;

/** What of a sweep says how far it has come. */
const stateOf = ({ sweep, trials, lines }: WholeSweep): string =>
  JSON.stringify([
    ...[sweep.state, sweep.strategyState.proposed, trials.length],
    lines.map(({ trial, seed, state, value, endedAt }) => [trial, seed, state, value, endedAt]),
  ]);
