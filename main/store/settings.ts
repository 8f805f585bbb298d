/** The lab's settings in the database, key by key, and what it has noted for itself; main process and command line. */
import { settingsSchema, type Settings } from '../../shared/ipc/contract';
import type { Database } from './database';

/** Passwords are kept beside the settings, which everybody may see. */
const secretKey = (name: string): string => `secret:${name}`;
const noteKey = (name: string): string => `note:${name}`;
/** Only in study files: in a lab, studies of the user's own are files. */
const studyKey = (id: string): string => `study:${id}`;

export class SettingsTable {
  constructor(private readonly db: Database) {}

  /** What is set, defaults for the rest; a value that this version does not take counts as not set. */
  get(): Settings {
    return settingsSchema.parse(this.given());
  }

  /** What is set. */
  given(): Partial<Settings> {
    const values: Record<string, unknown> = {};
    for (const { key, value } of this.db.all<{ key: string; value: string }>('SELECT * FROM settings')) {
      const given: unknown = { [key]: parsed(value) };
      if (settingsSchema.partial().safeParse(given).success) Object.assign(values, given);
    }
    return values;
  }

  /** Texts of studies in a study file, by id; so many at most. */
  studies(most: number): Map<string, string> {
    const rows = this.db.all<{ key: string; value: string }>(
      `SELECT key, value FROM settings WHERE key >= ? AND key < ? ORDER BY key LIMIT ?`,
      ...[studyKey(''), 'study;', most],
    );
    return new Map(rows.map(({ key, value }) => [key.slice(studyKey('').length), value]));
  }

  putStudy(id: string, study: unknown): void {
    this.db.write(() => this.put(studyKey(id), study));
  }

  set(change: Partial<Settings>): Settings {
    this.db.write(() => {
      for (const [key, value] of Object.entries(change)) this.put(key, value);
    });
    return this.get();
  }

  /** What the lab has noted for itself under a name that is no setting's, or null. */
  note(name: string): unknown {
    return this.take(noteKey(name));
  }

  setNote(name: string, value: unknown): void {
    this.db.write(() => this.put(noteKey(name), value));
  }

  /** null where none is kept. */
  secret(name: string): string | null {
    const value = this.take(secretKey(name));
    return typeof value === 'string' ? value : null;
  }

  setSecret(name: string, secret: string | null): void {
    this.db.write(() => this.put(secretKey(name), secret));
  }

  private take(key: string): unknown {
    const row = this.db.get<{ value: string }>('SELECT value FROM settings WHERE key = ?', key);
    return row ? (parsed(row.value) ?? null) : null;
  }

  private put(key: string, value: unknown): void {
    this.db.run(
      'INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
      ...[key, JSON.stringify(value)],
    );
  }
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
