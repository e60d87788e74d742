import type { Contract } from '../contract'
import { hotForDays } from '../contract/documents'
import type { Handlers } from '../rpc/handlers'
import { useOf } from './catalog/documentRows'
import type { CoreContext } from './context'
import { findDocument } from './documents'
import { writeUse } from './workspaces/noteUse'

/** Passages read ahead for the first question: what one question ranks, some times over. */
const warmed = 300

/** The access knowledge of the contract. */
export function createAccess(core: CoreContext): Handlers<Contract>['access'] {
  return {
    get: async ({ workspace: ref, document, limit }) => {
      const workspace = core.shelf.open(ref)
      writeUse(workspace, core)
      const rows = workspace.access.passages({ document: document && findDocument(workspace, document).id, limit })
      const since = new Date(Date.parse(core.now()) - hotForDays * 86_400_000).toISOString()
      return {
        documents: workspace.access.tally(since),
        passages: rows.map((row) => ({
          passage: row.passage,
          document: row.document,
          name: workspace.documents.nameOf(row.document) ?? '',
          page: row.page,
          ...useOf(row),
          bestRank: row.best_rank,
          lastAt: row.used_at,
        })),
        keptAnswers: workspace.keptAnswers.count(),
      }
    },
    warm: async ({ workspace: ref }) => {
      const started = performance.now()
      const workspace = core.shelf.open(ref)
      const hot = workspace.access.passages({ limit: warmed }).map(({ passage }) => passage)
      const place = { index: workspace.paths.index, embedder: workspace.embedder }
      const { passages } = await core.indexWorker.call((index) => index.warm({ ...place, passages: hot }))
      return { passages, elapsedMs: Math.round((performance.now() - started) * 10) / 10 }
    },
  }
}
