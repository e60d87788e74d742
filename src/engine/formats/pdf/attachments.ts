import { createHash } from 'node:crypto'
import { AppError } from '../../../contract/errors'
import type { Child } from '../../format'
import { annotationKinds, eachAnnotation } from './annotations'
import { type Handle, Refused } from './handle'
import { type Pdfium, withMemory } from './library'
import type { PdfiumDocument } from './pdfiumDocument'

/*
 * Files that lie in a PDF: attached to it as a whole, or to a place on a page. Each becomes a document below it. Names are only names.
 */

const mostAttachments = 1_000
/** PDFium unpacks a file twice within its memory. */
const mostBytes = 128 * 2 ** 20
const mostNameBytes = 4_096
/** Pages are looked through for so long: a reader may be silent for 30 seconds. */
const mostMilliseconds = 15_000

/** The files attached to a document, those of its pages last where `onPages`; a file that is in both places once. Throws where aborted. */
export async function* attachmentsOf(document: PdfiumDocument, onPages: boolean, signal: AbortSignal): AsyncGenerator<Child> {
  const taken = new Set<string>()
  const count = await countOf(document)
  for (let i = 0; i < count; i++) {
    signal.throwIfAborted()
    if (taken.size >= mostAttachments) return yield tooMany()
    const child = await attempt(`attachment ${i + 1}`, () =>
      document.use((handle) => take(handle, handle.pdfium._FPDFDoc_GetAttachment(handle.document, i), `attachment ${i + 1}`)),
    )
    if (isNew(child, taken)) yield child
  }
  const started = performance.now()
  for (let page = 1; onPages && page <= document.pages; page++) {
    signal.throwIfAborted()
    if (performance.now() - started > mostMilliseconds) return yield laterPages(page)
    for (const child of await attachmentsOn(document, page)) {
      if (taken.size >= mostAttachments) return yield tooMany()
      if (isNew(child, taken)) yield child
    }
  }
}

/** How many files are attached to the document as a whole; none where PDFium gives up, as it then did on its pages too. */
async function countOf(document: PdfiumDocument): Promise<number> {
  try {
    return await document.use((handle) => handle.pdfium._FPDFDoc_GetAttachmentCount(handle.document))
  } catch (error) {
    if (error instanceof Refused) return 0
    throw error
  }
}

async function attachmentsOn(document: PdfiumDocument, page: number): Promise<Child[]> {
  const found: Child[] = []
  try {
    await document.onPage(page, (handle, loaded) => {
      eachAnnotation(handle.pdfium, loaded, (annotation, kind) => {
        if (kind !== annotationKinds.fileAttachment) return
        const name = `attachment of page ${page}`
        found.push(takeOrTell(handle, handle.pdfium._FPDFAnnot_GetFileAttachment(annotation), name))
      })
    })
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    // A page that cannot be read fails as a page; what may be attached to it is not known.
  }
  return found
}

async function attempt(name: string, use: () => Promise<Child>): Promise<Child> {
  try {
    return await use()
  } catch (error) {
    if (error instanceof AppError) return { name, error }
    if (!(error instanceof Refused)) throw error
    return { name, error: tooLarge() }
  }
}

function takeOrTell(handle: Handle, attachment: number, otherwise: string): Child {
  try {
    return take(handle, attachment, otherwise)
  } catch (error) {
    if (error instanceof AppError) return { name: otherwise, error }
    throw error
  }
}

/** One attachment. A trap inside PDFium passes through: its memory does not hold the file. */
function take({ pdfium }: Handle, attachment: number, otherwise: string): Child {
  const name = attachment === 0 ? otherwise : nameOf(pdfium, attachment) || otherwise
  const size = attachment === 0 ? null : sizeOf(pdfium, attachment)
  if (size === null) {
    const message = 'What is attached here is not in the file: ask for it by itself and add that.'
    return { name, error: new AppError('DOCUMENT_CORRUPT', message) }
  }
  if (size > mostBytes) return { name, error: tooLarge() }
  const content = withMemory(pdfium, size + 8, (buffer) => {
    pdfium._FPDFAttachment_GetFile(attachment, buffer, size, buffer + size + (8 - (size % 4)) - 4)
    return pdfium.HEAPU8.slice(buffer, buffer + size)
  })
  return { name, content }
}

function nameOf(pdfium: Pdfium, attachment: number): string {
  return withMemory(pdfium, mostNameBytes, (buffer) => {
    const bytes = pdfium._FPDFAttachment_GetName(attachment, buffer, mostNameBytes)
    if (bytes <= 2 || bytes > mostNameBytes) return ''
    return Buffer.from(pdfium.HEAPU8.subarray(buffer, buffer + bytes - 2)).toString('utf16le')
  })
}

/** Bytes of an attachment unpacked; null where it has none. */
function sizeOf(pdfium: Pdfium, attachment: number): number | null {
  return withMemory(pdfium, 4, (length) => {
    if (pdfium._FPDFAttachment_GetFile(attachment, 0, 0, length) !== 1) return null
    return pdfium.HEAPU32[length >> 2]!
  })
}

function isNew(child: Child, taken: Set<string>): boolean {
  const content = 'content' in child ? (child.content as Uint8Array) : new Uint8Array()
  const key = `${createHash('sha256').update(content).digest('base64')} ${child.name}`
  if (taken.has(key)) return false
  taken.add(key)
  return true
}

function tooLarge(): AppError {
  const megabytes = mostBytes / 2 ** 20
  const message = `This attachment has more than ${megabytes} MB or cannot be unpacked: save it in a PDF viewer and add it by itself.`
  return new AppError('DOCUMENT_TOO_LARGE', message)
}

function laterPages(page: number): Child {
  const message = `What is attached from page ${page} on was not looked for, because that takes too long: split the PDF and add the parts.`
  return { name: 'attachments of later pages', error: new AppError('DOCUMENT_TOO_LARGE', message) }
}

function tooMany(): Child {
  const message = `Only the first ${mostAttachments} files attached to it are read: save the others in a PDF viewer and add those you need.`
  return { name: 'further attachments', error: new AppError('DOCUMENT_TOO_LARGE', message) }
}
