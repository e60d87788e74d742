import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Embedder } from '../embedder'
import { embed } from '../ingest/embed'
import { type PassagesWriter, readPassages, writePassages } from '../ingest/passagesFile'
import type { Passage } from '../passage'

export interface Reembedded {
  document: string
  passages: number
  digest: string
  passagesFile: string
}

/**
 * Gives passages the vectors of another embedder: reads a file ordered by document and writes one file a document into a folder.
 * Throws EMBEDDING_MISMATCH, DATA_DAMAGED.
 */
export async function reembed(
  { passagesFile, into }: { passagesFile: string; into: string },
  embedder: Embedder,
  { signal }: { signal?: AbortSignal },
): Promise<Reembedded[]> {
  await mkdir(into, { recursive: true })
  const done: Reembedded[] = []
  const open: Open[] = []
  const finishOthers = async (document: string | null) => {
    const [before] = open
    if (!before || before.document === document) return
    done.push({ document: before.document, ...(await before.writer.finish()), passagesFile: before.path })
    open.shift()
  }
  try {
    for await (const batch of embed(draftsOf(passagesFile), embedder, signal ? { signal } : {})) {
      for (const [document, own] of Map.groupBy(batch, (passage) => passage.document)) {
        await finishOthers(document)
        if (open.length === 0) {
          const path = join(into, `${encodeURIComponent(document)}.${embedder.id}.passages`)
          open.push({ document, path, writer: await writePassages(path) })
        }
        await open[0]!.writer.write(own)
      }
    }
    await finishOthers(null)
    return done
  } finally {
    await open[0]?.writer.close()
  }
}

interface Open {
  document: string
  path: string
  writer: PassagesWriter
}

async function* draftsOf(path: string): AsyncGenerator<Omit<Passage, 'hash' | 'vector'>> {
  for await (const { hash: _hash, vector: _vector, ...draft } of readPassages(path)) yield draft
}
