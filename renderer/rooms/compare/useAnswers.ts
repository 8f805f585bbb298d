/** Answers of the lab about runs, each asked for once as it is needed; errors beside them (renderer). */
import { shallowReactive } from 'vue';
import type { LabError } from '../../../shared/result';
import { asLabError } from '../../api/lab';

export interface Answer<T> {
  readonly value: T | null;
  readonly error: LabError | null;
}

export interface Answers<T> {
  /** What is there of a run; asks where nothing is. */
  readonly get: (id: string) => Answer<T>;
  /** Asks again for what could not be had. */
  readonly retry: () => void;
}

const nothingYet = { value: null, error: null };

export function useAnswers<T>(ask: (id: string) => Promise<T>): Answers<T> {
  const known = shallowReactive(new Map<string, Answer<T>>());
  const asked = new Set<string>();
  function fetch(id: string): void {
    asked.add(id);
    ask(id).then(
      (value) => known.set(id, { value, error: null }),
      (thrown: unknown) => known.set(id, { value: null, error: asLabError(thrown) }),
    );
  }
  return {
    get: (id) => {
      if (!asked.has(id)) fetch(id);
      return known.get(id) ?? nothingYet;
    },
    retry: () => {
      for (const [id, { error }] of [...known]) {
        if (!error) continue;
        known.delete(id);
        fetch(id);
      }
    },
  };
}
