import type { Answer, AnswerRecord } from '../../contract/chat'
import { type Database, preparedStatements } from './openDatabase'

export interface ChatRow {
  id: string
  title: string
  pinned: boolean
  /** Id of the last message of the branch that is shown; null before the first. */
  leaf: string | null
  createdAt: string
  changedAt: string
  questions: number
}

/** A message without its content: where it stands. */
export interface MessageNode {
  id: string
  /** The message it follows; null: it begins the conversation. */
  parent: string | null
  role: 'question' | 'answer'
}

export interface MessageRow extends MessageNode {
  text: string
  answer?: Answer
  createdAt: string
}

/** A message as it is added: with what was sent for an answer. */
export interface NewMessage extends MessageRow {
  record?: AnswerRecord | undefined
}

const chatColumns = `id, title, pinned, leaf, created_at AS createdAt, changed_at AS changedAt,
  (SELECT count(*) FROM messages WHERE chat = chats.id AND role = 'question') AS questions`
/** Pinned first, then by the last change; `seq` decides within one millisecond. */
const chatOrder = 'ORDER BY pinned DESC, changed_at DESC, seq DESC'

const toChat = (row: unknown): ChatRow => ({ ...(row as ChatRow), pinned: Boolean((row as { pinned: number }).pinned) })

/** Reads and writes of conversations. What is deleted is overwritten in the file (`secure_delete`). */
export function chatRows(db: Database) {
  const sql = preparedStatements(db)
  return {
    insert: ({ id, title, createdAt }: Pick<ChatRow, 'id' | 'title' | 'createdAt'>) =>
      void sql('INSERT INTO chats (id, title, created_at, changed_at) VALUES (?, ?, ?, ?)').run(id, title, createdAt, createdAt),
    list: (limit: number) => sql(`SELECT ${chatColumns} FROM chats ${chatOrder} LIMIT ?`).all(limit).map(toChat),
    find: (id: string) => sql(`SELECT ${chatColumns} FROM chats WHERE id = ?`).all(id).map(toChat)[0],
    titled: (title: string) => sql(`SELECT ${chatColumns} FROM chats WHERE title = ? COLLATE NOCASE`).all(title).map(toChat),
    latest: () => sql(`SELECT ${chatColumns} FROM chats ORDER BY changed_at DESC, seq DESC LIMIT 1`).all().map(toChat)[0],
    update: ({ id, title, pinned, leaf }: Pick<ChatRow, 'id' | 'title' | 'pinned' | 'leaf'>) =>
      void sql('UPDATE chats SET title = ?, pinned = ?, leaf = ? WHERE id = ?').run(title, pinned ? 1 : 0, leaf, id),
    /** Takes the messages along. */
    remove: (id: string) => void sql('DELETE FROM chats WHERE id = ?').run(id),
    messages: messageRows(db),
  }
}

function messageRows(db: Database) {
  const sql = preparedStatements(db)
  const addMessage = db.transaction((chat: string, { id, parent, role, text, answer, record, createdAt }: NewMessage) => {
    sql('INSERT INTO messages (id, chat, parent, role, text, answer, record, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)').run(
      id,
      chat,
      parent,
      role,
      text,
      answer ? JSON.stringify(answer) : null,
      record ? JSON.stringify(record) : null,
      createdAt,
    )
    sql('UPDATE chats SET leaf = ?, changed_at = ? WHERE id = ?').run(id, createdAt, chat)
  })
  return {
    /** Adds a message, which is the last one shown from now on. */
    add: (chat: string, message: NewMessage) => void addMessage(chat, message),
    /** Every message of a conversation in the order they came. */
    nodes: (chat: string) => sql('SELECT id, parent, role FROM messages WHERE chat = ? ORDER BY seq').all(chat) as MessageNode[],
    find: (id: string): (MessageRow & { chat: string }) | undefined =>
      sql('SELECT id, chat, parent, role, text, answer, created_at AS createdAt FROM messages WHERE id = ?').all(id).map(withAnswer)[0],
    /** What was sent for an answer; undefined for messages without a record. */
    record: (id: string): AnswerRecord | undefined => {
      const record = sql('SELECT record FROM messages WHERE id = ?').pluck().get(id) as string | null | undefined
      return record ? (JSON.parse(record) as AnswerRecord) : undefined
    },
    /** What was asked in a conversation, on all branches. */
    questions: (chat: string) => sql("SELECT text FROM messages WHERE chat = ? AND role = 'question'").pluck().all(chat) as string[],
    /** Id of the conversation and text of every message, oldest first, one after the other. */
    texts: () =>
      sql('SELECT chat, text FROM messages WHERE chat IS NOT NULL ORDER BY seq').iterate() as Iterable<{ chat: string; text: string }>,
  }
}

function withAnswer(row: unknown): MessageRow & { chat: string } {
  const { answer, ...rest } = row as Omit<MessageRow, 'answer'> & { answer: string | null; chat: string }
  return { ...rest, ...(answer ? { answer: JSON.parse(answer) as Answer } : {}) }
}
