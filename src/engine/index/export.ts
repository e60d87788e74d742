import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { spreadOf } from '../learning/heldOut'
import { writePassages } from '../ingest/passagesFile'
import type { Passage } from '../passage'
import { ofDocuments, sqlText } from './filter'
import { type IndexRef, reading } from './open'
import { boxesOf, placeOf, type Row, spansOf } from './schema'

export interface ExportInput extends IndexRef {
  /** Only these documents. */
  documents?: string[]
  /** About so many passages at most, drawn evenly from the whole table. */
  most?: number
  /** File for the passages; appears when they are all there. */
  into: string
}

/** Rows held at once. */
const batchRows = 512

/**
 * Copies passages out of a table, as they were written, ordered by document and place in it. Gives how many they are; none where there
 * is no table yet. Throws INDEX_FAILED.
 */
export function exportPassages(
  { documents, most = Infinity, into, ...ref }: ExportInput,
  { signal }: { signal?: AbortSignal },
): Promise<number> {
  return reading(ref, 0, async (table) => {
    if (documents?.length === 0) return 0
    const within = documents ? ofDocuments(documents) : null
    const share = Math.min(1, most / Math.max(1, await table.countRows()))
    const keys = table.query().select(['id', 'document', 'ordinal'])
    const order: { id: string; document: string; ordinal: number }[] = []
    for await (const batch of within ? keys.where(within) : keys) {
      signal?.throwIfAborted()
      const [ids, owners, ordinals] = ['id', 'document', 'ordinal'].map((name) => batch.getChild(name)!)
      for (let i = 0; i < batch.numRows; i++) {
        const id = ids!.get(i) as string
        if (spreadOf(`${id} `) / 2 ** 32 < share) order.push({ id, document: owners!.get(i), ordinal: ordinals!.get(i) })
      }
    }
    order.sort((a, b) => (a.document < b.document ? -1 : a.document > b.document ? 1 : a.ordinal - b.ordinal))
    await mkdir(dirname(into), { recursive: true })
    const writer = await writePassages(into)
    try {
      for (let from = 0; from < order.length; from += batchRows) {
        signal?.throwIfAborted()
        const wanted = order.slice(from, from + batchRows)
        const places = new Map(wanted.map(({ id }, i) => [id, i]))
        const found: Passage[] = []
        const quoted = wanted.map(({ id }) => sqlText(id)).join(', ')
        for (const row of await table.query().where(`id IN (${quoted})`).toArray()) found[places.get(row.id as string)!] = passageOf(row)
        await writer.write(found.filter(Boolean))
      }
      return (await writer.finish()).passages
    } finally {
      await writer.close()
    }
  })
}

function passageOf(row: Row & { vector: { toArray(): Float32Array } }): Passage {
  const { id, document, ordinal, page, text, context, hash } = row
  const [place, spans, boxes] = [placeOf(row.place), spansOf(row.spans), boxesOf(row.boxes)]
  return { id, document, ordinal, page, place, text, context, spans, boxes, hash, vector: Float32Array.from(row.vector.toArray()) }
}
