/** Finds the data set that --dataset means and reads it, before anything is written; command line. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { builtInDatasets, type BuiltInDataset } from '../../shared/catalog/datasets';
import { findEntry } from '../../shared/catalog/parameter';
import type { RunConfig } from '../../shared/config/runConfig';
import type { DatasetInfo } from '../../shared/data/dataset';
import { LabError } from '../../shared/result';
import type { DatasetSource, ImportOptions } from '../../shared/trainer/protocol';
import { importFiles, loadDataset } from '../data/index';
import type { Lab } from '../runs/types';
import { findRuntime } from './labAccess';

/** What --dataset means. */
export type ChosenDataset =
  | { readonly kind: 'built-in'; readonly id: string }
  | { readonly kind: 'stored'; readonly id: string }
  | { readonly kind: 'file'; readonly id: string; readonly info: DatasetInfo; readonly file: string };

/** Tells ids and files apart; a file is read and checked. Throws LabError for neither. */
export async function chooseDataset(
  text: string,
  options: ImportOptions,
  cwd: string,
): Promise<ChosenDataset> {
  if (findEntry(builtInDatasets, text)) return { kind: 'built-in', id: text };
  if (/^sha256:/.test(text)) return { kind: 'stored', id: text };
  const file = path.resolve(cwd, text);
  if (!existsSync(file) && !/[./\\]/.test(text)) {
    const known = builtInDatasets.map(({ id }) => id).join(', ');
    throw new LabError('invalid-input', `There is no data set or file "${text}"; built in are: ${known}.`);
  }
  const { info } = await importFiles([file], options);
  return { kind: 'file', id: info.id, info, file };
}

/** The description of a built-in data set with the configuration's numbers. */
export async function describeBuiltIn({
  id,
  params,
}: Pick<RunConfig['dataset'], 'id' | 'params'>): Promise<DatasetInfo> {
  const entry = findEntry(builtInDatasets, id);
  return (await loadDataset(sourceOf(entry?.kind ?? 'generator', id, params))).info;
}

function sourceOf(
  kind: BuiltInDataset['kind'],
  id: string,
  params: RunConfig['dataset']['params'],
): DatasetSource {
  if (kind === 'images') return { kind: 'mnist', directory: findRuntime().mnistDirectory };
  return kind === 'points' ? { kind: 'report-points' } : { kind: 'generator', id, params };
}

/** Saves the file's content unless it is saved already (which keeps the name it has there). */
export async function storeDataset(lab: Lab, chosen: ChosenDataset, options: ImportOptions): Promise<void> {
  if (chosen.kind !== 'file') return;
  try {
    await lab.datasets.info({ id: chosen.id, params: {} });
  } catch (error) {
    if (!(error instanceof LabError) || error.code !== 'not-found') throw error;
    await lab.datasets.import([chosen.file], options);
  }
}
