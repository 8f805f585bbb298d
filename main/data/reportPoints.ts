/** The point cloud of the published report, as far as its figure shows it: 90 points, two half-moons; training host and command line. */
import { builtInDatasets } from '../../shared/catalog/datasets';
import { entryOf } from '../../shared/catalog/parameter';
import type { Dataset } from '../../shared/data/dataset';
import { assembleDataset } from './assemble';

/** Pixels of the figure to one unit of each axis. */
const pixelsPerUnit = { x: 496, y: 370 } as const;

/** Places of the points of each class in the figure, in pixels from the origin, y upwards. */
// prettier-ignore
const pixels: readonly (readonly (readonly [x: number, y: number])[])[] = [
  [
    [32, 42], [81, -28], [-174, 32], [-217, -25], [33, 5], [10, 34], [-137, 53], [16, 35],
    [-225, -26], [10, 27], [-27, 68], [-135, 58], [82, 29], [-4, 58], [-71, 55], [88, -37],
    [85, -49], [-218, 0], [-158, 45], [-144, 44], [-234, 10], [-80, 58], [-38, 57], [14, 46],
    [-70, 33], [-95, 55], [4, 49], [66, -54], [-119, 58], [-204, 25], [56, -5], [-216, -47],
    [-235, -63], [-195, 11], [-39, 67], [-220, 23], [-25, 62], [-37, 45], [-2, 70], [67, 6],
    [88, -14], [-217, -9], [-152, 64], [-87, 43],
  ],
  [
    [33, -106], [162, -81], [-64, -30], [-59, -31], [137, -103], [-27, -86], [209, -15], [92, -109],
    [153, -95], [159, -98], [-43, 3], [210, -41], [239, -48], [212, -60], [171, -96], [152, -110],
    [-66, -57], [88, -112], [28, -105], [-80, -3], [-72, -64], [-26, -77], [208, -22], [218, -13],
    [203, -55], [204, -84], [1, -103], [-75, -34], [190, -53], [69, -112], [-44, -59], [69, -92],
    [213, 1], [-33, -89], [-45, 17], [13, -71], [-16, -79], [-34, -66], [205, -32], [119, -75],
    [-4, -92], [104, -109], [-11, -102], [228, 2], [-108, -12], [139, -86],
  ],
];

/** The 90 points, class 0 first. */
export function reportPoints(): Dataset {
  const { id, label: name, classNames, featureShape } = entryOf(builtInDatasets, 'report-points');
  const points = pixels.flatMap((places, label) => places.map(([x, y]) => ({ x, y, label })));
  return assembleDataset({
    id,
    name,
    source: 'built-in',
    featureShape,
    featureNames: [],
    features: Float32Array.from(points.flatMap(({ x, y }) => [x / pixelsPerUnit.x, y / pixelsPerUnit.y])),
    labels: Uint8Array.from(points, ({ label }) => label),
    classNames,
    givenTrainRows: null,
    fileName: null,
  });
}
