import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { LearnEvent } from '../../contract/worker'
import { tablesBeside } from '../embedders'
import { starterFolder, starterOnBoard } from '../embedders/starter/onBoard'
import { writeTable } from '../embedders/starter/writeTable'
import { readPassages } from '../ingest/passagesFile'
import { adapt } from './adapt'

export interface LearnTableInput {
  /** What is learnt from. */
  passagesFile: string
  /** The index of the workspace; the table is put beside it. */
  index: string
}

/**
 * Learns a table from passages, always beginning with the starter, so that learning again does not wander off; and keeps it beside the index, under an id that carries its hash. The same passages give the same table.
 * Throws BAD_REQUEST where they are too few, DATA_DAMAGED where the file is not whole.
 */
export async function* learnTable(
  { passagesFile, index }: LearnTableInput,
  { signal }: { signal?: AbortSignal },
): AsyncGenerator<LearnEvent> {
  const base = await starterOnBoard()
  const learning = adapt(base, readPassages(passagesFile), { ...(signal ? { signal } : {}) })
  for (;;) {
    const next = await learning.next()
    if (!next.done) {
      yield { type: 'step', ...next.value }
      continue
    }
    const { numbers, scales, passages, loss, moved } = next.value
    const tables = tablesBeside(index)
    const unfinished = join(tables, 'unfinished')
    await rm(unfinished, { recursive: true, force: true })
    await mkdir(unfinished, { recursive: true })
    const tokenizer = await readFile(join(starterFolder(), 'tokenizer.json'), 'utf8')
    const about = { learnt_from: `${passages} passages of this workspace`, began_as: base.hash }
    const { hash } = writeTable(unfinished, { numbers, scales, tokenizer, about })
    const id = `learned-${hash.slice(0, 8)}`
    if (existsSync(join(tables, id))) await rm(unfinished, { recursive: true })
    else await rename(unfinished, join(tables, id))
    yield { type: 'learnt', embedder: id, passages, loss, moved }
    return
  }
}
