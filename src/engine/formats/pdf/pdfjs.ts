import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { readFile, stat } from 'node:fs/promises'
import { lineOf, type LayoutWord } from '../../layout'
import { AppError, isAppError } from '../../../contract/errors'
import { cleanWord } from './characters'
import type { PdfReference } from './contents'
import { isOnPage } from './frame'
import type { PdfLine } from './pdfLine'
import { checkPages } from './pages'
import { passwordBytes, passwordError } from './password'

/*
 * pdf.js as the second reader, for what PDFium cannot open or finds no text in. It only reads text here: no script of a
 * document runs, nothing is fetched, nothing is drawn.
 */

export interface PdfjsPage {
  width: number
  height: number
  lines: PdfLine[]
  characters: number
  /** Nothing is drawn on the page. */
  empty: boolean
}

export interface PdfjsDocument {
  pages: number
  read(page: number): Promise<PdfjsPage>
  /** Whether a page is in the page tree at all; one that is there and damaged is. */
  has(page: number): Promise<boolean>
  /** The object that a page is; null where pdf.js does not find it. */
  referenceOf(page: number): Promise<PdfReference | null>
  close(): Promise<void>
}

export interface PdfjsOptions {
  password?: string
  /** Gives up at the first error instead of going on behind it. */
  strict?: boolean
}

/** pdf.js has the whole file in memory; more than this does not fit beside everything else a reader holds. */
const mostBytes = 256 * 2 ** 20

interface TextItem {
  str: string
  transform: number[]
  width: number
  hasEOL: boolean
  fontName: string
}
interface TextStyle {
  ascent?: number
  descent?: number
}

const ownFailure = /^(?:\w+Exception|FormatError)$/

/*
 * pdf.js also rejects promises nobody holds, which would end the process. Its own failures are let go, as long as it has a
 * document open: what they spoil is told by the promises that are held. Anything else ends the process as before.
 */
let open = 0
function letGo(reason: unknown): void {
  if (!ownFailure.test((reason as { name?: string } | null)?.name ?? '')) throw reason
}
function countOpen(by: 1 | -1): void {
  open += by
  if (by === 1 && open === 1) process.on('unhandledRejection', letGo)
  // What was rejected last is told after the promises at hand.
  if (open === 0) setImmediate(() => void (open === 0 && process.off('unhandledRejection', letGo)))
}

/** Opens a PDF with pdf.js. Throws AppError: password, corrupt, too many pages. */
export async function openWithPdfjs(path: string, { password, strict = false }: PdfjsOptions = {}): Promise<PdfjsDocument> {
  if ((await stat(path)).size > mostBytes) throw damagedDocument()
  const [pdfjs, bytes] = await Promise.all([import('pdfjs-dist/legacy/build/pdf.mjs'), readFile(path)])
  const root = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'))
  countOpen(1)
  const task = pdfjs.getDocument({
    data: new Uint8Array(bytes),
    cMapUrl: `${join(root, 'cmaps')}/`,
    cMapPacked: true,
    standardFontDataUrl: `${join(root, 'standard_fonts')}/`,
    wasmUrl: `${join(root, 'wasm')}/`,
    useSystemFonts: false,
    stopAtErrors: strict,
    verbosity: 0,
  })
  const close = () => task.destroy().finally(() => countOpen(-1))
  const passwords = password === undefined ? [] : [password, ...passwordBytes(password).map((form) => form.toString('latin1'))]
  task.onPassword = (next: (password: string | Error) => void) => next(passwords.shift() ?? passwordError(password !== undefined))
  try {
    const document = await task.promise
    if (document.numPages < 1) throw damagedDocument()
    checkPages(document.numPages)
    const read = (page: number) => readPage(document, page).catch((cause) => Promise.reject(damagedPage(page, cause)))
    const referenceOf = async (page: number) => (await document.getPage(page).catch(() => null))?.ref ?? null
    return { pages: document.numPages, read, has: (page) => hasPage(document, page), referenceOf, close }
  } catch (error) {
    await close()
    if ((error as Error).name === 'PasswordException') throw passwordError(password !== undefined)
    if (isAppError(error)) throw error
    if (/encrypt|security handler/i.test((error as Error).message)) throw lockedDocument(error)
    throw damagedDocument(error)
  }
}

async function hasPage(document: Document, page: number): Promise<boolean> {
  if (page > document.numPages) return false
  return document.getPage(page).then(
    () => true,
    (error: Error) => !/circular reference|not found/i.test(error.message),
  )
}

/** A certificate, or the rights management of a shop or a company. */
function lockedDocument(cause: unknown): AppError {
  const message = 'This PDF is encrypted in a way that cannot be opened here: for a certificate or by rights management.'
  return new AppError(
    'FORMAT_UNSUPPORTED',
    `${message} Open it in the program it is meant for, save or print it without protection, and add that file.`,
    { cause },
  )
}

function damagedDocument(cause?: unknown): AppError {
  const advice = 'Open it in a PDF viewer, save it anew, and add that file.'
  return new AppError('DOCUMENT_CORRUPT', `This PDF is damaged and cannot be opened. ${advice}`, { cause })
}

/** What a page that cannot be read fails with. */
export function damagedPage(page: number, cause?: unknown): AppError {
  return new AppError('DOCUMENT_CORRUPT', `Page ${page} is damaged and cannot be read.`, { cause })
}

type Document = Awaited<ReturnType<typeof import('pdfjs-dist/legacy/build/pdf.mjs').getDocument>['promise']>

async function readPage(document: Document, number: number): Promise<PdfjsPage> {
  const page = await document.getPage(number)
  try {
    const view = page.getViewport({ scale: 1 })
    const content = await page.getTextContent()
    const size = { clips: true, width: view.width, height: view.height }
    const lines: PdfLine[] = []
    let words: LayoutWord[] = []
    const endLine = () => {
      if (words.length > 0) lines.push(pdfLine(words))
      words = []
    }
    let glued = false
    for (const item of content.items as TextItem[]) {
      if (typeof item.str !== 'string') continue
      const read = wordsOfItem(item, content.styles[item.fontName] ?? {}, (x, y) => view.convertToViewportPoint(x, y) as [number, number])
      for (const [index, word] of read.entries()) if (isOnPage(size, word)) words.push(index === 0 && glued ? { ...word, glued } : word)
      glued = item.str !== '' && !/\s$/.test(item.str) && !item.hasEOL
      if (item.hasEOL) endLine()
    }
    endLine()
    const characters = lines.reduce((sum, line) => sum + line.characters, 0)
    const empty = characters === 0 && (await page.getOperatorList()).fnArray.length === 0
    return { width: view.width, height: view.height, lines, characters, empty }
  } finally {
    page.cleanup()
  }
}

/** The words of a run of text; pdf.js gives only the run's width, so a word gets its share by characters. */
function wordsOfItem(item: TextItem, style: TextStyle, toPage: (x: number, y: number) => [number, number]): LayoutWord[] {
  const [a, b, c, d, e, f] = item.transform as [number, number, number, number, number, number]
  const along = Math.hypot(a, b) || 1
  const step = item.width / Math.max(1, item.str.length) / along
  const descent = finite(style.descent, -0.2)
  const ascent = finite(style.ascent, 0.8)
  const corner = (t: number, u: number) => toPage(e + a * t + c * u, f + b * t + d * u)
  const words: LayoutWord[] = []
  for (const match of item.str.matchAll(/\S+/g)) {
    const from = match.index * step
    const corners = [corner(from, descent), corner(from + match[0].length * step, descent), corner(from, ascent)]
    const far = corner(from + match[0].length * step, ascent)
    const xs = [...corners.map(([x]) => x), far[0]]
    const ys = [...corners.map(([, y]) => y), far[1]]
    const text = cleanWord(match[0])
    const x = Math.min(...xs)
    const y = Math.min(...ys)
    if (text) words.push({ text, x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y })
  }
  return words
}

function pdfLine(words: LayoutWord[]): PdfLine {
  const line = lineOf(words)
  const characters = words.reduce((sum, word) => sum + word.text.length, 0)
  const vertical = line.height > 2 * line.width && characters > 2
  return {
    ...line,
    size: vertical ? 0 : Math.max(...words.map((word) => word.height)),
    characters,
    vertical,
    bold: false,
    mono: false,
    pitch: 0,
    uniform: true,
  }
}

/** Damaged fonts give NaN for their measures. */
function finite(value: number | undefined, otherwise: number): number {
  return value !== undefined && Number.isFinite(value) ? value : otherwise
}
