import type { Rectangle } from '../../layout'
import { annotationKinds, eachAnnotation, seenBox } from './annotations'
import { boundsOf } from './bounds'
import { type Frame, touches } from './frame'
import { type Pdfium, withMemory } from './library'
import { identity, type Matrix, readMatrix, times } from './matrix'
import { addRulings } from './rulings'
import { unveiled, type Veil, veilOf } from './veils'

const kinds = { text: 1, path: 2, image: 3, shading: 4, form: 5 } as const
/** Annotations that show nothing of their own: links (2) and pop-ups (16). */
const invisibleAnnotations = new Set([2, 16])
/** Strokes and boxes have no more segments than this; letters drawn as outlines have more. */
const plainSegments = 8
/** Hundreds of small shapes: a drawing, or letters cut into strokes. */
const manyShapes = 500
const deepest = 4
const mostLooked = 20_000
const mostKept = 2_000

/** What is painted, in its place in the order of painting. */
export interface Mark extends Rectangle {
  order: number
}

/** A rectangle filled with one opaque colour, 0xRRGGBB. */
export interface Fill extends Mark {
  colour: number
}

/** What is drawn on a page beside its letters, form objects looked into four deep. */
export interface Painted {
  /** There are objects, though they may stand beside the page. */
  some: boolean
  /** Anything at all is drawn on the page. */
  any: boolean
  /** Something is drawn that text may be hidden in: an image, a shape. */
  opaque: boolean
  /** There is text, whether or not it could be read. */
  text: boolean
  /** Text objects by their handle: their place in the order of painting. */
  orders: ReadonlyMap<number, number>
  /** Text objects that are seen through something, by their handle. */
  veils: ReadonlyMap<number, Veil>
  images: readonly Mark[]
  fills: readonly Fill[]
  /** What colours the page in ways that are not known here: shapes, shadings. */
  shapes: readonly Mark[]
  /** Boxes, stamps and remarks that were put on the page after it was made: they lie over everything. */
  stamps: readonly Rectangle[]
  /** Lines across and down the page, as thin rectangles. */
  rulings: readonly Rectangle[]
}

/** Looks at what is drawn on a page; at most 20,000 objects are looked at. */
export function lookAtPaint(pdfium: Pdfium, page: number, frame: Frame): Painted {
  return withMemory(pdfium, 32, (memory) => {
    const look = new PaintReader(pdfium, frame, memory)
    look.objects(pdfium._FPDFPage_CountObjects(page), (index) => pdfium._FPDFPage_GetObject(page, index), {
      matrix: identity,
      veil: unveiled,
      depth: 0,
    })
    const found = { ...look.found, stamps: stampsOn(pdfium, page, frame) }
    if (look.shapes >= manyShapes || look.looked >= mostLooked) found.opaque = true
    return found
  })
}

/** Free text, squares, circles, polygons, stamps, blackened text, as PDFium numbers them: what covers where it is drawn. */
const covering: ReadonlySet<number> = new Set([annotationKinds.freeText, 5, 6, 7, 13, 28])

function stampsOn(pdfium: Pdfium, page: number, frame: Frame): Rectangle[] {
  if (pdfium._FPDFPage_GetAnnotCount(page) <= 0) return []
  return withMemory(pdfium, 16, (memory) => {
    const stamps: Rectangle[] = []
    eachAnnotation(pdfium, page, (annotation, kind) => {
      const box = covering.has(kind) && seenBox(pdfium, annotation, frame, memory)
      if (box) stamps.push(box)
    })
    return stamps
  })
}

/** What objects are part of. */
interface Within {
  matrix: Matrix
  veil: Veil
  depth: number
}

class PaintReader {
  readonly found = {
    some: false,
    any: false,
    opaque: false,
    text: false,
    orders: new Map<number, number>(),
    veils: new Map<number, Veil>(),
    images: [] as Mark[],
    fills: [] as Fill[],
    shapes: [] as Mark[],
    rulings: [] as Rectangle[],
  }
  looked = 0
  shapes = 0
  private readonly pdfium: Pdfium
  private readonly frame: Frame
  private readonly memory: number

  constructor(pdfium: Pdfium, frame: Frame, memory: number) {
    this.pdfium = pdfium
    this.frame = frame
    this.memory = memory
  }

  objects(count: number, get: (index: number) => number, { matrix, veil, depth }: Within): void {
    const { pdfium, found, frame, memory } = this
    const veiling = { frame, matrix, memory, clips: new Map<number, Rectangle | null>() }
    for (let i = 0; i < count && this.looked < mostLooked; i++) {
      this.looked += 1
      const object = get(i)
      const kind = pdfium._FPDFPageObj_GetType(object)
      if (kind === kinds.form && depth < deepest) {
        const own = veilOf(pdfium, object, veil, veiling)
        const inner = { matrix: times(readMatrix(pdfium, object, memory), matrix), veil: own, depth: depth + 1 }
        this.objects(pdfium._FPDFFormObj_CountObjects(object), (at) => pdfium._FPDFFormObj_GetObject(object, at), inner)
        continue
      }
      found.some = true
      if (kind === kinds.text) {
        found.any = found.text = true
        found.orders.set(object, this.looked)
        const own = veilOf(pdfium, object, veil, veiling)
        if (own !== unveiled) found.veils.set(object, own)
      } else if (kind === kinds.path) this.path(object, matrix)
      else this.picture(object, kind, matrix)
    }
  }

  private picture(object: number, kind: number, matrix: Matrix): void {
    const box = boundsOf(this.pdfium, object, this.frame, this.memory, matrix)
    if (box && !touches(this.frame, box)) return
    this.found.any = this.found.opaque = true
    const kept = kind === kinds.image ? this.found.images : this.found.shapes
    if (box && kept.length < mostKept) kept.push({ ...box, order: this.looked })
  }

  private path(object: number, matrix: Matrix): void {
    const { pdfium, found, memory } = this
    this.shapes += 1
    const box = boundsOf(this.pdfium, object, this.frame, this.memory, matrix)
    if (!box || !touches(this.frame, box)) return
    const segments = pdfium._FPDFPath_CountSegments(object)
    found.any = true
    if (segments > plainSegments) found.opaque = true
    pdfium._FPDFPath_GetDrawMode(object, memory, memory + 4)
    const isFilled = pdfium.HEAPU32[memory >> 2] !== 0
    const isStroked = pdfium.HEAPU32[(memory >> 2) + 1] !== 0
    if (found.rulings.length < mostKept)
      addRulings(found.rulings, { pdfium, frame: this.frame, matrix, object, segments, box, isFilled, isStroked })
    if (!isFilled) return
    const colour = segments <= 6 ? this.fillOf(object) : null
    if (colour !== null && found.fills.length < mostKept) found.fills.push({ ...box, order: this.looked, colour })
    else if (found.shapes.length < mostKept) found.shapes.push({ ...box, order: this.looked })
  }

  /** The colour of what is filled opaquely, else null. */
  private fillOf(object: number): number | null {
    const { pdfium, memory } = this
    if (pdfium._FPDFPageObj_HasTransparency(object) === 1) return null
    if (pdfium._FPDFPageObj_GetFillColor(object, memory, memory + 4, memory + 8, memory + 12) !== 1) return null
    const [red, green, blue, alpha] = pdfium.HEAPU32.subarray(memory >> 2, (memory >> 2) + 4) as unknown as number[]
    return alpha === 255 ? (red! << 16) | (green! << 8) | blue! : null
  }
}

/** Whether a page has an annotation that shows something: a stamp, a form field, a comment. */
export function hasAnnotation(pdfium: Pdfium, page: number): boolean {
  const count = Math.min(pdfium._FPDFPage_GetAnnotCount(page), manyShapes)
  for (let i = 0; i < count; i++) {
    const annotation = pdfium._FPDFPage_GetAnnot(page, i)
    if (annotation === 0) continue
    const kind = pdfium._FPDFAnnot_GetSubtype(annotation)
    pdfium._FPDFPage_CloseAnnot(annotation)
    if (!invisibleAnnotations.has(kind)) return true
  }
  return false
}
