// A process that is killed in mid-transaction takes nothing with it that it had stored (Node).
import { statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { randomStream } from '../../shared/rng';
import { startOther, useProcesses } from './fixtures/processes';
import { comparedWith } from './fixtures/runs';
import { behind, newFile, openStore } from './fixtures/stores';

useProcesses();

const kills = 20;
/** Each starts a process, on a machine that may have other work. */
const patienceMs = 120_000;

test(
  `${kills} times killed at some moment: no stored step is lost, none is half, and the run goes on`,
  async () => {
    const file = newFile();
    const random = randomStream(20, 'kills');
    let inLog = 0;
    for (let i = 0; i < kills; i++) {
      const other = await startOther(file);
      other.writeUntilKilled();
      while (other.output() === '') await sleep(5);
      await sleep(random.uniform() * 40);
      await other.kill();
      inLog += statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ? 1 : 0;
      const stored = Number(other.output().trim().split('\n').at(-1));

      const store = openStore(file);
      const [run] = store.listRuns();
      expect(run).toMatchObject({ state: 'interrupted', stateReason: expect.stringMatching(/unexpectedly/) });
      const { id, step, latest } = run!;
      // The last transaction may have been stored without the word getting out.
      expect([stored, stored + 1500]).toContain(step);
      expect(comparedWith(0, step, store.lossesInTurn(id))).toBe('all');
      expect(store.checkpointStep(id)).toBe(step);
      expect(latest?.step).toBe(step);
      expect(store.evaluations(id).map((one) => one.step)).toEqual(
        Array.from({ length: step / 1500 }, (_, n) => 1500 * (n + 1)),
      );
      store.close();
      expect(behind(file, (db) => db.all('PRAGMA integrity_check'))).toEqual([{ integrity_check: 'ok' }]);
      expect(behind(file, (db) => db.all('SELECT * FROM owners'))).toEqual([]);
    }
    // Or it would not have shown anything.
    expect(inLog).toBe(kills);
  },
  patienceMs,
);
