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

/** A point of a document that stays the same whatever its pages measure, and where in the view it lies. */
export interface Place {
  /** The opening it belongs to. */
  opening: number
  /** The page in view then, from 1. */
  page: number
  index: number
  /** How far down the page of that index, as a share of its height. */
  share: number
  /** How far below the top of the view, as a share of its height. */
  below: number
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
  /** Where the reader was when the pages were last in view; they may be taken down and set up again. */
  place: Place | null
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
  place: null,
  goTo: null,
}))

export const zoomSteps: readonly number[] = [0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4]

/** The next zoom step up or down from a scale. */
export function nextZoom(scale: number, direction: 1 | -1): number {
  const steps = direction > 0 ? zoomSteps : zoomSteps.toReversed()
  return steps.find((step) => (direction > 0 ? step > scale + 0.01 : step < scale - 0.01)) ?? (steps.at(-1) as number)
}
