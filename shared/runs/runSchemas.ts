/** What a run's id, its engine and its environment must be, whoever tells of them: another machine, a file or the page; runs anywhere. */
import { z } from '../zod';

const text = (most: number) => z.string().max(most);
const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/** The id of a run or a sweep. */
export const runIdSchema = z.string().regex(/^[0-9a-z]{8,40}$/);

export const engineSchema = z.strictObject({
  backend: z.enum(['native', 'wasm', 'cpu']),
  path: z.enum(['graph-xla', 'graph', 'eager']),
  notes: z.array(text(2000)).max(50),
});

export const environmentSchema = z.strictObject({
  losslab: text(100),
  buildId: text(200),
  node: text(100),
  electron: text(100).nullable(),
  tfjs: text(100),
  tensorflow: text(100).nullable(),
  platform: text(500),
  cpu: text(500),
  cores: count,
  memoryBytes: count,
});
