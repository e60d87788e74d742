import type { Days, Pages, Scope } from '../contract/scope'
import type { ScopeRow } from './catalog/documentRows'
import { kindOf } from './catalog/kindOf'
import { findDocument } from './documents'
import { tagKey } from './documents/tags'
import type { OpenWorkspace } from './workspaces/openWorkspaces'

/** A scope as the index understands it: documents by id, to be searched or to be left out, whichever are fewer. */
export interface FoundScope {
  documents?: string[]
  except?: string[]
  pages?: Pages
  /** Why there is nothing to search, or what was left out because it does not tell what was asked for. */
  note?: string
}

/** Which documents a scope means. Throws DOCUMENT_NOT_FOUND for a document that is named and not there. */
export function findScope(scope: Scope, workspace: OpenWorkspace): FoundScope {
  const pages = scope.pages?.from || scope.pages?.to ? { pages: scope.pages } : {}
  const named = scope.documents?.map((one) => findDocument(workspace, one).id)
  const filters = filtersOf(scope, () => workspace.documents.scopeRows())
  if (filters.length === 0) return { ...(named ? { documents: named } : {}), ...pages }
  const rows = workspace.documents.scopeRows()
  const wanted = named ? new Set(named) : null
  let left = wanted ? rows.filter(({ id }) => wanted.has(id)) : rows
  const notes: string[] = []
  for (const { fits, nothing, leftOut } of filters) {
    const note = leftOut?.(left)
    if (note) notes.push(note)
    left = left.filter(fits)
    if (left.length === 0) return { documents: [], note: [nothing, ...notes].join(' ') }
  }
  const note = notes.length > 0 ? { note: notes.join(' ') } : {}
  if (left.length <= rows.length / 2 || wanted) return { documents: left.map(({ id }) => id), ...pages, ...note }
  const kept = new Set(left.map(({ id }) => id))
  return { except: rows.flatMap(({ id }) => (kept.has(id) ? [] : [id])), ...pages, ...note }
}

interface Filter {
  fits: (row: ScopeRow) => boolean
  /** What is said where nothing is left after it. */
  nothing: string
  /** What has to be said of documents it cannot judge. */
  leftOut?: (rows: readonly ScopeRow[]) => string | null
}

function filtersOf({ kinds, tags, added, published }: Scope, rows: () => readonly ScopeRow[]): Filter[] {
  const filters: Filter[] = []
  if (kinds?.length) {
    const asked = new Set<string>(kinds)
    filters.push({
      fits: ({ media_type: type }) => type !== null && asked.has(kindOf(type)),
      nothing: `None of the documents is of the kind ${kinds.join(' or ')}.`,
    })
  }
  if (tags?.length) {
    const tagged = withTags(tags, rows())
    filters.push({ fits: ({ id }) => tagged.has(id), nothing: `No document has the tag ${tags.map((tag) => `“${tag}”`).join(' or ')}.` })
  }
  if (added?.from || added?.to)
    filters.push({ fits: ({ added_at: at }) => isWithin(localDay(at), added), nothing: `No document was added ${inWords(added)}.` })
  if (published?.from || published?.to)
    filters.push({
      fits: ({ published: day }) => day !== null && isWithin(day.slice(0, 10), published),
      nothing: `No document says that it was published ${inWords(published)}.`,
      leftOut: (left) => untold(left.filter(({ published: day }) => day === null).length),
    })
  return filters
}

function untold(count: number): string | null {
  if (count === 0) return null
  return count === 1
    ? 'One document that does not tell when it was published was left out.'
    : `${count} documents that do not tell when they were published were left out.`
}

/** Ids of the documents with one of the tags, and of what lies in them. */
function withTags(tags: readonly string[], rows: readonly ScopeRow[]): Set<string> {
  const keys = new Set(tags.map(tagKey))
  const own = (row: ScopeRow) => row.tags !== '[]' && (JSON.parse(row.tags) as string[]).some((tag) => keys.has(tagKey(tag)))
  const tagged = new Set(rows.filter(own).map(({ id }) => id))
  // A container may come after what lies in it, so this goes on until nothing is added; containers lie in each other a few deep.
  for (let before = -1; before !== tagged.size;) {
    before = tagged.size
    for (const { id, parent } of rows) if (parent !== null && tagged.has(parent)) tagged.add(id)
  }
  return tagged
}

function isWithin(day: string, { from, to }: Days): boolean {
  return (!from || day >= from) && (!to || day <= to)
}

function inWords({ from, to }: Days): string {
  if (from && to) return from === to ? `on ${from}` : `from ${from} to ${to}`
  return from ? `on or after ${from}` : `up to ${to}`
}

/** The day of a moment where this machine stands, as YYYY-MM-DD. */
function localDay(at: string): string {
  const moment = new Date(at)
  const two = (number: number) => String(number).padStart(2, '0')
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`
}
