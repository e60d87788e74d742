import { create } from 'zustand'
import type { Document, DocumentKind, Scope } from '../../contract'

/** What the library shows, a search finds and the next question is asked of; empty fields limit nothing. */
export interface ScopeState {
  tags: readonly string[]
  kinds: readonly DocumentKind[]
  addedFrom: string
  addedTo: string
  publishedFrom: string
  publishedTo: string
  /** Whole numbers as they are typed. */
  pagesFrom: string
  pagesTo: string
}

export const emptyScope: ScopeState = {
  tags: [],
  kinds: [],
  addedFrom: '',
  addedTo: '',
  publishedFrom: '',
  publishedTo: '',
  pagesFrom: '',
  pagesTo: '',
}

export const useScope = create<ScopeState>()(() => emptyScope)

/** A scope as the contract takes it. A range the wrong way round is taken the other way. */
export function scopeOf(state: ScopeState): Scope {
  const [added, published] = [daysOf(state.addedFrom, state.addedTo), daysOf(state.publishedFrom, state.publishedTo)]
  const [from, to] = [Number.parseInt(state.pagesFrom, 10), Number.parseInt(state.pagesTo, 10)]
  const pages = inOrder(from > 0 ? from : undefined, to > 0 ? to : undefined)
  return {
    ...(state.tags.length > 0 ? { tags: [...state.tags] } : {}),
    ...(state.kinds.length > 0 ? { kinds: [...state.kinds] } : {}),
    ...(added ? { added } : {}),
    ...(published ? { published } : {}),
    ...(pages ? { pages } : {}),
  }
}

/** How many kinds of limits are set. */
export function limitsOf(state: ScopeState): number {
  return Object.keys(scopeOf(state)).length
}

function daysOf(from: string, to: string): { from?: string; to?: string } | null {
  return inOrder(from || undefined, to || undefined)
}

function inOrder<Value extends string | number>(from?: Value, to?: Value): { from?: Value; to?: Value } | null {
  if (from === undefined) return to === undefined ? null : { to }
  if (to === undefined) return { from }
  return from > to ? { from: to, to: from } : { from, to }
}

/** Whether a scope takes a document in; its pages are no matter of the document. A tag on a container counts for what lies in it. */
export function takesIn(scope: Scope, document: Document, byId: ReadonlyMap<string, Document>): boolean {
  const { tags, kinds, added, published } = scope
  if (kinds && !(document.kind && kinds.includes(document.kind))) return false
  if (added && !isWithin(localDay(document.addedAt), added)) return false
  if (published && !(document.published && isWithin(document.published.slice(0, 10), published))) return false
  return !tags || hasOneOf(new Set(tags.map((tag) => tag.toLowerCase())), document, byId)
}

function hasOneOf(tags: ReadonlySet<string>, document: Document, byId: ReadonlyMap<string, Document>): boolean {
  let at: Document | undefined = document
  for (let depth = 0; at && depth < 16; depth++) {
    if (at.tags?.some((tag) => tags.has(tag.toLowerCase()))) return true
    at = at.parent === undefined ? undefined : byId.get(at.parent)
  }
  return false
}

function isWithin(day: string, { from, to }: { from?: string | undefined; to?: string | undefined }): boolean {
  return (!from || day >= from) && (!to || day <= to)
}

/** The day of a moment here, as YYYY-MM-DD. */
function localDay(at: string): string {
  const moment = new Date(at)
  const two = (number: number) => String(number).padStart(2, '0')
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`
}

/** The tags and kinds there are, each with how many documents have it. */
export function choicesIn(byId: ReadonlyMap<string, Document>): {
  tags: [string, number][]
  kinds: [DocumentKind, number][]
  dated: boolean
} {
  const tags = new Map<string, number>()
  const kinds = new Map<DocumentKind, number>()
  let dated = false
  for (const document of byId.values()) {
    for (const tag of document.tags ?? []) tags.set(tag, (tags.get(tag) ?? 0) + 1)
    if (document.kind) kinds.set(document.kind, (kinds.get(document.kind) ?? 0) + 1)
    dated ||= document.published !== undefined
  }
  return {
    tags: [...tags].sort(([a], [b]) => a.localeCompare(b)),
    kinds: [...kinds].sort(([, a], [, b]) => b - a),
    dated,
  }
}
