/** The connection to a training host, whatever kind of process it is; used by the main process and the command line. */

/** One end of the connection to a host process. */
export interface HostChannel {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, when the process has ended for whatever reason. */
  onExit(listener: (code: number | null) => void): void;
  kill(): void;
}

/** Starts a host. `env` comes on top of the caller's own environment and must be set before the process starts. */
export type LaunchHost = (env: Readonly<Record<string, string>>) => HostChannel;

/**
 * Loops whose steps touch fewer bytes than this are compiled as one piece instead of kernel by kernel: starting kernels takes
 * most of a tiny network's step (measured: a third to a half less time for 100 points). Beyond it library kernels win.
 */
const smallLoopBytes = 256 * 1024;

/**
 * XLA options for a version of TensorFlow, which ends a process that gives it one it does not know. Of 2.21: matrix products
 * go to Eigen's kernels alone; the ones of YNNPACK, which it takes for some, need 5 % more time for an epoch of MNIST.
 */
function xlaOptions(tensorflow: string | null): string {
  return tensorflow?.startsWith('2.21.') ? ' --xla_cpu_experimental_ynn_fusion_type=' : '';
}

/** What a host's environment depends on. */
export interface HostSettings {
  readonly threadsPerRun?: number;
  /** Version of native TensorFlow, null or left out where it is not known. */
  readonly tensorflow?: string | null;
}

/**
 * The environment of a host. One thread a run: the networks are too small to share a step between cores, several runs go
 * side by side, and results do not depend on how many do.
 */
export function hostEnvironment({
  threadsPerRun = 1,
  tensorflow = null,
}: HostSettings): Record<string, string> {
  // A TensorFlow that does not know a backend option leaves it out of account.
  const backend = `--xla_backend_extra_options=xla_cpu_small_while_loop_byte_threshold=${smallLoopBytes}`;
  return {
    TF_NUM_INTRAOP_THREADS: String(threadsPerRun),
    // A negative number lets each run's thread go through its graph itself. A positive one would be a pool for the whole
    // process: with one thread in it, runs side by side would wait for each other.
    TF_NUM_INTEROP_THREADS: '-1',
    OMP_NUM_THREADS: String(threadsPerRun),
    TF_CPP_MIN_LOG_LEVEL: '2',
    XLA_FLAGS: `${process.env['XLA_FLAGS'] ?? ''} ${backend}${xlaOptions(tensorflow)}`.trim(),
  };
}
