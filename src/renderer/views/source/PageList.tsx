import { useVirtualizer } from '@tanstack/react-virtual'
import { useCallback, useLayoutEffect, useRef, useState, type ReactNode } from 'react'
import type { Box } from '../../../contract'
import { useViewer, type OpenSource } from '../../stores/viewer'
import { Scroller } from '../../ui/Scroller'
import { useWidth } from '../../ui/useWidth'
import { usePagePosition } from './usePagePosition'

/** Width and height in points. */
export interface PageSize {
  width: number
  height: number
}

/** What a page of the list is drawn from. */
export interface ListedPage {
  page: number
  size: PageSize
  /** Pixels per point. */
  scale: number
  boxes: readonly Box[]
  quote: string
  /** Tells the size of a page once it is known. */
  onSize: (page: number, size: PageSize) => void
}

interface PageListProps {
  pages: number
  /** Size of the page that is opened first, also assumed of pages not seen yet. */
  firstSize: PageSize
  source: OpenSource
  draw: (page: ListedPage) => ReactNode
}

/** Space around and between pages, in CSS pixels. */
const gap = 16

/** All pages below one another; only those near the view are drawn. */
export function PageList({ pages, firstSize, source, draw }: PageListProps) {
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
    count: pages,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => heightOf(index + 1),
    overscan: 1,
    paddingStart: gap,
    enabled: width > 0,
  })
  const onSize = useCallback((page: number, size: PageSize) => {
    setSizes((known) => {
      const before = known.get(page)
      return before?.width === size.width && before.height === size.height ? known : new Map(known).set(page, size)
    })
  }, [])
  useLayoutEffect(() => virtual.measure(), [virtual, sizes, zoom, width])
  const total = virtual.getTotalSize()
  usePagePosition({ virtual, scroller, source, ready: width > 0, total, gap, scaleOf })
  return (
    <Scroller ref={scroller} className="relative bg-canvas">
      <div className="relative mx-auto" style={{ height: total, minWidth: 'min-content' }}>
        {virtual.getVirtualItems().map(({ key, index, start }) => {
          const page = index + 1
          const boxes = source.boxes.filter((box) => box.page === page)
          return (
            <div key={key} className="absolute inset-x-0 flex justify-center" style={{ transform: `translateY(${start}px)` }}>
              {draw({ page, size: sizeOf(page), scale: scaleOf(page), boxes, quote: source.quote, onSize })}
            </div>
          )
        })}
      </div>
    </Scroller>
  )
}
