import type { Reranker } from '../reranker'

const found = import.meta.glob<Reranker>(['./*.ts', '!./index.ts', '!./*.test.ts'], { eager: true, import: 'reranker' })

/** Every kind of reranker there is: one file of this folder each. */
export const rerankers: readonly Reranker[] = Object.values(found)

/** The scoring of an installed model (`crossencoder-1f0c52aa`), where there is such a kind. */
export function findReranker(
  id: string,
): ((query: string, texts: readonly string[], signal?: AbortSignal) => Promise<number[]>) | undefined {
  const [, kind, identity] = /^([a-z]+)-([0-9a-f]{8})$/.exec(id) ?? []
  const reranker = rerankers.find((one) => one.id === kind)
  if (!reranker || !identity) return undefined
  return (query, texts, signal) => reranker.score(query, texts, { identity, ...(signal ? { signal } : {}) })
}
