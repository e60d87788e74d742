import type { Virtualizer } from '@tanstack/react-virtual'
import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react'
import { type OpenSource, type Place, useViewer } from '../../stores/viewer'

/** Where in the view the top of a mark is put, as a share of its height. */
const markAt = 0.28
/** Where in the view the line lies whose page counts as the one in view. */
const readAt = 0.4

export interface PositionInput {
  virtual: Virtualizer<HTMLDivElement, Element>
  scroller: RefObject<HTMLDivElement | null>
  source: OpenSource
  /** False until the view has a width. */
  ready: boolean
  /** Height of all pages in pixels; it changes with zoom, width, and as page sizes become known. */
  total: number
  /** Space above a page, in pixels. */
  gap: number
  scaleOf: (page: number) => number
}

type Anchor = Pick<Place, 'index' | 'share' | 'below'>

/**
 * Keeps the reader's place: brings the passage into view once for each opening, goes to a page when asked, and holds the place while
 * pages and view change their size: the passage where it is in view, else what is at the top.
 */
export function usePagePosition(input: PositionInput): void {
  const { virtual, scroller, source, ready, total, gap, scaleOf } = input
  const anchor = useRef<Anchor>({ index: 0, share: 0, below: 0 })
  const goTo = useViewer((state) => state.goTo)
  // Where the reader was before this view was left, e.g. for the text or because the window became narrow.
  const [resumed] = useState(() => useViewer.getState().place)

  const restore = useCallback(() => {
    const { index, share, below } = anchor.current
    const item = virtual.measurementsCache[index]
    const node = scroller.current
    if (item && node) node.scrollTop = item.start + share * item.size - below * node.clientHeight
  }, [virtual, scroller])

  const hold = useCallback(
    (next: Anchor) => {
      anchor.current = next
      restore()
    },
    [restore],
  )
  const toPage = useCallback(
    (page: number) => {
      const size = virtual.measurementsCache[page - 1]?.size ?? 1
      hold({ index: page - 1, share: -gap / size, below: 0 })
    },
    [virtual, hold, gap],
  )

  useLayoutEffect(restore, [restore, total])
  useEffect(() => {
    if (!ready || !scroller.current) return
    const { page } = useViewer.getState()
    if (resumed?.opening === source.opening) return resumed.page === page ? hold(resumed) : toPage(page)
    const top = topOfMark(source)
    const size = virtual.measurementsCache[source.page - 1]?.size ?? 1
    if (top === null) toPage(source.page)
    else hold({ index: source.page - 1, share: (top * scaleOf(source.page)) / size, below: markAt })
    // Once per opening, not again whenever the width or the sizes change; coming back to the view, the place stays.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [source.opening, ready])
  useEffect(() => {
    if (goTo && ready) toPage(goTo.page)
  }, [goTo, ready, toPage])
  useEffect(() => {
    const node = scroller.current
    if (!node || !ready) return
    const observer = new ResizeObserver(restore)
    observer.observe(node)
    return () => observer.disconnect()
  }, [scroller, ready, restore])
  const remember = useCallback((next: Anchor) => {
    anchor.current = next
  }, [])
  useScrolled(input, remember)
}

/** Where on its page the passage begins, in points; null where none is marked. */
function topOfMark({ boxes, page }: OpenSource): number | null {
  const top = Math.min(...boxes.filter((box) => box.page === page).map(({ y }) => y))
  return Number.isFinite(top) ? top : null
}

/** Follows the reader's scrolling: where the view is, and the page in it. */
function useScrolled(input: PositionInput, remember: (anchor: Anchor) => void): void {
  const { virtual, scroller, ready, total } = input
  const latest = useRef(input)
  useEffect(() => {
    latest.current = input
  })
  useEffect(() => {
    const node = scroller.current
    if (!node || !ready) return
    const look = () => {
      const { source, scaleOf } = latest.current
      const pages = virtual.measurementsCache
      const anchor = anchorOf(node, pages, latest.current)
      const page = pageAt(pages, node.scrollTop + node.clientHeight * readAt) + 1
      if (anchor) remember(anchor)
      useViewer.setState({ page, scale: scaleOf(page), ...(anchor ? { place: { opening: source.opening, page, ...anchor } } : {}) })
    }
    look()
    node.addEventListener('scroll', look, { passive: true })
    return () => node.removeEventListener('scroll', look)
  }, [virtual, scroller, ready, total, remember])
}

/** What to hold on to: the passage while it is in view, else the point at the top. */
function anchorOf(node: HTMLElement, pages: readonly { start: number; size: number }[], { source, scaleOf }: PositionInput): Anchor | null {
  const top = topOfMark(source)
  const marked = pages[source.page - 1]
  if (top !== null && marked) {
    const y = top * scaleOf(source.page)
    const below = (marked.start + y - node.scrollTop) / node.clientHeight
    if (below >= 0 && below < 1) return { index: source.page - 1, share: y / marked.size, below }
  }
  const index = pageAt(pages, node.scrollTop)
  const item = pages[index]
  return item ? { index, share: (node.scrollTop - item.start) / item.size, below: 0 } : null
}

/** Index of the last page that begins at or above an offset. */
function pageAt(pages: readonly { start: number }[], offset: number): number {
  let low = 0
  let high = pages.length - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((pages[middle] as { start: number }).start <= offset) low = middle
    else high = middle - 1
  }
  return low
}
