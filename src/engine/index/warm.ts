import type { Embedder } from '../embedder'
import { sqlText } from './filter'
import { type IndexRef, reading } from './open'
import { readTexts } from './readings'
import { search } from './search'

export interface WarmInput extends IndexRef {
  /** Ids of passages, the most used first. */
  passages: readonly string[]
}

/** Words a search is made of that nobody asked for. */
const words = 8

/**
 * Makes a table ready for the first question: opens it, brings both lanes into memory by a search for words of the most used passage, and
 * reads the passages that are likely to be ranked again. Gives how many these are; 0 where there is no table. Throws INDEX_FAILED.
 */
export async function warm(
  { passages, ...ref }: WarmInput,
  { embedder, signal }: { embedder?: Embedder; signal?: AbortSignal },
): Promise<number> {
  const within = signal ? { signal } : {}
  const texts = await reading(ref, [], async (table) => {
    if (passages.length === 0) return []
    const rows = await table
      .query()
      .where(`id IN (${passages.map(sqlText).join(', ')})`)
      .select(['id', 'text'])
      .toArray()
    const byId = new Map(rows.map((row: { id: string; text: string }) => [row.id, row.text]))
    return passages.flatMap((id) => byId.get(id) ?? [])
  })
  const query = (texts[0]?.match(/\p{L}+/gu) ?? []).slice(0, words).join(' ') || 'document'
  await search({ ...ref, query, limit: 1, mode: 'hybrid' }, { ...within, ...(embedder ? { embedder } : {}) })
  if (embedder) await readTexts(texts, embedder, signal)
  return texts.length
}
