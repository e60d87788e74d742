import type { Rectangle } from '../../layout'
import { type Pdfium, withMemory } from './library'

/** What of a page is seen: the crop box in the page's own coordinates (points, y upwards) and its quarter turns clockwise. */
export interface Frame {
  left: number
  bottom: number
  right: number
  top: number
  turns: number
  /** Whether what lies outside is left out. */
  clips: boolean
  /** Size as displayed, after rotation. */
  width: number
  height: number
}

/** A crop box smaller than this share of the sheet is a mistake of the program that wrote it: the text outside is the document's. */
const leastCrop = 0.02

export function frameOf(pdfium: Pdfium, page: number): Frame {
  return withMemory(pdfium, 16, (pointer) => {
    pdfium._FPDF_GetPageBoundingBox(page, pointer)
    const [left, top, right, bottom] = floats(pdfium, pointer)
    const hasSheet = pdfium._FPDFPage_GetMediaBox(page, pointer, pointer + 4, pointer + 8, pointer + 12) === 1
    const sheet = floats(pdfium, pointer)
    const sheetArea = hasSheet ? Math.abs((sheet[2] - sheet[0]) * (sheet[3] - sheet[1])) : 0
    return {
      left,
      bottom,
      right,
      top,
      turns: pdfium._FPDFPage_GetRotation(page) & 3,
      clips: (right - left) * (top - bottom) >= leastCrop * sheetArea,
      width: pdfium._FPDF_GetPageWidthF(page),
      height: pdfium._FPDF_GetPageHeightF(page),
    }
  })
}

function floats(pdfium: Pdfium, pointer: number): [number, number, number, number] {
  return Array.from(pdfium.HEAPF32.subarray(pointer >> 2, (pointer >> 2) + 4)) as [number, number, number, number]
}

/** A rectangle of the page's own coordinates as it is displayed: points from the top-left corner of the turned crop box. */
export function displayed(frame: Frame, left: number, bottom: number, right: number, top: number): Rectangle {
  const width = right - left
  const height = top - bottom
  if (frame.turns === 1) return { x: bottom - frame.bottom, y: left - frame.left, width: height, height: width }
  if (frame.turns === 2) return { x: frame.right - right, y: bottom - frame.bottom, width, height }
  if (frame.turns === 3) return { x: frame.top - top, y: frame.right - right, width: height, height: width }
  return { x: left - frame.left, y: frame.top - top, width, height }
}

/** Whether the middle of a displayed rectangle lies on the page. */
export function isOnPage(frame: Pick<Frame, 'clips' | 'width' | 'height'>, box: Rectangle): boolean {
  if (!frame.clips) return true
  const x = box.x + box.width / 2
  const y = box.y + box.height / 2
  return x >= 0 && y >= 0 && x <= frame.width && y <= frame.height
}

/** Whether any of a displayed rectangle lies on the page; printers' marks stand around it. */
export function touches(frame: Pick<Frame, 'width' | 'height'>, { x, y, width, height }: Rectangle): boolean {
  return x + width >= 0 && y + height >= 0 && x <= frame.width && y <= frame.height
}
