import type { Answer } from '../../contract/chat'
import type { SearchHit } from '../../contract/search'
import type { CoreContext } from '../context'
import { announceDocument } from '../jobs/announce'
import type { OpenWorkspace } from './openWorkspaces'

/** Hits of a search that count as shown: the page a reader sees. */
const shownHits = 10
/** Uses are gathered for so long before they are written. */
const writeAfterMs = 2_000

type Noting = Pick<CoreContext, 'log' | 'options' | 'hub' | 'board'>

/**
 * Counts a search, what it found and what it took, milliseconds; of a command, which starts its processes for one search, the time says
 * nothing.
 */
export function noteSearch(hits: readonly SearchHit[], elapsedMs: number, workspace: OpenWorkspace, core: Noting): void {
  note(workspace, core, () => workspace.activity.searched(core.options.kind === 'cli' ? null : elapsedMs))
  workspace.access.found(hits.slice(0, shownHits))
  writeLater(workspace, core)
}

const waiting = new WeakSet<OpenWorkspace>()

function writeLater(workspace: OpenWorkspace, core: Noting): void {
  if (waiting.has(workspace)) return
  waiting.add(workspace)
  setTimeout(() => {
    waiting.delete(workspace)
    writeUse(workspace, core)
  }, writeAfterMs).unref()
}

/** Writes what was used since, and tells who listens. */
export function writeUse(workspace: OpenWorkspace, core: Omit<Noting, 'options'>): void {
  note(workspace, core, () => {
    for (const document of workspace.access.flush()) announceDocument(workspace, document, core)
  })
}

/** Counts a question. */
export function noteQuestion(workspace: OpenWorkspace, core: Pick<CoreContext, 'log'>): void {
  note(workspace, core, () => workspace.activity.asked())
}

/** Counts an answer, where it says something, and which of the passages that were found it cites. */
export function noteAnswer(answer: Answer, hits: readonly SearchHit[], workspace: OpenWorkspace, core: Noting): void {
  const { claims, stopped } = answer
  if (claims.length === 0 || stopped) return
  note(workspace, core, () => workspace.activity.answered(claims.every((claim) => claim.verified)))
  workspace.access.cited(citedAmong(answer, hits))
  writeLater(workspace, core)
}

/** Of the passages that were found those that hold a quote of the answer, or else lie on its page. */
function citedAmong({ citations }: Answer, hits: readonly SearchHit[]): SearchHit[] {
  const cited = citations.flatMap(({ document, page, quote }) => {
    const own = hits.filter((hit) => hit.document === document)
    return own.find((hit) => hit.text.includes(quote)) ?? own.find((hit) => hit.page === page) ?? []
  })
  return [...new Set(cited)]
}

/** A full disk, or a workspace that was deleted meanwhile, is no reason to withhold what was found. */
function note({ id, db }: OpenWorkspace, { log }: Pick<CoreContext, 'log'>, write: () => void): void {
  try {
    if (db.open) write()
  } catch (error) {
    log('the use of a workspace could not be counted', { workspace: id, error })
  }
}
