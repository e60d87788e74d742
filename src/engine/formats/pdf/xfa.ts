import { AppError } from '../../../contract/errors'
import type { Page } from '../../page'
import { parseXml } from '../docx/xmlTree'
import type { Handle } from './handle'
import { type Pdfium, withMemory } from './library'
import { formText } from './xfaForm'

/*
 * Forms that are no pages: their sheet only says to open them in another program, and the form stands in XML beside it, its layout
 * (template) and what was filled in (datasets), after the XML Forms Architecture 3.3.
 */

/** As PDFium calls a form whose pages are made from the XML alone. */
const wholeForm = 2
const mostPackets = 50
const mostBytes = 32 * 2 ** 20
/** What stands on the sheet of such a form, as far as it is not translated. */
const placeholder = /please wait|adobe reader|acrobat|pdf viewer/i

/** The XML of a form that has no pages of its own; null of other documents. */
export function readForm({ pdfium, document }: Handle): Buffer | null {
  if (pdfium._FPDF_GetFormType(document) !== wholeForm) return null
  const count = Math.min(pdfium._FPDF_GetXFAPacketCount(document), mostPackets)
  const packets: Buffer[] = []
  for (let i = 0; i < count; i++) packets.push(packet(pdfium, document, i))
  const whole = Buffer.concat(packets)
  return whole.length > 0 && whole.length <= mostBytes ? whole : null
}

function packet(pdfium: Pdfium, document: number, index: number): Buffer {
  const size = withMemory(pdfium, 4, (length) => {
    const isThere = pdfium._FPDF_GetXFAPacketContent(document, index, 0, 0, length) === 1
    return isThere ? pdfium.HEAPU32[length >> 2]! : 0
  })
  if (size === 0 || size > mostBytes) return Buffer.alloc(0)
  return withMemory(pdfium, size + 8, (buffer) => {
    pdfium._FPDF_GetXFAPacketContent(document, index, buffer, size, buffer + size + 4 - (size % 4))
    return Buffer.from(pdfium.HEAPU8.slice(buffer, buffer + size))
  })
}

/** The first page of a form with what the form says, in place of the request to open it elsewhere. Throws FORMAT_UNSUPPORTED where it cannot be read. */
export async function withForm(page: Page, xml: Buffer): Promise<Page> {
  const texts = await parseXml(xml, { part: 'the form' }).then(formText, (cause: unknown) => {
    const message =
      'This form is shown by Adobe Acrobat and Reader only, and what it is made of is damaged: print it to a PDF there and add that.'
    throw new AppError('FORMAT_UNSUPPORTED', message, { cause })
  })
  if (texts.length === 0) return page
  const bare: Page = placeholder.test(page.text) ? { ...page, text: '', blocks: [], words: [] } : page
  let text = bare.text
  const blocks = [...bare.blocks]
  for (const one of texts) {
    if (text) text += '\n\n'
    blocks.push({ kind: 'paragraph', start: text.length, end: text.length + one.length })
    text += one
  }
  return { ...bare, text, blocks }
}
