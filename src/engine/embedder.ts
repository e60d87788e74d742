/*
 * What a file in embedders/ exports: `export const embedder: Embedder`.
 */
export interface Embedder {
  id: string
  /** Numbers in a vector. */
  dimension: number
  /** Weight of the vector lane in hybrid search, 0 to 1; 0: the keyword lane ranks alone. */
  weight: number
  /** Unit vectors of `dimension` finite numbers, one a text, in order. */
  embed(texts: readonly string[], use: 'passage' | 'query', context: { signal?: AbortSignal }): Promise<Float32Array[]>
}
