import type { Citation, DocumentPage, SearchHit } from '../../contract'
import { bytesOf } from '../base64'
import { client } from '../client'
import { useLayout } from '../stores/layout'
import { useViewer, type OpenSource } from '../stores/viewer'
import { useWorkspaces } from '../stores/workspaces'

/** Where the focus was when the source zone was opened, to go back to when it is closed. */
let opener: Element | null = null

/** Opens a document in the source zone, at a page and with marks where a passage is meant. */
export function openSource(source: Omit<OpenSource, 'opening'>): void {
  opener = document.activeElement
  useViewer.setState((state) => ({
    source: { ...source, opening: (state.source?.opening ?? 0) + 1 },
    page: source.page,
    mode: state.source?.document === source.document ? state.mode : 'page',
    pages: state.source?.document === source.document ? state.pages : 0,
    goTo: null,
  }))
  useLayout.setState({ zone: 'source' })
}

export function openDocument(document: string, name: string, page = 1): void {
  openSource({ document, name, page, boxes: [], spans: [], quote: '' })
}

export function openCitation({ document, name, page, boxes, spans, quote }: Citation): void {
  openSource({ document, name, page, boxes, spans, quote })
}

export function openHit({ document, name, page, boxes, spans, text }: SearchHit): void {
  openSource({ document, name, page, boxes, spans, quote: text })
}

export function closeSource(): void {
  useViewer.setState({ source: null, goTo: null })
  useLayout.setState(({ zone }) => ({ zone: zone === 'source' ? 'conversation' : zone }))
  if (opener instanceof HTMLElement) setTimeout((to: HTMLElement) => to.focus(), 0, opener)
}

/** Brings a page into view. */
export function goToPage(page: number): void {
  useViewer.setState((state) => ({
    page: Math.min(Math.max(1, page), Math.max(1, state.pages)),
    goTo: { page: Math.min(Math.max(1, page), Math.max(1, state.pages)), request: (state.goTo?.request ?? 0) + 1 },
  }))
}

/** Most characters of a page that are shown at once; a log or a table may have millions. */
const pageLimit = 60_000

/** Text, blocks and size of one page, cut around a character where it is very long, and how many pages there are. */
export function readPage(
  document: string,
  page: number,
  around: number,
  signal: AbortSignal,
): Promise<{ page: DocumentPage; pages: number; cut?: { start: number; length: number } | undefined }> {
  const workspace = useWorkspaces.getState().current ?? ''
  return client().documents.page({ workspace, document, page, around, limit: pageLimit }, { signal })
}

/** How a page looks that browsers cannot draw, as an image of at most this many pixels across and down. */
export async function readPicture(document: string, page: number, most: number, signal: AbortSignal): Promise<Blob> {
  const workspace = useWorkspaces.getState().current ?? ''
  const { jpeg } = await client().documents.picture({ workspace, document, page, most }, { signal })
  return new Blob([bytesOf(jpeg)], { type: 'image/jpeg' })
}

export interface PageState {
  page: number
  state: 'read' | 'recognised' | 'empty' | 'failed'
  confidence?: number | undefined
  message?: string | undefined
}

/** What became of each page. */
export async function readPageStates(document: string, signal: AbortSignal): Promise<PageState[]> {
  const workspace = useWorkspaces.getState().current ?? ''
  return (await client().documents.pageStates({ workspace, document }, { signal })).pages
}
