/** Conversations, metrics and tuning records as rows of the catalogue's database. Runs in the catalogue thread; touches no file. */
import type { Clock } from '../base/clock.js';
import { jsonOf } from '../base/json-of.js';
import { noConversation, titleOf } from '../conversations/conversation-title.js';
import { storedTurn } from '../conversations/stored-turn.js';
import type { Conversation, ConversationHead, ConversationHit, Turn } from '../protocol/chat.js';
import type { CatalogueDatabase, Row } from './catalogue-database.js';
import type { MetricRow } from './catalogue-methods.js';
import { catalogueTables } from './catalogue-schema.js';

const [conversations, turns, metrics, tuning, homes] = catalogueTables;
const maxHits = 50;
const snippetLength = 120;
/** Deletion marks are kept this long, because another window may still hold the row. */
const forgetAfterMs = 30 * 24 * 3600_000;
/** Hourly metrics are kept this long. */
const keepMetricsMs = 90 * 24 * 3600_000;

const headQuery =
  'SELECT id, title, pinned, changedAt, (SELECT count(*) FROM turns WHERE conversationId = conversations.id AND deleted = 0) AS nTurns, (SELECT json FROM homes WHERE conversationId = conversations.id AND deleted = 0) AS folders FROM conversations';

export class CatalogueRows {
  readonly #database: CatalogueDatabase;
  readonly #clock: Clock;
  #lastVersion = 0;

  constructor(database: CatalogueDatabase, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  list(): readonly ConversationHead[] {
    return this.#database.rows(`${headQuery} WHERE deleted = 0 ORDER BY pinned DESC, changedAt DESC, id`).map(row => headOf(row));
  }

  open(conversationId: string, last?: number): Conversation {
    const newest = this.#database.rows(
      'SELECT json FROM turns WHERE conversationId = ? AND deleted = 0 ORDER BY position DESC, rowAt DESC LIMIT ?',
      [conversationId, last ?? -1],
    );
    return { ...this.#head(conversationId), turns: turnsOf(newest) };
  }

  earlier(conversationId: string, before: string, limit: number): readonly Turn[] {
    return turnsOf(
      this.#database.rows(
        `SELECT json FROM turns WHERE conversationId = ? AND deleted = 0
          AND (position, rowAt) < (SELECT position, rowAt FROM turns WHERE conversationId = ? AND id = ?)
          ORDER BY position DESC, rowAt DESC LIMIT ?`,
        [conversationId, conversationId, before, limit],
      ),
    );
  }

  putTurn(conversationId: string, turn: Turn, mayCreate: boolean): void {
    const version = this.#version();
    const [head] = this.#database.rows('SELECT title, pinned, deleted FROM conversations WHERE id = ?', [conversationId]);
    const isNew = head === undefined || head['deleted'] === 1;
    if (isNew && !mayCreate) throw noConversation(conversationId);
    const [old] = this.#database.rows('SELECT position, deleted FROM turns WHERE conversationId = ? AND id = ?', [conversationId, turn.id]);
    const [last] = this.#database.rows('SELECT max(position) AS last FROM turns WHERE conversationId = ?', [conversationId]);
    const position = old === undefined || old['deleted'] === 1 ? Number(last?.['last'] ?? -1) + 1 : Number(old['position']);
    const title = isNew ? titleOf(turn.question) : String(head['title']);
    this.#database.together(() => {
      this.#database.put(conversations, [conversationId, title, isNew ? 0 : head['pinned']!, this.#clock.wall(), 0, version]);
      this.#database.put(turns, [conversationId, turn.id, position, JSON.stringify(turn), wordsOf(turn), 0, version]);
      if (isNew && turn.folders !== undefined) this.#database.put(homes, [conversationId, JSON.stringify(turn.folders), 0, version]);
    });
  }

  cutFrom(conversationId: string, turnId: string): void {
    const [from] = this.#database.rows('SELECT position FROM turns WHERE conversationId = ? AND id = ? AND deleted = 0', [
      conversationId,
      turnId,
    ]);
    if (from === undefined) return;
    const later = this.#database.rows('SELECT id, position FROM turns WHERE conversationId = ? AND position >= ? AND deleted = 0', [
      conversationId,
      from['position']!,
    ]);
    this.#markTurnsDeleted(conversationId, later);
    const head = this.#head(conversationId);
    this.#putHead(head);
  }

  rename(conversationId: string, title: string): void {
    this.#putHead({ ...this.#head(conversationId), title: titleOf(title) });
  }

  pin(conversationId: string, pinned: boolean): void {
    this.#putHead({ ...this.#head(conversationId), pinned });
  }

  delete(conversationId: string): void {
    const rows = this.#database.rows('SELECT id, position FROM turns WHERE conversationId = ? AND deleted = 0', [conversationId]);
    this.#markTurnsDeleted(conversationId, rows);
    this.#database.put(conversations, [conversationId, '', 0, this.#clock.wall(), 1, this.#version()]);
    this.#database.put(homes, [conversationId, '', 1, this.#version()]);
  }

  search(text: string): readonly ConversationHit[] {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length === 0) return this.list().map(head => ({ ...head, snippet: '' }));
    const texts = new Map<string, string>();
    for (const { conversationId, words: found } of this.#database.rows(
      'SELECT conversationId, words FROM turns WHERE deleted = 0 ORDER BY conversationId, position',
    ))
      texts.set(String(conversationId), `${texts.get(String(conversationId)) ?? ''}${String(found)}\n`);
    const hits: { readonly hit: ConversationHit; readonly score: number }[] = [];
    for (const head of this.list()) {
      const body = texts.get(head.id) ?? '';
      const title = head.title.toLowerCase();
      const lower = body.toLowerCase();
      if (!words.every(word => title.includes(word) || lower.includes(word))) continue;
      // A match in the title outweighs many in the text.
      const score = words.reduce((sum, word) => sum + (title.includes(word) ? 10 : 0) + Math.min(5, lower.split(word).length - 1), 0);
      hits.push({ hit: { ...head, snippet: snippetOf(body, lower, words) }, score });
    }
    return hits
      .sort((a, b) => b.score - a.score || b.hit.changedAt - a.hit.changedAt)
      .slice(0, maxHits)
      .map(({ hit }) => hit);
  }

  putMetrics(rows: readonly MetricRow[]): void {
    const version = this.#version();
    this.#database.together(() => {
      for (const { name, bucket, value } of rows) this.#database.put(metrics, [name, bucket, JSON.stringify(value), 0, version]);
    });
  }

  metricsSince(name: string, since: number): readonly MetricRow[] {
    const rows = this.#database.rows(
      'SELECT name, bucket, json FROM metrics WHERE name = ? AND bucket >= ? AND deleted = 0 ORDER BY bucket',
      [name, since],
    );
    return rows.map(row => ({
      name: String(row['name']),
      bucket: Number(row['bucket']),
      value: JSON.parse(String(row['json'])) as unknown,
    }));
  }

  putTuning(key: string, value: unknown): void {
    this.#database.put(tuning, [key, JSON.stringify(value), 0, this.#version()]);
  }

  tuning(key: string): unknown {
    const [row] = this.#database.rows('SELECT json FROM tuning WHERE key = ? AND deleted = 0', [key]);
    return row === undefined ? undefined : (JSON.parse(String(row['json'])) as unknown);
  }

  /** Returns the newest version of each conversation or its turns. Compare two results to find which conversations changed. */
  versions(): ReadonlyMap<string, number> {
    const rows = this.#database.rows(
      'SELECT id, max(rowAt, ifnull((SELECT max(rowAt) FROM turns WHERE conversationId = conversations.id), 0)) AS version FROM conversations',
    );
    return new Map(rows.map(({ id, version }) => [String(id), Number(version)]));
  }

  /** Removes rows that no window can need any more. */
  sweep(): void {
    const now = this.#clock.wall();
    for (const { name } of catalogueTables)
      this.#database.run(`DELETE FROM ${name} WHERE deleted = 1 AND rowAt < ?`, [now - forgetAfterMs]);
    this.#database.run('DELETE FROM metrics WHERE bucket < ?', [now - keepMetricsMs]);
  }

  #head(conversationId: string): ConversationHead {
    const [row] = this.#database.rows(`${headQuery} WHERE id = ? AND deleted = 0`, [conversationId]);
    if (row === undefined) throw noConversation(conversationId);
    return headOf(row);
  }

  #putHead({ id, title, pinned, changedAt }: ConversationHead): void {
    this.#database.put(conversations, [id, title, pinned ? 1 : 0, changedAt, 0, this.#version()]);
  }

  /** Deletes the turns' content from the file and keeps only a deletion mark. */
  #markTurnsDeleted(conversationId: string, rows: readonly Row[]): void {
    const version = this.#version();
    this.#database.together(() => {
      for (const { id, position } of rows) this.#database.put(turns, [conversationId, id!, position!, '', '', 1, version]);
    });
  }

  /** Returns a version that grows with every call, even if the clock goes back. */
  #version(): number {
    this.#lastVersion = Math.max(this.#clock.wall(), this.#lastVersion + 0.001);
    return this.#lastVersion;
  }
}

const headOf = (row: Row): ConversationHead => ({
  id: String(row['id']),
  title: String(row['title']),
  pinned: row['pinned'] === 1,
  changedAt: Number(row['changedAt']),
  nTurns: Number(row['nTurns']),
  ...foldersOf(row['folders']),
});

/** A row that another program wrote may hold anything. */
function foldersOf(json: unknown): Pick<ConversationHead, 'folders'> {
  const folders = typeof json === 'string' ? jsonOf(json) : undefined;
  return Array.isArray(folders) ? { folders: folders.filter(folder => typeof folder === 'string') } : {};
}

const wordsOf = ({ question, text }: Turn): string => `${question}\n${text}`;

/** Returns one line of text around the first matching word. */
function snippetOf(body: string, lower: string, words: readonly string[]): string {
  const at = Math.min(...words.map(word => lower.indexOf(word)).filter(index => index >= 0));
  if (!Number.isFinite(at)) return '';
  const start = Math.max(0, at - snippetLength / 3);
  const cut = body
    .slice(start, start + snippetLength)
    .replaceAll(/\s+/g, ' ')
    .trim();
  return `${start > 0 ? '…' : ''}${cut}${start + snippetLength < body.length ? '…' : ''}`;
}

/** Parses turns given newest first, and returns them oldest first. The JSON was written from a `Turn` and is stored only if it parses. */
const turnsOf = (newest: readonly { readonly [column: string]: unknown }[]): readonly Turn[] =>
  newest.map(({ json }) => storedTurn(String(json))).toReversed();
