import { create } from 'zustand'
import type { Box, Span } from '../../contract'

/** What the source zone shows. */
export interface OpenSource {
  document: string
  name: string
  page: number
  boxes: readonly Box[]
  spans: readonly Span[]
  /** The text the marks stand for; empty when a document was opened without a passage. */
  quote: string
  /** Counts openings, so that opening the same passage again scrolls to it again. */
  opening: number
}

interface ViewerState {
  source: OpenSource | null
  /** The page in view, from 1. */
  page: number
  pages: number
  mode: 'page' | 'text'
  /** 'width' fits the page to the zone; a number is pixels per point. */
  zoom: 'width' | number
  /** Pixels per point of the page in view. */
  scale: number
  /** The opening whose passage has been brought into view. */
  placed: number
  /** Set to make the page view scroll to a page; the counter makes each request new. */
  goTo: { page: number; request: number } | null
}

export const useViewer = create<ViewerState>()(() => ({
  source: null,
  page: 1,
  pages: 0,
  mode: 'page',
  zoom: 'width',
  scale: 1,
  placed: 0,
  goTo: null,
}))

export const zoomSteps: readonly number[] = [0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4]

/** The next zoom step up or down from a scale. */
export function nextZoom(scale: number, direction: 1 | -1): number {
  const steps = direction > 0 ? zoomSteps : zoomSteps.toReversed()
  return steps.find((step) => (direction > 0 ? step > scale + 0.01 : step < scale - 0.01)) ?? (steps.at(-1) as number)
}
