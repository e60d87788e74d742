import { dirname } from 'node:path'
import { AppError } from '../../contract/errors'
import type { Embedder } from '../embedder'
import { askHost, decodeVector } from './service/askHost'

/** Texts asked for at once: a server on a small machine needs a second for each. */
const textsAtOnce = 16
/** Longest part of a text that is sent, in characters; embedding models read 512 to 8,192 pieces of about four characters. */
const mostCharacters = 32_000
const beatMs = 1_000

/**
 * A model behind an address the user has set up: `service-1f0c52aa`, after the first digits of a hash of its address and name. The host
 * makes the call, through its gate and with its key. Throws what the host throws: MODEL_…, EMBEDDING_MISMATCH, EGRESS_BLOCKED.
 */
export const embedder: Embedder = {
  id: 'service',
  // As for models on board: half and half, to be measured per workspace.
  weight: 0.5,
  async embed(texts, use, { signal, identity, alive, tables, documents }) {
    const ask = askHost()
    if (!ask || !identity || !tables)
      throw new AppError('EMBEDDING_MISMATCH', 'Vectors by a service are made by the host of this process, and it has none.')
    const of = documents ? { documents: [...new Set(documents)] } : {}
    const asking = { embedder: `service-${identity}`, use, workspace: dirname(tables), ...of }
    const vectors: Float32Array[] = []
    // The host ends a call that is silent for too long; until then it is on its way.
    const beat = setInterval(() => alive?.(), beatMs)
    try {
      for (let at = 0; at < texts.length; at += textsAtOnce) {
        signal?.throwIfAborted()
        const part = texts.slice(at, at + textsAtOnce).map((text) => text.slice(0, mostCharacters).toWellFormed())
        vectors.push(...(await ask({ ...asking, texts: part })).map(decodeVector))
      }
      return vectors
    } finally {
      clearInterval(beat)
    }
  },
}
