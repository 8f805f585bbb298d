/** The command line's grammar: commands, flags, help and exit codes; command line. */
import { Command, CommanderError, Option } from 'commander';
import { LabError, toErrorData, type ErrorCode } from '../../shared/result';
import { labVersion } from '../buildInfo';
import { datasetsCommand, resumeCommand, runCommand, runsCommand, showCommand } from './commands';
import { exportCommand, exportForms, importCommand } from './exits';
import { addRunFlags, list, numberArgument } from './flags';
import { studyCommand } from './study';
import { schemaCommand, sweepCommand, sweepResumeCommand, sweepStatusCommand } from './sweep';
import { isBrokenPipe, type Terminal } from './terminal';
import { workerCommand, type WorkerFlags } from './worker';

/** What the user got wrong, as against what went wrong. */
const argumentErrors: readonly ErrorCode[] = ['invalid-input', 'not-found', 'bad-file', 'too-large'];

const examples = `
Examples:
  losslab run --dataset mnist --hidden 64 --epochs 3
  losslab run --dataset moons --n 400 --noise 0.2 --test-fraction 0.25 --hidden 16,16 --activation tanh --json
  losslab run --dataset points.csv --label-column class --hidden none --optimizer sgd --learning-rate 0.1
`;

const sweepExamples = `
Examples:
  losslab sweep grid.json --db lab.sqlite --workers 2
  losslab sweep resume 3 --db lab.sqlite
  losslab sweep status 3 --db lab.sqlite --json
`;

const exitCodes = `
Exit codes:
  0  done; a run has completed
  1  a run has failed, diverged or was interrupted, or the lab could not work
  2  the arguments were wrong; nothing was written
`;

/** Carries out a command line. Returns the exit code. */
export async function runProgram(args: readonly string[], terminal: Terminal): Promise<number> {
  const state = { code: 0 };
  const program = makeProgram(terminal, (code) => (state.code = code));
  try {
    await program.parseAsync([...args], { from: 'user' });
    return state.code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (isBrokenPipe(error)) return 0;
    const { code, message, detail } = toErrorData(error);
    terminal.stderr.write(`error: ${message.replace(/\s*\n\s*/g, ' ')}\n`);
    if (terminal.env.LOSSLAB_DEBUG && detail) terminal.stderr.write(`${detail}\n`);
    return error instanceof LabError && argumentErrors.includes(code) ? 2 : 1;
  }
}

function makeProgram(terminal: Terminal, setCode: (code: number) => void): Command {
  const program = new Command('losslab')
    .description(
      'Trains small neural networks and keeps every run; the same lab as the app, from a terminal.',
    )
    .version(labVersion, '-V, --version', 'Print the version.')
    .helpOption('-h, --help', 'Print this help.')
    .helpCommand('help [command]', 'Print the help of a command.')
    .configureHelp({ showGlobalOptions: false })
    .configureOutput({
      writeOut: (text) => void terminal.stdout.write(text),
      writeErr: (text) => void terminal.stderr.write(text),
      // Commander puts a suggestion ("Did you mean …?") on a line of its own.
      outputError: (text, show) => show(`${text.trim().replace(/\s*\n\s*/g, ' ')}\n`),
    })
    .exitOverride()
    .showSuggestionAfterError()
    .addHelpText('after', exitCodes);

  const command = (usage: string, description: string) =>
    program
      .command(usage)
      .description(description)
      .helpOption('-h, --help', 'Print this help.')
      .allowExcessArguments(false);
  const database = () => new Option('--db <file>', "The database (default: the app's own).");
  const json = (what: string) => new Option('--json', `Print ${what} as JSON on standard output.`);
  const quiet = () => new Option('--quiet', 'Show no progress on standard error.');
  const finish = async (exit: Promise<number>) => setCode(await exit);

  const run = command('run', 'Train a network and save the run.').addHelpText('after', examples + exitCodes);
  addRunFlags(run);
  run
    .optionsGroup('Output:')
    .addOption(database())
    .addOption(json('one object with the result'))
    .addOption(quiet())
    .action((flags: Parameters<typeof runCommand>[0]) => finish(runCommand(flags, terminal)));
  command('resume <id>', 'Go on with a run that was interrupted, from its last checkpoint.')
    .addOption(database())
    .addOption(json('one object with the result'))
    .addOption(quiet())
    .action((id: string, flags: Parameters<typeof resumeCommand>[1]) =>
      finish(resumeCommand(id, flags, terminal)),
    );
  command('runs', 'List the runs, the newest first.')
    .addOption(database())
    .addOption(json('an array of runs'))
    .action((flags: Parameters<typeof runsCommand>[0]) => finish(runsCommand(flags, terminal)));
  command('show <id>', 'Show a run: its id, the start of it, or its number.')
    .addOption(database())
    .addOption(json('the run'))
    .action((id: string, flags: Parameters<typeof showCommand>[1]) =>
      finish(showCommand(id, flags, terminal)),
    );
  command(
    'export [ids...]',
    'Write every point of runs to standard output or a file; or a report, a study file, a trained model; with --all, the whole lab.',
  )
    .addOption(new Option('--format <format>', 'csv or json.').choices(['csv', 'json']).default('csv'))
    .option('--output <file>', 'Write to this file instead.')
    .addOption(
      new Option(
        '--as <form>',
        'csv or json: every point; html: a report; losslab: a study file; the others: the trained model of one run.',
      ).choices(exportForms),
    )
    .option('--to <place>', 'The file for --as; for a model a folder that is new or empty.')
    .option('--sweep <ids...>', 'Whole sweeps with their runs, into a study file.')
    .option('--all', 'Everything the lab has (runs, sweeps, data sets, studies), into a study file.')
    .option('--checkpoints', 'With what unfinished runs go on from, in a study file.')
    .addOption(database())
    .action((ids: string[], flags: Parameters<typeof exportCommand>[1]) =>
      finish(exportCommand(ids, flags, terminal)),
    );
  command(
    'import <files...>',
    'Take in study files (.losslab: runs, sweeps, a whole lab), and runs of TensorBoard, MLflow, W&B exports and CSV with a step column.',
  )
    .addOption(database())
    .addOption(json('one object with what was imported'))
    .action((files: string[], flags: Parameters<typeof importCommand>[1]) =>
      finish(importCommand(files, flags, terminal)),
    );
  command('datasets', 'List the data sets: built in and imported.')
    .addOption(database())
    .addOption(json('an array of data sets'))
    .action((flags: Parameters<typeof datasetsCommand>[0]) => finish(datasetsCommand(flags, terminal)));
  command(
    'study <name>',
    'Run a study (report, or a file) as far as saved runs do not answer it; `list` lists them.',
  )
    .addOption(
      new Option('--fraction <share>', 'Share of the epochs of every run.')
        .argParser(numberArgument)
        .default(1),
    )
    .option('--seeds <count>', 'Seeds of every run (default: as the study says).', numberArgument)
    .option('--rows <ids>', 'Only these rows, such as a,c-ii.', list)
    .option('--html <file>', 'Write the report as one HTML page, too.')
    .addOption(new Option('--parallel <count>', 'Runs side by side.').argParser(numberArgument).default(2))
    .addOption(database())
    .addOption(json('one object with a row per run'))
    .addOption(quiet())
    .action((name: string, flags: Parameters<typeof studyCommand>[1]) =>
      finish(studyCommand(name, flags, terminal)),
    );
  addSweepCommands(command, { database, json, quiet }, terminal, finish);
  return program;
}

type SharedOptions = {
  readonly database: () => Option;
  readonly json: (what: string) => Option;
  readonly quiet: () => Option;
};
type SweepOptions = Parameters<typeof sweepCommand>[1];

function addSweepCommands(
  command: (usage: string, description: string) => Command,
  { database, json, quiet }: SharedOptions,
  terminal: Terminal,
  finish: (exit: Promise<number>) => Promise<void>,
): void {
  const workers = () =>
    new Option('--workers <count>', 'Runs side by side (default: as cores and memory allow).').argParser(
      numberArgument,
    );
  const redis = () =>
    new Option(
      '--redis <url>',
      'Train on the machines that take trials from this Redis (redis://, rediss://; env: from $LOSSLAB_REDIS).',
    );
  const keyFile = () =>
    new Option('--key-file <file>', 'The key that all machines share; it signs what they send.');
  const caFile = () =>
    new Option(
      '--ca-file <file>',
      'Certificates (PEM) that vouch for the Redis, beside those the system trusts.',
    );
  const sweep = command('sweep', 'Train every configuration of a sweep file and keep a ledger of them.')
    .addHelpText('after', sweepExamples)
    .argument('<file>', 'A sweep file; losslab schema sweep prints its schema.')
    .addOption(workers())
    .addOption(redis())
    .addOption(keyFile())
    .addOption(caFile())
    .addOption(database())
    .addOption(json('an object a line: what starts, each run that ends, progress, the result'))
    .addOption(quiet())
    .action((file: string, flags: SweepOptions) => finish(sweepCommand(file, flags, terminal)));
  const sub = (usage: string, description: string) =>
    sweep
      .command(usage)
      .description(description)
      .helpOption('-h, --help', 'Print this help.')
      .allowExcessArguments(false);
  // Options after a word of its own belong to that; commander gives those it shares with `sweep` to the latter.
  const own = (_flags: SweepOptions, actor: Command) => actor.optsWithGlobals<SweepOptions>();
  sub('resume <id>', 'Go on with a sweep that was interrupted, stopped or paused.')
    .addOption(workers())
    .addOption(redis())
    .addOption(keyFile())
    .addOption(caFile())
    .addOption(database())
    .addOption(json('an object a line'))
    .addOption(quiet())
    .action((id: string, flags: SweepOptions, actor: Command) =>
      finish(sweepResumeCommand(id, own(flags, actor), terminal)),
    );
  sub('status [id]', 'Show a sweep: its id, the start of it, or its number; or all sweeps.')
    .addOption(database())
    .addOption(json('the sweep with its lines'))
    .action((id: string | undefined, flags: SweepOptions, actor: Command) =>
      finish(sweepStatusCommand(id, own(flags, actor), terminal)),
    );
  command('worker', 'Train trials of sweeps that other machines have started, until interrupted.')
    .addOption(
      new Option(
        '--redis <url>',
        'Where the trials come from: redis://, rediss:// or env (default: $LOSSLAB_REDIS).',
      ),
    )
    .addOption(keyFile())
    .addOption(caFile())
    .addOption(
      new Option('--workers <count>', 'Trials side by side (default: as cores and memory allow).').argParser(
        numberArgument,
      ),
    )
    .option('--name <name>', 'What this machine is called (default: its host name).')
    .action((flags: WorkerFlags) => finish(workerCommand(flags, terminal)));
  command('schema <what>', 'Print the JSON schema of a file format: sweep.').action((what: string) =>
    finish(schemaCommand(what, terminal)),
  );
}
