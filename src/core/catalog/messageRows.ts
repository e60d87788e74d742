import type { Answer, ChatMessage } from '../../contract/chat'
import { type Database, preparedStatements } from './openDatabase'

interface MessageRow {
  id: string
  role: 'question' | 'answer'
  text: string
  answer: string | null
  createdAt: string
}

/** Reads and writes of the conversation. */
export function messageRows(db: Database) {
  const sql = preparedStatements(db)
  return {
    insert: (message: ChatMessage) =>
      void sql('INSERT INTO messages (id, role, text, answer, created_at) VALUES (?, ?, ?, ?, ?)').run(
        message.id,
        message.role,
        message.text,
        message.answer ? JSON.stringify(message.answer) : null,
        message.createdAt,
      ),
    latest: (limit: number): ChatMessage[] =>
      (sql('SELECT id, role, text, answer, created_at AS createdAt FROM messages ORDER BY seq DESC LIMIT ?').all(limit) as MessageRow[])
        .reverse()
        .map(({ answer, ...row }) => ({ ...row, ...(answer ? { answer: JSON.parse(answer) as Answer } : {}) })),
    clear: () => sql('DELETE FROM messages').run().changes,
    lastQuestionAt: () => (sql("SELECT max(created_at) FROM messages WHERE role = 'question'").pluck().get() as string | null) ?? null,
  }
}
