/** The lab's data sets: built in, generated and imported; main process and command line. */
import { builtInDatasets } from '../../shared/catalog/datasets';
import { completeParams, findEntry } from '../../shared/catalog/parameter';
import type { DatasetInfo, DatasetPreview } from '../../shared/data/dataset';
import { LabError } from '../../shared/result';
import type { DatasetSource, ImportOptions } from '../../shared/trainer/protocol';
import { buildId } from '../buildInfo';
import { loadDataset, mnistFingerprint } from '../data/index';
import type { Store } from '../store/store';
import type { LabEmitter } from './emitter';
import type { TrainerPort } from './trainerPort';
import type { DatasetRef, DatasetService, RunSources } from './types';

/** Descriptions kept: a slider through a generator's noise makes many. */
const keptDescriptions = 100;

/** MNIST as it was last described. Another build may describe it otherwise. */
interface MnistNote {
  readonly buildId: string;
  readonly files: string;
  readonly info: DatasetInfo;
}
const mnistNote = 'mnist';

export interface DatasetNeeds {
  readonly store: Store;
  readonly trainer: TrainerPort;
  readonly emitter: LabEmitter;
  readonly mnistDirectory: string;
}

/** Descriptions of built-in data sets are made once; those of imported ones are in the store. */
export class LabDatasets implements DatasetService, RunSources {
  private readonly described = new Map<string, Promise<DatasetInfo>>();
  private fingerprint: string;

  constructor(private readonly needs: DatasetNeeds) {
    this.fingerprint = needs.store.datasetsFingerprint();
  }

  async list(): Promise<readonly DatasetInfo[]> {
    const builtIn = await Promise.allSettled(builtInDatasets.map(({ id }) => this.info({ id, params: {} })));
    // MNIST may not have been fetched; whoever chooses it all the same is told what is wrong.
    const readable = builtIn.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    return [...readable, ...this.needs.store.listDatasets()];
  }

  async info(dataset: DatasetRef): Promise<DatasetInfo> {
    const source = this.builtIn(dataset);
    if (!source) return this.needs.store.datasetInfo(dataset.id);
    const key = JSON.stringify(source);
    const known = this.described.get(key);
    const description = known ?? this.describe(source);
    this.described.delete(key);
    this.described.set(key, description);
    if (known) return known;
    // What failed is tried again the next time.
    description.catch(() => this.described.delete(key));
    const [oldest] = this.described.keys();
    if (this.described.size > keptDescriptions && oldest !== undefined) this.described.delete(oldest);
    return description;
  }

  preview(dataset: DatasetRef, rows: number): Promise<DatasetPreview> {
    const source = this.builtIn(dataset) ?? this.stored(dataset.id);
    return this.needs.trainer.request('describeDataset', { source, previewRows: rows });
  }

  async import(paths: readonly string[], options: ImportOptions): Promise<DatasetInfo> {
    const { store, trainer } = this.needs;
    const { info, content } = await trainer.request('importDataset', { paths, options });
    const saved = store.putDataset(info, content);
    this.tellChanges();
    return saved;
  }

  remove(id: string): void {
    const entry = findEntry(builtInDatasets, id);
    if (entry) throw new LabError('conflict', `${entry.label} is built in and cannot be removed.`);
    this.needs.store.removeDataset(id);
    this.tellChanges();
  }

  async sourceOf(dataset: DatasetRef, hash: string): Promise<DatasetSource> {
    const info = await this.info(dataset);
    if (info.hash !== hash)
      throw new LabError(
        'conflict',
        `"${info.name}" is not what it was when the run was made; start a new run instead.`,
      );
    return this.builtIn(dataset) ?? this.stored(dataset.id);
  }

  /** Says so where data sets have come, gone or been renamed, here or by another process. */
  tellChanges(): void {
    const fingerprint = this.needs.store.datasetsFingerprint();
    if (fingerprint === this.fingerprint) return;
    this.fingerprint = fingerprint;
    this.needs.emitter.emit('datasets:changed', null);
  }

  /** null for what is not built in. */
  private builtIn({ id, params: given }: DatasetRef): DatasetSource | null {
    const entry = findEntry(builtInDatasets, id);
    if (!entry) return null;
    const { params, issues } = completeParams(entry, given, 'dataset.params');
    if (issues[0]) throw new LabError('invalid-input', issues[0].message, { issues });
    if (entry.kind === 'images') return { kind: 'mnist', directory: this.needs.mnistDirectory };
    return entry.kind === 'points' ? { kind: 'report-points' } : { kind: 'generator', id, params };
  }

  private stored(id: string): DatasetSource {
    const { store } = this.needs;
    return { kind: 'stored', info: store.datasetInfo(id), content: store.datasetContent(id) };
  }

  /** Points are made here in milliseconds, before the host is up; reading MNIST would hold up the windows. */
  private async describe(source: DatasetSource): Promise<DatasetInfo> {
    if (source.kind === 'generator' || source.kind === 'report-points')
      return (await loadDataset(source)).info;
    return source.kind === 'mnist' ? this.describeMnist(source) : this.describeInHost(source);
  }

  /** Read once; afterwards a start of the lab needs no host for it, as long as its files are the same. */
  private async describeMnist(source: Extract<DatasetSource, { kind: 'mnist' }>): Promise<DatasetInfo> {
    const { store } = this.needs;
    const files = await mnistFingerprint(source.directory);
    const noted = store.note(mnistNote) as MnistNote | null;
    if (files !== null && noted?.files === files && noted.buildId === buildId) return noted.info;
    const info = await this.describeInHost(source);
    const note: MnistNote = { buildId, files: files ?? '', info };
    try {
      if (files !== null) store.setNote(mnistNote, note);
    } catch {
      // A full disk, say: it is read again the next time.
    }
    return info;
  }

  private async describeInHost(source: DatasetSource): Promise<DatasetInfo> {
    try {
      return (await this.needs.trainer.request('describeDataset', { source, previewRows: 1 })).info;
    } catch (error) {
      const isWithoutHost =
        error instanceof LabError && (error.code === 'host-died' || error.code === 'unsupported');
      if (!isWithoutHost) throw error;
      return (await loadDataset(source)).info;
    }
  }
}
