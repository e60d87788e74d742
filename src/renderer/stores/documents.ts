import { create } from 'zustand'
import { type Coverage, type Document, type DocumentStatus, type Scope, type Warmth, warmthOf } from '../../contract'
import { takesIn } from './scope'

/** What a reader wants to know of a status: is it there, is it under way, or does it need a hand. */
export type StatusGroup = 'ready' | 'partly' | 'working' | 'locked' | 'failed' | 'cancelled'

/** Figures of the whole library, kept up to date change by change. */
export interface Tally extends Record<StatusGroup, number> {
  pages: number
  coverage: Coverage
}

export interface Library {
  byId: ReadonlyMap<string, Document>
  /** Ids in the order the documents were added. A change of status leaves it the same array. */
  order: readonly string[]
  tally: Tally
}

interface DocumentsState extends Library {
  /** The workspace these documents are of; null before the first is open. */
  workspace: string | null
  /** False until the list has been read. */
  loaded: boolean
  /** Documents the next question is limited to; empty: all. */
  checked: ReadonlySet<string>
}

const emptyTally: Tally = {
  ready: 0,
  partly: 0,
  working: 0,
  locked: 0,
  failed: 0,
  cancelled: 0,
  pages: 0,
  coverage: { read: 0, recognised: 0, empty: 0, failed: 0 },
}

export const emptyLibrary: Library = { byId: new Map(), order: [], tally: emptyTally }

export const useDocuments = create<DocumentsState>()(() => ({ ...emptyLibrary, workspace: null, loaded: false, checked: new Set() }))

/** The group a status belongs to. */
export function groupOf(status: DocumentStatus): StatusGroup {
  if (status === 'ready') return 'ready'
  if (status === 'ready-partly') return 'partly'
  if (status === 'needs-password') return 'locked'
  if (status === 'failed') return 'failed'
  return status === 'cancelled' ? 'cancelled' : 'working'
}

/** A library in which these documents are new or changed; costs one copy of the index, whatever their number. */
export function withDocuments(library: Library, changed: readonly Document[]): Library {
  const byId = new Map(library.byId)
  const added: string[] = []
  const tally = copyTally(library.tally)
  for (const document of changed) {
    const before = byId.get(document.id)
    if (before) count(tally, before, -1)
    else added.push(document.id)
    byId.set(document.id, document)
    count(tally, document, 1)
  }
  return { byId, order: added.length ? withAdded(library.order, added, byId) : library.order, tally }
}

/** The order with new documents at its end; what lies in a container comes right after it. */
function withAdded(order: readonly string[], added: readonly string[], byId: ReadonlyMap<string, Document>): string[] {
  const all = [...order, ...added]
  if (!added.some((id) => byId.get(id)?.parent)) return all
  const containerOf = (id: string) => {
    const parent = byId.get(id)?.parent
    return parent !== undefined && byId.has(parent) ? parent : null
  }
  const inside = Map.groupBy(all, containerOf)
  const ordered: string[] = []
  const waiting = (inside.get(null) ?? []).toReversed()
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    ordered.push(id)
    waiting.push(...(inside.get(id) ?? []).toReversed())
  }
  return ordered
}

/** How many containers a document lies in. */
export function depthOf({ byId }: Pick<Library, 'byId'>, id: string): number {
  let depth = 0
  for (let at = byId.get(id)?.parent; at !== undefined && depth < 8; at = byId.get(at)?.parent) depth++
  return depth
}

/** A library without these documents. */
export function withoutDocuments(library: Library, removed: readonly string[]): Library {
  const gone = new Set(removed.filter((id) => library.byId.has(id)))
  if (gone.size === 0) return library
  const byId = new Map(library.byId)
  const tally = copyTally(library.tally)
  for (const id of gone) {
    const document = byId.get(id)
    if (document) count(tally, document, -1)
    byId.delete(id)
  }
  return { byId, order: library.order.filter((id) => !gone.has(id)), tally }
}

/** Ids whose name holds every word of the filter, whose status is in the group and which the scope takes in; in order. */
export function filterDocuments(
  { byId, order }: Pick<Library, 'byId' | 'order'>,
  filter: string,
  group: StatusGroup | 'all',
  scope: Scope = {},
): readonly string[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean)
  // While thousands come in, looking at each of them again at every change is what the window would be busy with.
  const limited = Boolean(scope.tags ?? scope.kinds ?? scope.added ?? scope.published)
  if (words.length === 0 && group === 'all' && !limited) return order
  return order.filter((id) => {
    const document = byId.get(id)
    if (!document || (group !== 'all' && groupOf(document.status) !== group)) return false
    if (limited && !takesIn(scope, document, byId)) return false
    const name = document.name.toLowerCase()
    return words.every((word) => name.includes(word))
  })
}

/** Which documents by their use are listed, and whether the most used come first. */
export interface UseFilter {
  only: Warmth | 'all'
  first: boolean
}

/** Ids by how much the documents are used; cited counts more than found. */
export function byUse(
  ids: readonly string[],
  byId: ReadonlyMap<string, Document>,
  { only, first }: UseFilter,
  nowMs: number,
): readonly string[] {
  if (only === 'all' && !first) return ids
  const worth = (id: string) => {
    const use = byId.get(id)?.use
    return use ? 5 * use.cited + use.found : -1
  }
  const fitting = ids.filter((id) => {
    const document = byId.get(id)
    return document && (only === 'all' || warmthOf(document, nowMs) === only)
  })
  return first ? fitting.sort((a, b) => worth(b) - worth(a)) : fitting
}

/** File name and the folder it was in, from a name with slashes. */
export function splitName(name: string): { base: string; folder: string } {
  const slash = name.lastIndexOf('/')
  return { base: name.slice(slash + 1), folder: slash < 0 ? '' : name.slice(0, slash) }
}

function copyTally(tally: Tally): Tally {
  return { ...tally, coverage: { ...tally.coverage } }
}

function count(tally: Tally, document: Document, sign: 1 | -1): void {
  tally[groupOf(document.status)] += sign
  tally.pages += sign * document.pages
  tally.coverage.read += sign * document.coverage.read
  tally.coverage.recognised += sign * document.coverage.recognised
  tally.coverage.empty += sign * document.coverage.empty
  tally.coverage.failed += sign * document.coverage.failed
}
