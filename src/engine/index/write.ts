import type { Table } from '@lancedb/lancedb'
import type * as Arrow from 'apache-arrow'
import { AppError } from '../../contract/errors'
import type { Embedder } from '../embedder'
import type { Passage } from '../passage'
import { markErasable } from './erasable'
import { ofDocuments } from './filter'
import { type IndexRef, inTurn, openOrCreateTable, openTable, type Slot, slotOf } from './open'
import { afterWrite } from './optimise'
import { batchOf, type Row, rowOf, schemaOf } from './schema'
import { loadStore } from './store'

/** Least time between two commits of one table: documents that arrive meanwhile share the next. */
const commitIntervalMs = 300
/** Rows in one Arrow batch. */
const batchRows = 2_000
/** Rows that wait for one commit at most before the next document waits for the commit after. */
const commitRows = 20_000

interface Gathered {
  document: string
  dimension: number
  batches: { rows: Row[]; vectors: Float32Array[] }[]
  count: number
}

interface Waiting extends Gathered {
  /** Whether the vectors of this table are searched. */
  vectors: boolean
  done: (rows: number) => void
  failed: (error: unknown) => void
}

interface Line {
  waiting: Waiting[]
  lastCommitMs: number
}

const lines = new WeakMap<Slot, Line>()

export interface WriteInput extends IndexRef {
  document: string
}

export interface WriteContext {
  signal?: AbortSignal
  /** The embedder of the table, where it is known: says how long vectors are and whether they are searched. */
  embedder?: Pick<Embedder, 'dimension' | 'weight'>
}

type Passages = AsyncIterable<Passage> | Iterable<Passage>

/**
 * Makes the rows of a document exactly these passages, in one commit shared with other documents that arrive at the same time;
 * no passages removes it. Gives the number of rows. Throws EMBEDDING_MISMATCH, DISK_FULL, INDEX_FAILED.
 */
export async function writeDocument(input: WriteInput, passages: Passages, { signal, embedder }: WriteContext): Promise<number> {
  const gathered = await gather(input, passages, { signal, embedder })
  return new Promise<number>((done, failed) => {
    const slot = slotOf(input)
    const line = lines.get(slot) ?? { waiting: [], lastCommitMs: -Infinity }
    lines.set(slot, line)
    line.waiting.push({ ...gathered, vectors: (embedder?.weight ?? 0) > 0, done, failed })
    slot.writing ??= work(slot, line).finally(() => delete slot.writing)
  })
}

async function gather(input: WriteInput, passages: Passages, { signal, embedder }: WriteContext): Promise<Gathered> {
  const batches: Gathered['batches'] = []
  const ids = new Set<string>()
  let expected = embedder?.dimension
  for await (const passage of passages) {
    signal?.throwIfAborted()
    expected ??= passage.vector.length
    check(input, passage, expected)
    if (ids.has(passage.id)) throw new AppError('INDEX_FAILED', `The passage ${passage.id} came twice; the document was not written.`)
    ids.add(passage.id)
    let batch = batches.at(-1)
    if (!batch || batch.rows.length >= batchRows) batches.push((batch = { rows: [], vectors: [] }))
    batch.rows.push(rowOf(passage))
    batch.vectors.push(passage.vector)
  }
  return { document: input.document, dimension: expected ?? 0, batches, count: ids.size }
}

/** LanceDB cuts a longer vector silently and takes NaN (trust.md section 0), so both are refused here. */
function check(input: WriteInput, passage: Passage, dimension: number): void {
  if (passage.document !== input.document) {
    throw new AppError('INDEX_FAILED', `The passage ${passage.id} belongs to another document than ${input.document}.`)
  }
  if (passage.vector.length !== dimension) throw mismatch(passage.vector.length, dimension, input.embedder)
  if (!passage.vector.every(Number.isFinite)) {
    throw new AppError(
      'EMBEDDING_MISMATCH',
      `The vector of passage ${passage.id} holds a number that is not finite. Embed the document again.`,
    )
  }
}

function mismatch(found: number, expected: number, embedder: string): AppError {
  return new AppError(
    'EMBEDDING_MISMATCH',
    `A vector of ${found} numbers does not fit the index of ${embedder}, whose vectors have ${expected}. Index the workspace again with one embedder.`,
  )
}

async function work(slot: Slot, line: Line): Promise<void> {
  while (line.waiting.length > 0) {
    const pauseMs = line.lastCommitMs + commitIntervalMs - performance.now()
    if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs))
    await inTurn(slot, async () => {
      const together = nextCommit(line.waiting)
      await commitTogether(slot, together)
      line.lastCommitMs = performance.now()
      await afterWrite(slot, { vectors: together.some((one) => one.vectors) })
    })
  }
}

/** What goes into the next commit: documents in order, each at most once, until there are enough rows. */
function nextCommit(waiting: Waiting[]): Waiting[] {
  const documents = new Set<string>()
  let rows = 0
  let count = 0
  for (const one of waiting) {
    if (documents.has(one.document) || (count > 0 && rows + one.count > commitRows)) break
    documents.add(one.document)
    rows += one.count
    count++
  }
  return waiting.splice(0, count)
}

/** One commit for all; when it fails, one for each, so that everyone hears of their own failure only. */
async function commitTogether(slot: Slot, together: Waiting[]): Promise<void> {
  try {
    await commit(slot, together)
    for (const one of together) one.done(one.count)
  } catch (error) {
    if (together.length === 1) return together[0]!.failed(error)
    for (const one of together) await commitTogether(slot, [one])
  }
}

async function commit(slot: Slot, together: Waiting[]): Promise<void> {
  const filled = together.filter((one) => one.count > 0)
  const table = filled.length > 0 ? await openOrCreateTable(slot, filled[0]!.dimension) : await openTable(slot)
  if (!table) return
  const dimension = await dimensionOf(table)
  for (const one of filled) if (one.dimension !== dimension) throw mismatch(one.dimension, dimension, slot.embedder)
  const before = await table.countRows(ofDocuments(together.map((one) => one.document)))
  if (before > 0) await markErasable(slot)
  if (filled.length === 0) {
    if (before > 0) await table.delete(ofDocuments(together.map((one) => one.document)))
    return
  }
  const { arrow } = await loadStore()
  const schema = schemaOf(arrow, dimension)
  const batches = filled.flatMap((one) => one.batches.map(({ rows, vectors }) => batchOf(arrow, schema, rows, vectors)))
  await replace(table, new arrow.Table(schema, batches), before > 0 ? together : [])
}

async function replace(table: Table, rows: Arrow.Table, replaced: Waiting[]): Promise<void> {
  if (replaced.length === 0) {
    await table.add(rows)
    return
  }
  await table
    .mergeInsert('id')
    .whenMatchedUpdateAll()
    .whenNotMatchedInsertAll()
    .whenNotMatchedBySourceDelete({ where: ofDocuments(replaced.map((one) => one.document)) })
    .execute(rows)
}

const dimensions = new WeakMap<Table, Promise<number>>()

/** Numbers in a vector of this table; they stay the same as long as it is open. */
export function dimensionOf(table: Table): Promise<number> {
  const known = dimensions.get(table) ?? readDimension(table)
  dimensions.set(table, known)
  known.catch(() => dimensions.delete(table))
  return known
}

async function readDimension(table: Table): Promise<number> {
  const vector = (await table.schema()).fields.find((field) => field.name === 'vector')
  return (vector?.type as Arrow.FixedSizeList | undefined)?.listSize ?? 0
}
