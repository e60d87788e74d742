/*
 * What a file in embedders/ exports: `export const embedder: Embedder`.
 */
export interface Embedder {
  id: string
  /** Numbers in a vector, where every model of the kind has as many; else the first vector tells, and all others have to agree. */
  dimension?: number
  /** Weight of the vector lane in hybrid search, 0 to 1; 0: the keyword lane ranks alone. */
  weight: number
  /** Weights of the reranker’s features where they were fitted for this embedding; the others are those of the starter. */
  ranking?: Readonly<Record<string, number>>
  /** Whether hundreds of texts may be embedded while somebody waits for an answer. */
  quick?: boolean
  /** How much each word tells: about 1 for a rare one, near 0 for one that stands everywhere. */
  weigh?(words: readonly string[], context?: EmbedContext): Promise<number[]>
  /** Unit vectors of `dimension` finite numbers, one a text, in order. */
  embed(texts: readonly string[], use: 'passage' | 'query', context: EmbedContext): Promise<Float32Array[]>
}

export interface EmbedContext {
  signal?: AbortSignal
  /** Called now and then by embedders that take seconds, so that nobody takes them for hung. */
  alive?: () => void
  /** Beginning of the hash of the model the vectors have to be of; an embedder with another one refuses. */
  identity?: string
  /** Ids of the documents the texts are of. */
  documents?: readonly string[]
  /** Folder with what the workspace itself has learnt. */
  tables?: string
}
