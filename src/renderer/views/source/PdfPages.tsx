import { useVirtualizer } from '@tanstack/react-virtual'
import type { PDFDocumentProxy } from 'pdfjs-dist'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useViewer, type OpenSource } from '../../stores/viewer'
import { Scroller } from '../../ui/Scroller'
import { useWidth } from '../../ui/useWidth'
import { PdfPage } from './PdfPage'

/** Width and height in points. */
export interface PageSize {
  width: number
  height: number
}

interface PdfPagesProps {
  pdf: PDFDocumentProxy
  /** Size of the page that is opened first, also assumed of pages not seen yet. */
  firstSize: PageSize
  source: OpenSource
}

/** Space around and between pages, in CSS pixels. */
const gap = 16
/** Where in the view the top of a mark is put, as a share of its height. */
const markAt = 0.28

/** All pages below one another; only those near the view are drawn. */
export function PdfPages({ pdf, firstSize, source }: PdfPagesProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const width = useWidth(scroller)
  const zoom = useViewer((state) => state.zoom)
  const [sizes, setSizes] = useState<ReadonlyMap<number, PageSize>>(new Map())
  const sizeOf = (page: number) => sizes.get(page) ?? firstSize
  const scaleOf = (page: number) => (zoom === 'width' ? Math.max(0.1, (width - 2 * gap) / sizeOf(page).width) : zoom)
  const heightOf = (page: number) => sizeOf(page).height * scaleOf(page) + gap
  // No React Compiler is used, which is all this rule is about.
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({
    count: pdf.numPages,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => heightOf(index + 1),
    overscan: 1,
    paddingStart: gap,
    enabled: width > 0,
  })
  const learnSize = useCallback((page: number, size: PageSize) => {
    setSizes((known) => {
      const before = known.get(page)
      return before?.width === size.width && before.height === size.height ? known : new Map(known).set(page, size)
    })
  }, [])
  useEffect(() => virtual.measure(), [virtual, sizes, zoom, width])
  usePlace({ source, ready: width > 0, virtual, scroller, scaleOf })
  useCurrentPage(virtual, scroller, scaleOf)
  return (
    <Scroller ref={scroller} className="relative bg-canvas">
      <div className="relative mx-auto" style={{ height: virtual.getTotalSize(), minWidth: 'min-content' }}>
        {virtual.getVirtualItems().map(({ key, index, start }) => {
          const page = index + 1
          return (
            <div key={key} className="absolute inset-x-0 flex justify-center" style={{ transform: `translateY(${start}px)` }}>
              <PdfPage
                pdf={pdf}
                page={page}
                size={sizeOf(page)}
                scale={scaleOf(page)}
                boxes={source.boxes.filter((box) => box.page === page)}
                quote={source.quote}
                onSize={learnSize}
              />
            </div>
          )
        })}
      </div>
    </Scroller>
  )
}

type Virtual = ReturnType<typeof useVirtualizer<HTMLDivElement, Element>>

interface PlaceInput {
  source: OpenSource
  ready: boolean
  virtual: Virtual
  scroller: React.RefObject<HTMLDivElement | null>
  scaleOf: (page: number) => number
}

/** Brings the passage into view when one is opened, and a page when one is asked for. */
function usePlace({ source, ready, virtual, scroller, scaleOf }: PlaceInput): void {
  const goTo = useViewer((state) => state.goTo)
  useEffect(() => {
    if (!ready || !scroller.current) return
    const top = Math.min(...source.boxes.filter(({ page }) => page === source.page).map(({ y }) => y))
    const [start = 0] = virtual.getOffsetForIndex(source.page - 1, 'start') ?? []
    const within = Number.isFinite(top) ? top * scaleOf(source.page) - scroller.current.clientHeight * markAt : -gap
    virtual.scrollToOffset(Math.max(0, start + within))
    // The passage is brought into view once per opening, not again whenever the width or the sizes change.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [source.opening, ready])
  useEffect(() => {
    if (goTo && ready) virtual.scrollToIndex(goTo.page - 1, { align: 'start' })
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [goTo, ready])
}

function useCurrentPage(virtual: Virtual, scroller: React.RefObject<HTMLDivElement | null>, scaleOf: (page: number) => number): void {
  const offset = virtual.scrollOffset ?? 0
  const middle = offset + (scroller.current?.clientHeight ?? 0) * 0.4
  const page = (virtual.getVirtualItems().find(({ end }) => end >= middle)?.index ?? -1) + 1
  const scale = page > 0 ? scaleOf(page) : 0
  useEffect(() => {
    if (page > 0) useViewer.setState({ page, scale })
  }, [page, scale])
}
