/** An imported data set of a study file, held against the hash that is its name; main process and command line. */
import { datasetLimits, type Dataset } from '../../shared/data/dataset';
import { LabError } from '../../shared/result';
import { z } from '../../shared/zod';
import { assembleDataset } from '../data/assemble';
import type { PortableStudy } from '../store/portable';

const namesSchema = z.object({
  name: z.string().min(1).max(300),
  featureNames: z.array(z.string().max(300)).max(datasetLimits.maxFeatures),
  classNames: z.array(z.string().max(300)).min(1).max(datasetLimits.maxClasses),
  givenTrainRows: z.number().int().min(1).nullable(),
  fileName: z.string().max(1000).nullable(),
});

/** Only the names are the file's; everything else about a data set follows from its content. Throws LabError `bad-file`. */
export function checkedDataset(study: PortableStudy, id: string, fileName: string): Dataset {
  const found = study.dataset(id);
  const dataset = found && rebuilt(found);
  if (dataset?.info.id !== id)
    throw new LabError(
      'bad-file',
      `"${fileName}" cannot be imported: a data set in it was changed by other hands.`,
    );
  return dataset;
}

function rebuilt({ info, features, labels }: Dataset): Dataset | null {
  const names = namesSchema.safeParse(info);
  if (!names.success) return null;
  const { classNames, givenTrainRows } = names.data;
  if (labels.some((label) => label >= classNames.length)) return null;
  if (givenTrainRows !== null && givenTrainRows > labels.length) return null;
  const { featureShape } = info;
  return assembleDataset({ ...names.data, id: null, source: 'imported', featureShape, features, labels });
}
