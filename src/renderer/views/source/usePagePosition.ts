import type { Virtualizer } from '@tanstack/react-virtual'
import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react'
import { useViewer, type OpenSource } from '../../stores/viewer'

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

/** A place in the document that stays the same whatever the pages measure: the top of the view, in shares of a page's height. */
interface Anchor {
  index: number
  share: number
}

/**
 * Keeps the reader's place: brings the passage into view once for each opening, goes to a page when asked, holds the place
 * while pages change their size, and tells which page is in view.
 */
export function usePagePosition(input: PositionInput): void {
  const { virtual, scroller, source, ready, total, gap, scaleOf } = input
  const anchor = useRef<Anchor>({ index: 0, share: 0 })
  const goTo = useViewer((state) => state.goTo)
  // What was brought into view before this view was left, e.g. for the text; 0: nothing.
  const [resumed] = useState(() => useViewer.getState().placed)

  const restore = useCallback(() => {
    const item = virtual.measurementsCache[anchor.current.index]
    if (item && scroller.current) scroller.current.scrollTop = item.start + anchor.current.share * item.size
  }, [virtual, scroller])

  const moveTo = useCallback(
    (page: number, pixelsBelowTop: number) => {
      const item = virtual.measurementsCache[page - 1]
      anchor.current = { index: page - 1, share: item ? pixelsBelowTop / item.size : 0 }
      restore()
    },
    [virtual, restore],
  )

  useLayoutEffect(restore, [restore, total])
  useEffect(() => {
    if (!ready || !scroller.current) return
    if (resumed === source.opening) return moveTo(useViewer.getState().page, -gap)
    useViewer.setState({ placed: source.opening })
    const top = Math.min(...source.boxes.filter(({ page }) => page === source.page).map(({ y }) => y))
    moveTo(source.page, Number.isFinite(top) ? top * scaleOf(source.page) - scroller.current.clientHeight * markAt : -gap)
    // Once per opening, not again whenever the width or the sizes change; coming back from the text, the page stays.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [source.opening, ready])
  useEffect(() => {
    if (goTo && ready) moveTo(goTo.page, -gap)
  }, [goTo, ready, moveTo, gap])
  const remember = useCallback((next: Anchor) => {
    anchor.current = next
  }, [])
  useScrolled(input, remember)
}

/** Follows the reader's scrolling: where the view is, and the page in it. */
function useScrolled({ virtual, scroller, ready, total, scaleOf }: PositionInput, remember: (anchor: Anchor) => void): void {
  const latestScale = useRef(scaleOf)
  useEffect(() => {
    latestScale.current = scaleOf
  })
  useEffect(() => {
    const node = scroller.current
    if (!node || !ready) return
    const look = () => {
      const pages = virtual.measurementsCache
      const index = pageAt(pages, node.scrollTop)
      const item = pages[index]
      if (item) remember({ index, share: (node.scrollTop - item.start) / item.size })
      const page = pageAt(pages, node.scrollTop + node.clientHeight * readAt) + 1
      useViewer.setState({ page, scale: latestScale.current(page) })
    }
    look()
    node.addEventListener('scroll', look, { passive: true })
    return () => node.removeEventListener('scroll', look)
  }, [virtual, scroller, ready, total, remember])
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
