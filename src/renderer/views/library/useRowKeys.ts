import { useEffect, useState, type RefObject } from 'react'

/** The row a key leads to; null where the key is not for moving. */
export function stepOf(key: string, from: number, count: number): number | null {
  const steps: Record<string, number> = {
    ArrowDown: from + 1,
    ArrowUp: from - 1,
    PageDown: from + 10,
    PageUp: from - 10,
    Home: 0,
    End: count - 1,
  }
  const wanted = steps[key]
  return wanted === undefined ? null : Math.min(count - 1, Math.max(0, wanted))
}

/**
 * Lets the arrow keys move through a list of which only the rows in sight exist; Tab reaches just the current row. Returns its index.
 * Rows carry `data-index`, and what takes the focus in them `data-open`.
 */
export function useRowKeys(scroller: RefObject<HTMLElement | null>, count: number, scrollTo: (index: number) => void): number {
  const [active, setActive] = useState(0)
  const current = Math.max(0, Math.min(active, count - 1))
  useEffect(() => {
    const node = scroller.current
    if (!node) return
    const press = (event: KeyboardEvent) => {
      const wanted = event.target instanceof Element && event.target.closest('[data-index]') ? stepOf(event.key, current, count) : null
      if (wanted === null) return
      event.preventDefault()
      setActive(wanted)
      scrollTo(wanted)
      focusRow(node, wanted)
    }
    const focus = (event: FocusEvent) => {
      const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-index]') : null
      if (row) setActive(Number(row.dataset['index']))
    }
    node.addEventListener('keydown', press)
    node.addEventListener('focusin', focus)
    return () => {
      node.removeEventListener('keydown', press)
      node.removeEventListener('focusin', focus)
    }
  }, [scroller, current, count, scrollTo])
  return current
}

/** Puts the focus on a row's document once the row exists: one far away is made by scrolling to it, a frame or two later. */
function focusRow(list: HTMLElement, index: number): void {
  const focus = () => list.querySelector<HTMLElement>(`[data-index="${index}"] [data-open]`)?.focus({ preventScroll: true })
  requestAnimationFrame(() => requestAnimationFrame(focus))
}
