import type { Rectangle } from '../../layout'
import { displayed, type Frame } from './frame'
import type { Pdfium } from './library'
import { type Matrix, transformed } from './matrix'

/*
 * What lies over an object without being painted: a window cut for it, a mask, transparency. Text may be hidden behind any of them;
 * whether it is, a picture of the page tells.
 */

export interface Veil {
  /** It is transparent, blended or masked, by itself or with what it is part of. */
  transparent: boolean
  /** The window it is seen through as the page is displayed; null where that is the whole page. */
  clip: Rectangle | null
}

export const unveiled: Veil = { transparent: false, clip: null }

/** Windows of more pieces are shapes: what lies around them says nothing. */
const mostPaths = 4
const mostSegments = 24
/** Nothing is cut off by a window that is larger than this, in points. */
const margin = 1

/** How an object is veiled that is part of something veiled. `memory` takes two floats. */
export function veilOf(pdfium: Pdfium, object: number, within: Veil, context: VeilContext): Veil {
  const transparent = within.transparent || pdfium._FPDFPageObj_HasTransparency(object) === 1
  const clip = narrower(within.clip, clipOf(pdfium, object, context))
  if (transparent === within.transparent && clip === within.clip) return within
  return { transparent, clip }
}

interface VeilContext {
  frame: Frame
  matrix: Matrix
  memory: number
  /** Windows found with this matrix, by the address of their data. */
  clips: Map<number, Rectangle | null>
}

/**
 * The window of an object. All objects drawn under one clip share its data, to which a clip path is a pointer (CPDF_ClipPath): most
 * pages have one for all their text, and asking for its points at every object took a tenth of the time of reading.
 */
function clipOf(pdfium: Pdfium, object: number, context: VeilContext): Rectangle | null {
  const clip = pdfium._FPDFPageObj_GetClipPath(object)
  const data = clip === 0 ? 0 : pdfium.HEAPU32[clip >> 2]!
  if (data === 0) return null
  let window = context.clips.get(data)
  if (window === undefined) context.clips.set(data, (window = windowOf(pdfium, clip, context)))
  return window
}

function windowOf(pdfium: Pdfium, clip: number, { frame, matrix, memory }: VeilContext): Rectangle | null {
  const paths = pdfium._FPDFClipPath_CountPaths(clip)
  if (paths <= 0 || paths > mostPaths) return null
  let window: Rectangle | null = null
  for (let path = 0; path < paths; path++) {
    const segments = pdfium._FPDFClipPath_CountPathSegments(clip, path)
    if (segments <= 0 || segments > mostSegments) continue
    let [left, bottom, right, top] = [Infinity, Infinity, -Infinity, -Infinity]
    for (let i = 0; i < segments; i++) {
      const segment = pdfium._FPDFClipPath_GetPathSegment(clip, path, i)
      if (segment === 0 || pdfium._FPDFPathSegment_GetPoint(segment, memory, memory + 4) !== 1) return null
      const [x, y] = [pdfium.HEAPF32[memory >> 2]!, pdfium.HEAPF32[(memory >> 2) + 1]!]
      left = Math.min(left, x)
      right = Math.max(right, x)
      bottom = Math.min(bottom, y)
      top = Math.max(top, y)
    }
    window = narrower(window, displayed(frame, ...transformed(matrix, left, bottom, right, top)))
  }
  const isWhole =
    window &&
    window.x <= margin &&
    window.y <= margin &&
    window.x + window.width >= frame.width - margin &&
    window.y + window.height >= frame.height - margin
  return isWhole ? null : window
}

/** What is left of two windows one behind the other; of no size where nothing is. */
function narrower(a: Rectangle | null, b: Rectangle | null): Rectangle | null {
  if (!a || !b) return a ?? b
  const [x, y] = [Math.max(a.x, b.x), Math.max(a.y, b.y)]
  const width = Math.max(0, Math.min(a.x + a.width, b.x + b.width) - x)
  return { x, y, width, height: Math.max(0, Math.min(a.y + a.height, b.y + b.height) - y) }
}
