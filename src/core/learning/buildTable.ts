import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../../contract/errors'
import type { CoreContext } from '../context'
import type { LiveWorker } from '../workers/liveWorker'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'

/** A batch that takes this long is about right: what is removed meanwhile waits for it. */
const batchMs = 2_000
const firstBatch = 256
const mostPassages = 8_192
const mostDocuments = 512

interface Building {
  /** Nobody waits for it. */
  waits: boolean
  signal: AbortSignal
  worker: LiveWorker
  progress: (done: number, total: number) => void
}

/**
 * Makes the table of an embedder hold what the searched one holds, from its passages: nothing is read from documents again. Goes on
 * where an earlier attempt ended; documents that arrive meanwhile are taken, too. Searches and writes go on in the searched table.
 * Throws EMBEDDING_MISMATCH, INDEX_FAILED, CANCELLED.
 */
export async function buildTable(embedder: string, workspace: OpenWorkspace, core: CoreContext, building: Building): Promise<void> {
  const { tables } = workspace
  let size = firstBatch
  if (tables.previous() !== embedder) tables.beginNext(embedder)
  for (;;) {
    if (building.signal.aborted) throw new AppError('CANCELLED', 'Building the table was stopped.')
    await dropGone(embedder, workspace, core)
    const pending = tables.pending(embedder)
    const total = workspace.documents.count()
    building.progress(total - pending.length, total)
    if (pending.length === 0) return
    const batch = firstOf(pending, size)
    const started = performance.now()
    await workspace.inTurn(() => buildBatch(embedder, batch, workspace, core, building))
    size = Math.max(1, Math.min(mostPassages, Math.round(size * Math.min(2, Math.max(0.25, batchMs / (performance.now() - started))))))
  }
}

/** Documents until there are about so many passages, at least one. */
function firstOf<T extends { passages: number }>(pending: readonly T[], most: number): T[] {
  let passages = 0
  const count = pending.findIndex(({ passages: own }, i) => i >= mostDocuments || (i > 0 && (passages += own) > most))
  return pending.slice(0, count < 0 ? pending.length : count)
}

async function dropGone(embedder: string, workspace: OpenWorkspace, core: CoreContext): Promise<void> {
  const gone = workspace.tables.gone(embedder)
  if (gone.length === 0) return
  await workspace.inTurn(async () => {
    await core.indexWorker.call((index) => index.remove({ index: workspace.paths.index, embedder, documents: gone }))
    workspace.tables.forgetDocuments(gone)
  })
}

async function buildBatch(
  embedder: string,
  batch: readonly { document: string; edition: number }[],
  workspace: OpenWorkspace,
  core: CoreContext,
  { signal, worker, waits }: Building,
): Promise<void> {
  const { index } = workspace.paths
  const editions = new Map<string, number>()
  // A document that was removed since the list was made is not copied again.
  for (const { document, edition } of batch) if (workspace.documents.get(document)) editions.set(document, edition)
  const copies = join(workspace.paths.staging, `rebuild-${embedder}`)
  const passagesFile = join(copies, 'passages')
  try {
    await core.indexWorker.call((one) =>
      one.export({ index, embedder: workspace.embedder, documents: [...editions.keys()], into: passagesFile }),
    )
    const { documents } = await worker.orDeath(
      worker.client.learn.embed({ index, embedder, passagesFile, into: copies, waits }, { signal }),
    )
    await Promise.all(
      documents.map(({ document, passagesFile: own }) =>
        core.indexWorker.call((one) => one.write({ index, embedder, document, passagesFile: own, fresh: false })),
      ),
    )
    const found = new Map(documents.map((one) => [one.document, one]))
    workspace.tables.built(
      embedder,
      [...editions].map(([document, edition]) => {
        const one = found.get(document)
        return { document, edition, digest: one?.digest ?? '', passages: one?.passages ?? 0 }
      }),
    )
  } finally {
    rmSync(copies, { recursive: true, force: true })
  }
}
