import { useEffect, useRef, type RefObject } from 'react'

/** What marks a passage in a text or on a picture. */
const markIn = (node: HTMLElement) => node.querySelector('mark, [data-mark]')

/** Holds a mark that is in view at its share of the view's height while the view changes its size. `size`: what else makes it move. */
export function useMarkHeld(scroller: RefObject<HTMLElement | null>, size: number): void {
  const below = useRef<number | null>(null)
  useEffect(() => {
    const node = scroller.current
    if (!node) return
    const distance = () => {
      const mark = markIn(node)
      return mark ? mark.getBoundingClientRect().top - node.getBoundingClientRect().top : null
    }
    const look = () => {
      const pixels = distance()
      const share = pixels === null ? null : pixels / Math.max(1, node.clientHeight)
      below.current = share !== null && share >= 0 && share < 1 ? share : null
    }
    const hold = () => {
      const pixels = distance()
      if (below.current !== null && pixels !== null) node.scrollBy({ top: pixels - below.current * node.clientHeight })
    }
    hold()
    const observer = new ResizeObserver(hold)
    observer.observe(node)
    node.addEventListener('scroll', look, { passive: true })
    return () => {
      observer.disconnect()
      node.removeEventListener('scroll', look)
    }
  }, [scroller, size])
}
