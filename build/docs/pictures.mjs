// `npm run docs:pictures`: takes the pictures of docs/guide.md anew, from the real app, into docs/images (development, Node).
import { execute, tool, withDisplay } from '../test/run.mjs';

const LIMIT_MS = 10 * 60_000;

const trouble =
  (await execute({ command: process.execPath, args: ['build/bundle/bundle.mjs'] }, LIMIT_MS)) ??
  (await takePictures());
if (trouble) console.error(trouble);
process.exitCode = trouble ? 1 : 0;

function takePictures() {
  const journey = ['run', '--config', 'build/test/vitest.e2e.config.ts', 'main/e2e/guidePictures.e2e.ts'];
  const command = withDisplay(tool('vitest', 'vitest', ...journey));
  return execute({ ...command, env: { ...command.env, LOSSLAB_GUIDE_PICTURES: '1' } }, LIMIT_MS);
}
