/** Entry of the `losslab` command; a Node process. */
import process from 'node:process';
import { runProgram } from './program';
import { isBrokenPipe } from './terminal';

// `losslab runs | head` closes the pipe early: that is no failure.
process.stdout.on('error', (error) => process.exit(isBrokenPipe(error) ? 0 : 1));

// Should the loop ever run empty before the command is done, that is no success.
process.exitCode = 1;
const { env, stdout, stderr } = process;
void runProgram(process.argv.slice(2), { env, cwd: process.cwd(), stdout, stderr }).then((code) => {
  process.exitCode = code;
});
