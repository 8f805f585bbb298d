/** The list of runs as one text and back: what thousands of runs have in common is in it once, and is one object for all of them; pure, runs anywhere. */
import type { RunConfig } from '../config/runConfig';
import type { EngineInfo, RunEnvironment, RunRecord } from './run';

/** A run in pieces of JSON, as the database has them. */
export interface RunPieces {
  /** A record without its last brace, and without its configuration, engine and environment. */
  readonly text: string;
  readonly config: string;
  readonly engine: string | null;
  readonly environment: string | null;
}

/** What a record in the text has in place of what is shared: places in the lists, and its own seed. */
type PackedRecord = Omit<RunRecord, 'config' | 'engine' | 'environment'> & {
  readonly config: readonly [at: number, seed: number | null];
  readonly engine: number;
  readonly environment: number;
};

interface Packed {
  readonly configs: readonly RunConfig[];
  readonly engines: readonly (EngineInfo | null)[];
  readonly environments: readonly (RunEnvironment | null)[];
  readonly runs: readonly PackedRecord[];
}

/** Texts, each once, in the order in which they came. */
class Distinct {
  private readonly places = new Map<string, number>();

  place(text: string): number {
    const known = this.places.get(text);
    if (known !== undefined) return known;
    this.places.set(text, this.places.size);
    return this.places.size - 1;
  }

  json(): string {
    return `[${[...this.places.keys()].join(',')}]`;
  }
}

/** Runs of a sweep differ in their seeds before all: without it their configurations are one. It is the last field. */
const seedAtEnd = /"seed":(\d+)\}$/;

/** The runs as JSON, in their order. */
export function packRuns(runs: readonly RunPieces[]): string {
  const [configs, engines, environments] = [new Distinct(), new Distinct(), new Distinct()];
  const texts = runs.map(({ text, config, engine, environment }) => {
    const seed = seedAtEnd.exec(config);
    const place = configs.place(seed ? `${config.slice(0, seed.index)}"seed":0}` : config);
    const shared = `"config":[${place},${seed?.[1] ?? 'null'}],"engine":${engines.place(engine ?? 'null')}`;
    return `${text},${shared},"environment":${environments.place(environment ?? 'null')}}`;
  });
  return `{"configs":${configs.json()},"engines":${engines.json()},"environments":${environments.json()},"runs":[${texts.join(',')}]}`;
}

/** A record in pieces. */
export function piecesOf({ config, engine, environment, ...rest }: RunRecord): RunPieces {
  const piece = (value: object | null): string | null => (value === null ? null : JSON.stringify(value));
  return {
    text: JSON.stringify(rest).slice(0, -1),
    config: JSON.stringify(config),
    ...{ engine: piece(engine), environment: piece(environment) },
  };
}

/** What `packRuns` has packed. Configurations that are the same but for the seed share all that is within them. */
export function unpackRuns(json: string): RunRecord[] {
  const { configs, engines, environments, runs } = JSON.parse(json) as Packed;
  return runs.map((run) => {
    const [at, seed] = run.config;
    const shared = configs[at] as RunConfig;
    // The object that was just parsed becomes the record: to make ten thousand anew takes its time.
    return Object.assign(run, {
      config: seed === null ? shared : { ...shared, seed },
      engine: engines[run.engine] ?? null,
      environment: environments[run.environment] ?? null,
    });
  });
}
