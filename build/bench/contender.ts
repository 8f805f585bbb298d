/** What the benchmark asks of whoever it measures: LossLab and its peers; benchmark, Node. */
import type { BenchCase } from './cases';

/** Somebody who trains. Between two calls it must not use the processor. */
export interface Contender {
  /** `LossLab`, `JAX scan`, … */
  readonly name: string;
  /** A usual form is what people write; it is measured less often than the fast ones. */
  readonly usual: boolean;
  /** Gets ready for a case and trains a first time; milliseconds of that, compilation included, data loading not. */
  prepare(of: BenchCase): Promise<number>;
  /** Trains for about a second; milliseconds for the case's `epochs`. */
  measure(): Promise<number>;
  /** Frees what the case has taken. */
  finish(): Promise<void>;
  close(): Promise<void>;
}
