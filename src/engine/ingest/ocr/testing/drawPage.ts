import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Raster } from '../../../format'
import type { Word } from '../../../page'

/** Typefaces that come with pdf.js, so that pages look the same on every machine. */
const files = {
  sans: 'LiberationSans-Regular.ttf',
  bold: 'LiberationSans-Bold.ttf',
  serif: 'FoxitSerif.pfb',
  mono: 'FoxitFixed.pfb',
}
export type Face = keyof typeof files

export interface PageDesign {
  paragraphs: readonly string[]
  face?: Face
  /** Points. */
  size?: number
  dpi?: number
  columns?: 1 | 2
  /** CSS colours. */
  ink?: string
  paper?: string
  /** Points of the page. */
  width?: number
  height?: number
  /** Draws over the page when the text is there; coordinates are points. */
  after?: (context: DrawingContext) => void
}

/** What the drawing needs of a canvas. */
export type DrawingContext = Pick<
  import('@napi-rs/canvas').SKRSContext2D,
  'fillRect' | 'strokeRect' | 'fillText' | 'beginPath' | 'moveTo' | 'lineTo' | 'arc' | 'fill' | 'stroke' | 'createLinearGradient'
> & { fillStyle: unknown; strokeStyle: unknown; lineWidth: number; font: string }

export interface DrawnPage {
  raster: Raster
  /** Lines as they stand, in reading order, paragraphs parted by an empty line. */
  text: string
  /** Where the words stand, in points of the page; characters count in `text`. */
  words: Word[]
}

const margin = 57
const gutter = 24

/** Sets paragraphs on a page and gives its pixels and what stands where. */
export async function drawPage(design: PageDesign): Promise<DrawnPage> {
  const { createCanvas, GlobalFonts } = await import('@napi-rs/canvas')
  const { paragraphs, face = 'serif', size = 11, dpi = 200, columns = 1, ink = '#000', paper = '#fff', width = 595, height = 842 } = design
  const folder = join(dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json')), 'standard_fonts')
  for (const [name, file] of Object.entries(files)) GlobalFonts.registerFromPath(join(folder, file), `carrel-${name}`)
  const scale = dpi / 72
  const canvas = createCanvas(Math.round(width * scale), Math.round(height * scale))
  const context = canvas.getContext('2d')
  context.fillStyle = paper
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.scale(scale, scale)
  context.fillStyle = ink
  context.font = `${size}px carrel-${face}`
  const column = (width - 2 * margin - (columns - 1) * gutter) / columns
  const lines = paragraphs.flatMap((paragraph) => [...wrap(paragraph, column, (text) => context.measureText(text).width), ''])
  const perColumn = Math.ceil(lines.length / columns)
  let text = ''
  const words: Word[] = []
  for (const [index, line] of lines.entries()) {
    const x = margin + Math.floor(index / perColumn) * (column + gutter)
    const y = margin + (index % perColumn) * size * 1.35
    let at = x
    for (const word of line.split(' ').filter(Boolean)) {
      const wide = context.measureText(word).width
      context.fillText(word, at, y + size)
      words.push({ start: text.length, end: text.length + word.length, x: at, y: y + size * 0.2, width: wide, height: size })
      text += `${word} `
      at += context.measureText(`${word} `).width
    }
    text = `${text.trimEnd()}\n`
  }
  design.after?.(context)
  return { raster: greyOf(context.getImageData(0, 0, canvas.width, canvas.height), dpi), text: text.trim(), words }
}

function wrap(paragraph: string, width: number, measure: (text: string) => number): string[] {
  const lines: string[] = []
  for (const word of paragraph.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && measure(`${last} ${word}`) <= width) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}

function greyOf({ data, width, height }: { data: Uint8ClampedArray; width: number; height: number }, dpi: number): Raster {
  const pixels = new Uint8Array(width * height)
  for (let i = 0, j = 0; j < data.length; i++, j += 4)
    pixels[i] = Math.round(0.299 * data[j]! + 0.587 * data[j + 1]! + 0.114 * data[j + 2]!)
  return { pixels, width, height, dpi, scale: 72 / dpi }
}
