import type { Contract } from '../contract'
import type { SearchCorrection, SearchExplanation, SearchHit, SearchMode } from '../contract/search'
import type { Handlers } from '../rpc/handlers'
import type { CoreContext } from './context'
import { type FoundScope, findScope } from './scope'
import type { OpenWorkspace } from './workspaces/openWorkspaces'
import { noteSearch } from './workspaces/noteUse'

interface Query extends FoundScope {
  query: string
  /** As the workspace is set where absent, like everything below. */
  limit?: number | undefined
  mode?: SearchMode | undefined
  /** False: also what is too distant to be worth showing. */
  floor?: boolean
  explain?: boolean | undefined
  /** Whether a reader looks at the passages: an answer cites each by itself. */
  forReading?: boolean
}

interface Found {
  hits: SearchHit[]
  note?: string
  explanation?: SearchExplanation
  correction?: SearchCorrection
}

/** Passages of a workspace, best first. A document that was removed a moment ago is not among them. */
export async function searchWorkspace(input: Query, workspace: OpenWorkspace, core: Pick<CoreContext, 'indexWorker'>): Promise<Found> {
  const { retrieval } = workspace.pipeline.get()
  const { documents, except, pages } = input
  const also = workspace.acronyms.otherNames(input.query)
  const { hits, note, explanation, correction } = await core.indexWorker.search({
    index: workspace.paths.index,
    embedder: workspace.embedder,
    query: input.query,
    limit: input.limit ?? retrieval.limit,
    mode: input.mode ?? retrieval.mode,
    floor: input.floor ?? retrieval.floor,
    rerank: retrieval.rerank,
    ...(retrieval.reranker ? { reranker: retrieval.reranker } : {}),
    ...(retrieval.perDocument > 0 ? { perDocument: retrieval.perDocument } : {}),
    ...(input.forReading && retrieval.neighbours ? { neighbours: true } : {}),
    ...(documents ? { documents } : {}),
    ...(except ? { except } : {}),
    ...(pages ? { pages } : {}),
    ...(also.length > 0 ? { also } : {}),
    ...(input.explain ? { explain: true } : {}),
  })
  const names = new Map([...new Set(hits.map((hit) => hit.document))].map((document) => [document, workspace.documents.nameOf(document)]))
  const named = hits.flatMap((hit) => {
    const name = names.get(hit.document)
    return name === undefined ? [] : [{ ...hit, name }]
  })
  const said = [input.note, note].filter(Boolean).join(' ')
  return {
    hits: named.map((hit, index) => ({ ...hit, rank: index + 1 })),
    ...(said ? { note: said } : {}),
    ...(correction ? { correction } : {}),
    ...(explanation ? { explanation } : {}),
  }
}

/** The search of the contract. */
export function createSearch(core: CoreContext): Handlers<Contract>['search'] {
  return {
    query: async ({ workspace: ref, query, limit, mode, explain, ...scope }) => {
      const started = performance.now()
      const workspace = core.shelf.open(ref)
      const found = await searchWorkspace(
        { query, limit, mode, explain, forReading: true, ...findScope(scope, workspace) },
        workspace,
        core,
      )
      const elapsedMs = performance.now() - started
      noteSearch(found.hits, elapsedMs, workspace, core)
      return { ...found, elapsedMs: Math.round(elapsedMs * 100) / 100 }
    },
  }
}
