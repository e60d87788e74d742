import { stat } from 'node:fs/promises'
import { AppError } from '../../contract/errors'
import type { FileHead, Format } from '../format'
import { Refused } from './pdf/handle'
import { OpenPdf } from './pdf/openPdf'
import { PdfiumDocument } from './pdf/pdfiumDocument'
import { openSecondReader, SecondReader } from './pdf/secondReader'

const mostBytes = 1_000_000_000
/** Readers look for the mark in the first kilobyte; mail gateways and scanners put junk before it. */
const markWithin = 1024

export const format: Format = {
  id: 'pdf',
  mediaType: 'application/pdf',
  place: 'page',
  container: true,
  recognises: recognisesPdf,
  async open({ path, password }, { signal }) {
    signal.throwIfAborted()
    const { size } = await stat(path)
    if (size === 0) throw new AppError('DOCUMENT_EMPTY', 'This file is empty. Add a complete copy of it.')
    if (size > mostBytes) throw new AppError('DOCUMENT_TOO_LARGE', 'This PDF is larger than 1 GB. Split it and add the parts.')
    const second = new SecondReader(path, password)
    try {
      return await OpenPdf.open(await PdfiumDocument.open(path, password), second)
    } catch (error) {
      if (error instanceof Refused) return openSecondReader(second)
      await second.close()
      throw error
    }
  },
}

function recognisesPdf(head: FileHead): 0 | 1 | 2 | 3 {
  const named = head.extension === 'pdf'
  const bytes = Buffer.from(head.bytes.buffer, head.bytes.byteOffset, head.bytes.byteLength)
  const mark = bytes.indexOf('%PDF-')
  if (mark >= 0 && mark < markWithin) return named ? 3 : 2
  if (head.detected && head.detected.extension !== 'pdf') return 0
  // Without its mark a PDF still begins with objects; readers open it all the same.
  const startsWithObject = /(?:^|[\s>])\d{1,9} \d{1,5} obj\b/.test(bytes.toString('latin1', 0, markWithin))
  if (named) return mark >= 0 || startsWithObject ? 3 : 1
  return startsWithObject && /\/Type\s*\/(?:Catalog|Pages?)\b/.test(bytes.toString('latin1')) ? 2 : 0
}
