import { AppError } from '../../contract/errors'
import type { FileHead, Format, OpenInput, ReadContext } from '../format'
import type { Page } from '../page'
import { decryptOffice } from './docx/decryptOffice'
import { markHidden } from './docx/markHidden'
import { checkParts, embeddedPages, xmlText } from './docx/officeParts'
import { plainParagraphs } from './docx/plainParagraphs'
import { readParts } from './docx/readParts'
import { storeArchive } from './docx/storeArchive'
import { markupPage } from './html/markupPage'
import { parseMarkup } from './html/parseMarkup'

const extensions = new Set(['docx', 'docm', 'dotx', 'dotm'])

/** Word documents: headings, lists, tables and footnotes; pictures, headers and footers are left out. */
export const format: Format = {
  id: 'docx',
  mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  place: 'section',
  recognises(head) {
    const known = extensions.has(head.extension)
    if (head.entries?.includes('word/document.xml')) return known ? 3 : 2
    return known && (isArchive(head) || head.detected?.extension === 'cfb') ? 1 : 0
  },
  async open(input, context) {
    const page = await readDocx(input.head.detected?.extension === 'cfb' ? await decrypted(input) : input.path, context)
    return {
      pages: 1,
      read: async () => ({ page, needsOcr: false, blank: page.text === '' }),
      close: async () => {},
    }
  },
}

function isArchive(head: FileHead): boolean {
  return head.bytes[0] === 0x50 && head.bytes[1] === 0x4b
}

async function decrypted(input: OpenInput): Promise<Buffer> {
  const archive = await decryptOffice(input)
  if (archive) return archive
  throw new AppError(
    'FORMAT_UNSUPPORTED',
    'This is a Word document of the old kind (.doc) under another name: save it as DOCX and add that.',
  )
}

async function readDocx(source: string | Buffer, { signal }: ReadContext): Promise<Page> {
  const parts = await readParts(source, { signal })
  const main = checkParts(parts)
  const embedded = embeddedPages(parts, main)
  const body = markHidden(xmlText(parts.get(main)!))
  parts.set(main, Buffer.from(body))
  const html = await toHtml(storeArchive(parts)).catch((error: unknown) => {
    if (error instanceof RangeError) return plainParagraphs(body)
    throw new AppError('DOCUMENT_CORRUPT', 'The Word document is damaged inside: open it in Word and save it anew.', { cause: error })
  })
  return markupPage(await parseMarkup(`<html><body>${html}${embedded.join('')}</body></html>`))
}

async function toHtml(archive: Buffer): Promise<string> {
  const { default: mammoth } = await import('mammoth')
  const { value } = await mammoth.convertToHtml(
    { buffer: archive },
    {
      styleMap: ["p[style-name='Title'] => h1:fresh", "p[style-name='Subtitle'] => p:fresh", "p[style-name='Quote'] => blockquote:fresh"],
      convertImage: mammoth.images.imgElement(async () => ({ src: '' })),
      externalFileAccess: false,
    },
  )
  return value
}
