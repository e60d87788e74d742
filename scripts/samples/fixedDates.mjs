import { createRequire } from 'node:module'

// jszip comes with docx and is not a dependency of our own.
const JSZip = createRequire(createRequire(import.meta.url).resolve('docx'))('jszip')

/** The moment every sample file says it was made at, so that the same sources give the same bytes. */
const made = { iso: '2026-07-01T09:00:00Z', pdf: "D:20260701090000+00'00'" }

/** An office file (DOCX) with the dates of its properties and of every entry of its archive fixed. */
export async function fixOfficeDates(bytes) {
  const archive = await JSZip.loadAsync(bytes)
  const core = await archive.file('docProps/core.xml').async('string')
  archive.file('docProps/core.xml', core.replace(/(<dcterms:(created|modified)[^>]*>)[^<]*/g, `$1${made.iso}`))
  for (const entry of Object.values(archive.files)) entry.date = new Date(made.iso)
  return await archive.generateAsync({ type: 'nodebuffer', compression: 'DEFLATE' })
}

/** A PDF file with its dates fixed; the dates keep their length, so that its cross-reference table stays true. */
export function fixPdfDates(bytes) {
  const text = bytes.toString('latin1').replace(/D:\d{14}[+-]\d\d'\d\d'/g, made.pdf)
  return Buffer.from(text, 'latin1')
}
