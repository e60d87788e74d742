import { calendarDay } from '../text/dayOf'
import { type Pdfium, withMemory } from './library'

/** Longest date that is looked at: `D:20261121153000+01'00'` has 23 characters of two bytes. */
const mostBytes = 128

/** The day a PDF says it was made (ISO 32000, CreationDate); null where it does not say. */
export function madeOn(pdfium: Pdfium, document: number): string | null {
  const [, year, month = '01', day = '01'] = /^(?:D:)?\s*(\d{4})(\d\d)?(\d\d)?/.exec(noteOf(pdfium, document, 'CreationDate')) ?? []
  return year ? calendarDay(Number(year), Number(month), Number(day)) : null
}

function noteOf(pdfium: Pdfium, document: number, name: string): string {
  const key = Buffer.from(`${name}\0`, 'latin1')
  return withMemory(pdfium, key.length + mostBytes, (memory) => {
    pdfium.HEAPU8.set(key, memory)
    const bytes = pdfium._FPDF_GetMetaText(document, memory, memory + key.length, mostBytes)
    if (bytes <= 2 || bytes > mostBytes) return ''
    const from = memory + key.length
    return Buffer.from(pdfium.HEAPU8.subarray(from, from + bytes - 2)).toString('utf16le')
  })
}
