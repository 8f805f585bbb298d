/** Data sets from everywhere, in one form: built in, generated, imported or stored; pure Node, no TensorFlow. */
import type { Dataset } from '../../shared/data/dataset';
import { assertNever, LabError } from '../../shared/result';
import type { DatasetSource } from '../../shared/trainer/protocol';
import { generateDataset } from './generators';
import { loadMnist } from './mnist';
import { reportPoints } from './reportPoints';

export { importFiles } from './importFiles';
export { prepareData, type PreparedData } from './prepare';
export { mnistFingerprint } from './mnist';
export { previewDataset } from './preview';

/** The data set at a source. */
export async function loadDataset(source: DatasetSource): Promise<Dataset> {
  switch (source.kind) {
    case 'mnist':
      return loadMnist(source.directory);
    case 'generator':
      return generateDataset(source.id, source.params);
    case 'report-points':
      return reportPoints();
    case 'stored': {
      const { info, content } = source;
      const width = info.featureShape.reduce((a, b) => a * b, 1);
      if (content.labels.length !== info.rows || content.features.length !== info.rows * width) {
        throw new LabError('database', `The stored data set "${info.name}" is damaged; import it again.`);
      }
      return { info, ...content };
    }
    default:
      return assertNever(source);
  }
}
