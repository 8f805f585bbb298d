/** The lab's settings in the database, key by key, and what it has noted for itself; main process and command line. */
import { settingsSchema, type Settings } from '../../shared/ipc/contract';
import type { Database } from './database';

/** Passwords are kept beside the settings, which everybody may see. */
const secretKey = (name: string): string => `secret:${name}`;
const noteKey = (name: string): string => `note:${name}`;

export class SettingsTable {
  constructor(private readonly db: Database) {}

  /** What is set, defaults for the rest; a value that this version does not take counts as not set. */
  get(): Settings {
    const values: Record<string, unknown> = {};
    for (const { key, value } of this.db.all<{ key: string; value: string }>('SELECT * FROM settings')) {
      const given: unknown = { [key]: parsed(value) };
      if (settingsSchema.partial().safeParse(given).success) Object.assign(values, given);
    }
    return settingsSchema.parse(values);
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
