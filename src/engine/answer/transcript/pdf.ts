import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Transcript } from '../../../contract/transcript'
import { blocksOf } from './blocks'

/* Skia's own PDF writer: text stays text, and a letter the font has not is taken from one of the system. Native code: for a worker only. */

type Canvas = typeof import('@napi-rs/canvas')
type Context = ReturnType<InstanceType<Canvas['PDFDocument']>['beginPage']>

/** A4 in points, and what is left white around. */
const page = { width: 595, height: 842, margin: 64 }
const family = 'Carrel Transcript'
/** The fonts pdf.js brings along (Liberation Sans): the file looks the same on every machine. */
const faces = ['Regular', 'Bold', 'Italic']

interface Look {
  size: number
  face?: 'bold' | 'italic'
  indent?: number
  /** Space above, in points. */
  above?: number
  color?: string
}

const looks = {
  title: { size: 20, face: 'bold' },
  small: { size: 9, face: 'italic', above: 4, color: '#555555' },
  question: { size: 14, face: 'bold', above: 22 },
  heading: { size: 11, face: 'bold', above: 10 },
  text: { size: 10.5, above: 6 },
  item: { size: 10.5, above: 3, indent: 14 },
  quote: { size: 10.5, above: 6, indent: 18, face: 'italic' },
} satisfies Record<string, Look>

/** A conversation as a PDF with text that can be selected and searched. */
export async function transcriptPdf({ title, workspace, at, turns }: Transcript): Promise<Buffer> {
  const canvas = await import('@napi-rs/canvas')
  registerFonts(canvas)
  const sheet = openSheet(canvas, title)
  sheet.write(title, looks.title)
  sheet.write(`Conversation in ${workspace}, ${at.slice(0, 10)}.`, looks.small)
  for (const { question, understood, answer, remark, unverified, sources } of turns) {
    sheet.write(question, looks.question)
    if (understood) sheet.write(`Understood as: ${understood}`, looks.small)
    for (const block of blocksOf(answer)) {
      if (block.kind === 'table') for (const row of block.rows) sheet.write(row.join('   |   '), looks.item)
      else {
        const text = block.runs.map((run) => run.text).join('')
        const mark = block.kind === 'item' ? `${block.number ? `${block.number}.` : '•'} ` : ''
        sheet.write(`${mark}${text}`, block.kind === 'paragraph' ? looks.text : looks[block.kind])
      }
    }
    if (remark) sheet.write(remark, looks.small)
    if (unverified.length > 0) sheet.write('Not verified', looks.heading)
    for (const text of unverified) sheet.write(`• ${text}`, looks.item)
    if (sources.length > 0) sheet.write('Sources', looks.heading)
    for (const { n, name, place, quote } of sources) sheet.write(`[${n}] ${name}, ${place}: “${quote}”`, looks.item)
  }
  return sheet.close()
}

let registered = false

function registerFonts({ GlobalFonts }: Canvas): void {
  if (registered) return
  const folder = join(dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json')), 'standard_fonts')
  for (const face of faces) GlobalFonts.registerFromPath(join(folder, `LiberationSans-${face}.ttf`), family)
  registered = true
}

function openSheet({ PDFDocument }: Canvas, title: string) {
  const pdf = new PDFDocument({ title, creator: 'Carrel' })
  let context = pdf.beginPage(page.width, page.height)
  let y = page.margin
  const newPage = () => {
    pdf.endPage()
    context = pdf.beginPage(page.width, page.height)
    y = page.margin
  }
  return {
    /** Writes a paragraph below what stands there, on as many pages as it takes. */
    write(text: string, { size, face, indent = 0, above = 0, color = '#111111' }: Look) {
      const font = `${face === 'bold' ? 'bold ' : face === 'italic' ? 'italic ' : ''}${size}px "${family}", sans-serif`
      context.font = font
      const height = size * 1.35
      y += y > page.margin ? above : 0
      for (const line of linesOf(context, text, page.width - 2 * page.margin - indent)) {
        if (y + height > page.height - page.margin) newPage()
        context.font = font
        context.fillStyle = color
        context.fillText(line, page.margin + indent, y + size)
        y += height
      }
    },
    close(): Buffer {
      pdf.endPage()
      return pdf.close()
    },
  }
}

/** A text in lines of a width; a word that is longer than a line is broken, and so is a script without spaces. */
function linesOf(context: Context, text: string, width: number): string[] {
  const fits = (line: string) => context.measureText(line).width <= width
  const lines: string[] = []
  let line = ''
  for (const word of text
    .replaceAll(/\s+/gu, ' ')
    .trim()
    .split(/(?<= )/u)) {
    if (fits(line + word.trimEnd())) {
      line += word
      continue
    }
    if (line) lines.push(line.trimEnd())
    line = word
    while (!fits(line.trimEnd())) {
      const cut = longestFit(line, fits)
      lines.push(line.slice(0, cut))
      line = line.slice(cut)
    }
  }
  return [...lines, line.trimEnd()].filter(Boolean)
}

/** How much of a text fits into a line, at least one letter, never half of one. */
function longestFit(text: string, fits: (line: string) => boolean): number {
  let [low, high] = [1, text.length]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (fits(text.slice(0, middle))) low = middle
    else high = middle - 1
  }
  const isHalf = /[\ud800-\udbff]$/u.test(text.slice(0, low))
  return isHalf ? Math.max(2, low - 1) : low
}
