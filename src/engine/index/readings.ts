import type { Embedder } from '../embedder'
import { cutIntoParts } from './parts'
import { termsOf } from './terms'

/** What the reranker reads in the text of a passage, whatever the query. */
export interface Reading {
  terms: readonly string[]
  /** A vector a part; none where the embedder is too slow for that. */
  parts: readonly Float32Array[]
}

/** Readings kept, of about 8 KB each: who types a query asks for nearly the same passages again and again. */
const mostKept = 3_000

const kept = new Map<string, Reading>()

/** Reads texts, those read lately from memory; nothing but the text and the edition of the embedder decides what is read in it. */
export async function readTexts(texts: readonly string[], embedder: Embedder, signal?: AbortSignal): Promise<Reading[]> {
  const keys = texts.map((text) => `${embedder.id}\n${text}`)
  const found = keys.map((key) => kept.get(key))
  const missing = [...new Set(texts.filter((_text, i) => !found[i]))]
  const parts = missing.map(cutIntoParts)
  const vectors = embedder.quick ? await embedder.embed(parts.flat(), 'passage', signal ? { signal } : {}) : []
  const made = new Map<string, Reading>()
  let at = 0
  missing.forEach((text, i) => made.set(text, { terms: termsOf(text), parts: vectors.slice(at, (at += parts[i]!.length)) }))
  const readings = texts.map((text, i) => found[i] ?? made.get(text)!)
  keys.forEach((key, i) => {
    // The one used last stands last, so that the first is the one unused for longest.
    kept.delete(key)
    kept.set(key, readings[i]!)
  })
  for (const key of kept.keys()) {
    if (kept.size <= mostKept) break
    kept.delete(key)
  }
  return readings
}
