import type { z } from 'zod'
import type { workerContract } from '../contract/worker'
import { embedderOf, findEmbedder } from '../engine/embedders'
import { dropEmbedder } from '../engine/index/drop'
import { erase } from '../engine/index/erase'
import { exportPassages } from '../engine/index/export'
import { closeIndex } from '../engine/index/open'
import { optimise } from '../engine/index/optimise'
import { removeDocuments } from '../engine/index/remove'
import { search } from '../engine/index/search'
import { indexStats } from '../engine/index/stats'
import { verifyIndex } from '../engine/index/verify'
import { warm } from '../engine/index/warm'
import { writeDocument } from '../engine/index/write'
import { readPassages } from '../engine/ingest/passagesFile'
import { makeQuestions } from '../engine/learning/questions'

type Procedures = (typeof workerContract)['index']
type Input<Name extends keyof Procedures> = z.output<NonNullable<Procedures[Name]['~orpc']['inputSchema']>>
type Output<Name extends keyof Procedures> = z.input<NonNullable<Procedures[Name]['~orpc']['outputSchema']>>

interface Context {
  signal?: AbortSignal
}

type Handlers = { [Name in keyof Procedures]: (input: Input<Name>, context: Context) => Promise<Output<Name>> }

/** What the index worker does for each `index.*` procedure of the worker contract. */
export const indexHandlers: Handlers = {
  async write({ passagesFile, ...input }, { signal }) {
    return { rows: await writeDocument(input, readPassages(passagesFile), { signal, embedder: placed(input) }) }
  },
  async search(input, { signal }) {
    return search(input, { signal, embedder: found(input) })
  },
  async warm(input, { signal }) {
    return { passages: await warm(input, { signal, embedder: found(input) }) }
  },
  async remove(input) {
    return { rows: await removeDocuments(input) }
  },
  async erase(input) {
    return erase(input, { vectors: vectorsCount(input) })
  },
  async optimise(input) {
    return { done: await optimise(input, { vectors: vectorsCount(input) }) }
  },
  async stats(input) {
    return indexStats(input)
  },
  async verify(input, { signal }) {
    return verifyIndex(input, { signal })
  },
  async export(input, { signal }) {
    return { passages: await exportPassages(input, { signal }) }
  },
  async questions({ most, ...ref }) {
    return { questions: await makeQuestions(ref, { most, embedder: found(ref) }) }
  },
  async drop(input) {
    return { dropped: await dropEmbedder(input) }
  },
  async close({ index }) {
    return { closed: await closeIndex(index) }
  },
}

/** Whether the vectors of an embedder take part in ranking, so that an index of them is worth building. */
function vectorsCount(ref: Place): boolean {
  return (found(ref)?.weight ?? 0) > 0
}

interface Place {
  index: string
  embedder: string
}

function found({ index, embedder }: Place) {
  return findEmbedder(embedder, { beside: index })
}

function placed({ index, embedder }: Place) {
  return embedderOf(embedder, { beside: index })
}
