import { existsSync } from 'node:fs'
import type { RecordBatch } from 'apache-arrow'
import type { Table } from '@lancedb/lancedb'
import type { z } from 'zod'
import type { IndexedDocument, IndexProblem } from '../../contract/worker'
import { digestOf, passageHash } from '../ingest/passageHash'
import { sqlText } from './filter'
import { changedIndexFiles, isManifest, sealIndexFiles } from './indexFiles'
import { checkColumns, plainStore, type IndexRef, inTurn, openAside, slotOf, tableFolder } from './open'
import { type Row, sealOf, searchable, searchedColumn, spansOf } from './schema'
import { dimensionOf } from './write'
import { loadStore } from './store'

type Problem = z.infer<typeof IndexProblem>

/** More problems than this are counted, not listed. */
const maxProblems = 1_000
/** Passages the keyword index is asked for, spread over the table. */
const maxProbes = 32

interface Findings {
  problems: Problem[]
  more: number
  ids: Set<string>
  documents: Map<string, { id: string; hash: string; ordinal: number }[]>
  /** Passages the keyword index must find by a word of theirs. */
  probes: { id: string; word: string }[]
}

/**
 * Reads every row from the disk: hashes of text and vector, seals of the rest, doubled ids, lengths of vectors; then the files of the
 * indices.
 * Damage is a problem in the list, never an exception.
 */
export async function verifyIndex(
  ref: IndexRef,
  { signal }: { signal?: AbortSignal },
): Promise<{ documents: IndexedDocument[]; problems: Problem[] }> {
  const findings: Findings = { problems: [], more: 0, ids: new Set(), documents: new Map(), probes: [] }
  await slotOf(ref).writing
  if (existsSync(tableFolder(ref))) {
    await inTurn(ref, async () => {
      let table: Table | undefined
      try {
        table = await openAside(ref, { cold: true })
        await checkColumns(table)
        await readAll(table, findings, signal)
        await checkIndices(ref, table, findings)
      } catch (error) {
        if (signal?.aborted) throw error
        report(findings, {
          code: 'INDEX_DAMAGED',
          message: `The index cannot be read: ${plainStore((error as Error).message)}.`,
        })
      } finally {
        table?.close()
      }
    })
  }
  if (findings.more > 0) findings.problems.push({ code: 'INDEX_DAMAGED', message: `${findings.more} more problems of this kind.` })
  return { documents: summaries(findings), problems: findings.problems }
}

async function readAll(table: Table, findings: Findings, signal: AbortSignal | undefined): Promise<void> {
  const dimension = await dimensionOf(table)
  const rows = await table.countRows()
  const stride = Math.max(1, Math.floor(rows / maxProbes))
  let read = 0
  for await (const batch of table.query()) {
    signal?.throwIfAborted()
    for (let i = 0; i < batch.numRows; i++) {
      const row = rowAt(batch, i)
      const intact = checkRow(row, vectorAt(batch, i), dimension, findings)
      // A damaged row may hold words nobody wrote.
      const word = read++ % stride === 0 && intact ? probeIn(row.text) : undefined
      if (word) findings.probes.push({ id: row.id, word })
    }
  }
  if (rows !== read) report(findings, { code: 'INDEX_DAMAGED', message: `The index says it holds ${rows} rows, but ${read} can be read.` })
}

/** A word of a passage that the keyword index must find: of plain letters, with nothing beside it that may belong to it. */
function probeIn(text: string): string | undefined {
  return /(?<![\p{L}\p{N}\p{M}_'’-])[a-z]{5,20}(?![\p{L}\p{N}\p{M}_'’-])/iu.exec(text)?.[0]
}

/**
 * Damage in the files of the indices changes no row, but rows are no longer found: the files are compared with their seals, and the
 * keyword index has to find passages by a word of theirs. Files that are not sealed yet are sealed where nothing is wrong.
 */
async function checkIndices(ref: IndexRef, table: Table, findings: Findings): Promise<void> {
  const [manifests, changed] = parted(await changedIndexFiles(ref))
  if (manifests.length > 0)
    return report(findings, { code: 'INDEX_DAMAGED', message: 'The list of what the index holds is not what was written.' })
  if (changed.length > 0)
    return report(findings, {
      code: 'INDEX_SEARCH',
      message: `${changed.length === 1 ? 'A file' : `${changed.length} files`} of the search index ${changed.length === 1 ? 'is' : 'are'} not what was written: searches may miss passages.`,
    })
  const lost = await lostProbes(table, findings.probes).catch(() => findings.probes.length)
  if (lost > 0)
    report(findings, {
      code: 'INDEX_SEARCH',
      message: `The keyword index does not find ${lost} of the ${findings.probes.length} passages it was asked for.`,
    })
  if (findings.problems.length === 0) await sealIndexFiles(ref)
}

function parted(files: readonly string[]): [manifests: string[], others: string[]] {
  return [files.filter(isManifest), files.filter((file) => !isManifest(file))]
}

/** How many of the passages the keyword index does not find by a word of theirs. */
async function lostProbes(table: Table, probes: Findings['probes']): Promise<number> {
  const { MatchQuery } = await loadStore()
  const looks = probes.map(async ({ id, word }) => {
    const asked = table
      .query()
      .fullTextSearch(new MatchQuery(word, searchedColumn))
      .where(`id = ${sqlText(id)}`)
    return (await asked.select(['id', '_score']).limit(1).toArray()).length > 0
  })
  return (await Promise.all(looks)).filter((found) => !found).length
}

/** Whether a row is what was written. */
function checkRow(row: Row, vector: Float32Array, dimension: number, findings: Findings): boolean {
  const { document } = row
  const problem = (code: string, message: string) => report(findings, { code, message, document })
  if (findings.ids.has(row.id)) problem('INDEX_DOUBLED', `The passage ${row.id} stands in the index twice.`)
  findings.ids.add(row.id)
  if (vector.length !== dimension || !vector.every(Number.isFinite)) problem('INDEX_VECTOR', `The vector of passage ${row.id} is damaged.`)
  const intact = sealOf(row) === row.seal && row.searched === searchable(`${row.context}\n${row.text}`) && hashOf(row, vector) === row.hash
  if (!intact) problem('INDEX_DAMAGED', `The passage ${row.id} is not what was written.`)
  const rows = findings.documents.get(document) ?? []
  rows.push({ id: row.id, hash: row.hash, ordinal: row.ordinal })
  findings.documents.set(document, rows)
  return intact
}

function hashOf(row: Row, vector: Float32Array): string | null {
  try {
    return passageHash({ text: row.text, context: row.context, spans: spansOf(row.spans), vector })
  } catch {
    return null
  }
}

function rowAt(batch: RecordBatch, row: number): Row {
  return Object.fromEntries(
    batch.schema.fields.filter(({ name }) => name !== 'vector').map(({ name }) => [name, batch.getChild(name)!.get(row)]),
  ) as Row
}

function vectorAt(batch: RecordBatch, row: number): Float32Array {
  const vector = batch.getChild('vector')!.get(row) as { toArray(): Float32Array } | null
  return vector ? Float32Array.from(vector.toArray()) : new Float32Array(0)
}

function summaries({ documents }: Findings): IndexedDocument[] {
  return [...documents].map(([document, rows]) => {
    const ordered = rows.sort((a, b) => a.ordinal - b.ordinal)
    return { document, passages: rows.length, digest: digestOf(ordered) }
  })
}

function report(findings: Findings, problem: Problem): void {
  if (findings.problems.length < maxProblems) findings.problems.push(problem)
  else findings.more++
}
