import type { Embedder } from '../../embedder'
import { passageHash } from '../../ingest/passageHash'
import type { Passage } from '../../passage'

/** Passages of one page made from texts, as tests and benches need them. */
export async function makePassages(document: string, texts: readonly string[], embedder: Embedder): Promise<Passage[]> {
  const vectors = await embedder.embed(texts, 'passage', {})
  let start = 0
  return texts.map((text, ordinal) => {
    const spans = [{ page: 1, start, end: start + text.length }]
    start += text.length + 1
    const passage = {
      id: `${document}.${ordinal}`,
      document,
      ordinal,
      page: 1,
      place: { kind: 'page' as const },
      text,
      context: document,
      spans,
      boxes: [{ page: 1, x: 72, y: 72.5 + 14 * ordinal, width: 451.3, height: 12 }],
      vector: vectors[ordinal]!,
    }
    return { ...passage, hash: passageHash(passage) }
  })
}
