/*
 * What a file in rerankers/ exports: `export const reranker: Reranker`.
 */
export interface Reranker {
  /** Kind; an installed model is named by it, a hyphen, and the first digits of its hash. */
  id: string
  /** How well each text answers the query: any numbers, higher is better. Throws EMBEDDING_MISMATCH where the model cannot be used. */
  score(query: string, texts: readonly string[], context: RerankContext): Promise<number[]>
}

export interface RerankContext {
  /** First digits of the hash of the model; another one is refused. */
  identity: string
  signal?: AbortSignal
}
