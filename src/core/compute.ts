import { join } from 'node:path'
import type { Computed } from '../contract/chat'
import type { SearchHit } from '../contract/search'
import { asksForFigure } from '../engine/answer/compute/wish'
import type { CoreContext } from './context'
import type { Limits } from './workers/supervise'
import { supervise } from './workers/supervise'
import type { OpenWorkspace } from './workspaces/openWorkspaces'

/** Documents whose tables are looked at, the best found first, and pages of one. */
const mostDocuments = 6
const mostPages = 60
const limits: Limits = { silenceMs: 15_000, totalMs: () => 15_000, memoryBytes: 900 * 2 ** 20 }

/**
 * What a question asks to be computed over the tables among the passages found for it; empty where it asks for no figure, where no table
 * accounts for it, and where computing took too long: the question is then answered like any other.
 */
export async function computeOver(
  question: string,
  hits: readonly SearchHit[],
  workspace: OpenWorkspace,
  core: CoreContext,
  signal: AbortSignal,
): Promise<Computed[]> {
  if (!asksForFigure(question)) return []
  const candidates = candidatesAmong(hits, workspace)
  if (candidates.length === 0) return []
  try {
    const { computed } = await core.ingestPool.use(
      (worker) =>
        supervise(worker, ({ signal: stop }) => worker.client.compute.tables({ question, candidates }, { signal: stop }), {
          signal,
          limits,
          name: 'the tables',
        }),
      signal,
    )
    return computed
  } catch (error) {
    if (!signal.aborted) core.log('computing over tables failed; the question is answered from its passages', { error })
    return []
  }
}

function candidatesAmong(hits: readonly SearchHit[], workspace: OpenWorkspace) {
  const wanted = new Map<string, { name: string; pages: Set<number> | 'all' }>()
  for (const { document, name, page, place, text } of hits) {
    const isSheet = place.kind === 'cells'
    if (!isSheet && !/^\|.*\|/mu.test(text)) continue
    if (!wanted.has(document) && wanted.size === mostDocuments) continue
    const before = wanted.get(document)?.pages
    // A table may go on over pages; the sheets of a workbook are few.
    const pages = isSheet || before === 'all' ? 'all' : new Set([...(before ?? []), page - 1, page, page + 1])
    wanted.set(document, { name, pages })
  }
  return [...wanted].flatMap(([document, { name, pages }]) => {
    const row = workspace.documents.get(document)
    if (!row?.pages_key) return []
    const all = Array.from({ length: Math.min(row.pages, mostPages) }, (_, i) => i + 1)
    const numbers =
      pages === 'all'
        ? all
        : [...pages]
            .filter((page) => page > 0)
            .sort((a, b) => a - b)
            .slice(0, mostPages)
    return [{ document, name, pagesFile: join(workspace.paths.pages, row.pages_key), pages: numbers }]
  })
}
