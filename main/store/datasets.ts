/** Imported data sets, whole, so that the database needs no other file; main process and command line. */
import type { DatasetContent, DatasetInfo } from '../../shared/data/dataset';
import { LabError } from '../../shared/result';
import { asFloat32, toBytes } from './blobs';
import type { Database } from './database';
import { latestRevision, nextRevision } from './revisions';

/** Well below what SQLite holds in one value. */
const partBytes = 32 * 1024 * 1024;

interface DatasetRow {
  readonly id: string;
  readonly info: string;
  readonly feature_type: 'u1' | 'f4';
}

export class DatasetTable {
  constructor(private readonly db: Database) {}

  /** Saves a data set, and says when. Content that is there already only takes the new description. */
  put(info: DatasetInfo, content: DatasetContent, now: number): DatasetInfo {
    const saved: DatasetInfo = { ...info, importedAt: now };
    const json = JSON.stringify(saved);
    this.db.writeDurably(() => {
      nextRevision(this.db, 'datasets');
      if (this.row(info.id)) {
        this.db.run('UPDATE datasets SET info = ?, imported_at = ? WHERE id = ?', json, now, info.id);
        return;
      }
      const type = content.features instanceof Uint8Array ? 'u1' : 'f4';
      this.db.run(
        'INSERT INTO datasets (id, info, feature_type, imported_at) VALUES (?, ?, ?, ?)',
        ...[info.id, json, type, now],
      );
      this.putBytes(info.id, 'features', toBytes(content.features));
      this.putBytes(info.id, 'labels', content.labels);
    });
    return saved;
  }

  /** The newest first. */
  list(): DatasetInfo[] {
    return this.db
      .all<DatasetRow>('SELECT * FROM datasets ORDER BY imported_at DESC, id')
      .map(({ info }) => JSON.parse(info) as DatasetInfo);
  }

  info(id: string): DatasetInfo {
    return JSON.parse(this.existing(id).info) as DatasetInfo;
  }

  content(id: string): DatasetContent {
    const { info, feature_type } = this.existing(id);
    const { rows, featureShape } = JSON.parse(info) as DatasetInfo;
    const values = featureShape.reduce((product, size) => product * size, rows);
    return {
      features:
        feature_type === 'u1'
          ? this.bytes(id, 'features', values)
          : asFloat32(this.bytes(id, 'features', 4 * values)),
      labels: this.bytes(id, 'labels', rows),
    };
  }

  /** Refused (`conflict`) while runs use it: they could not be resumed or repeated. */
  remove(id: string): void {
    this.db.write(() => {
      const { name } = this.info(id);
      const uses = this.db.get<{ shown: number; hidden: number }>(
        `SELECT count(*) FILTER (WHERE deleted_at IS NULL) AS shown, count(*) FILTER (WHERE deleted_at IS NOT NULL) AS hidden
         FROM runs WHERE dataset_id = ?`,
        id,
      );
      if (uses && uses.shown > 0)
        throw new LabError(
          'conflict',
          `"${name}" is used by ${uses.shown} ${uses.shown === 1 ? 'run' : 'runs'}; delete ${uses.shown === 1 ? 'it' : 'them'} first.`,
        );
      if (uses && uses.hidden > 0)
        throw new LabError(
          'conflict',
          `Deleted runs that can still be restored use "${name}"; remove it after LossLab was restarted.`,
        );
      this.db.run('DELETE FROM datasets WHERE id = ?', id);
      nextRevision(this.db, 'datasets');
    });
    this.db.giveBackSpace();
  }

  /** Changes when data sets are added, described anew or removed. */
  fingerprint(): string {
    return String(latestRevision(this.db, 'datasets'));
  }

  private row(id: string): DatasetRow | undefined {
    return this.db.get<DatasetRow>('SELECT * FROM datasets WHERE id = ?', id);
  }

  private existing(id: string): DatasetRow {
    const row = this.row(id);
    if (!row) throw new LabError('not-found', 'There is no such data set; it may have been removed.');
    return row;
  }

  private putBytes(id: string, kind: string, bytes: Uint8Array): void {
    for (let position = 0; position * partBytes < bytes.byteLength; position++) {
      this.db.run(
        'INSERT INTO dataset_parts (dataset, kind, position, bytes) VALUES (?, ?, ?, ?)',
        ...[id, kind, position, bytes.subarray(position * partBytes, (position + 1) * partBytes)],
      );
    }
  }

  private bytes(id: string, kind: string, size: number): Uint8Array<ArrayBuffer> {
    const whole = new Uint8Array(size);
    for (let offset = 0, position = 0; offset < size; position++) {
      const part = this.db.get<{ bytes: Uint8Array }>(
        'SELECT bytes FROM dataset_parts WHERE dataset = ? AND kind = ? AND position = ?',
        ...[id, kind, position],
      );
      if (!part || offset + part.bytes.byteLength > size)
        throw new LabError('database', 'A stored data set is damaged; import it again.');
      whole.set(part.bytes, offset);
      offset += part.bytes.byteLength;
    }
    return whole;
  }
}
