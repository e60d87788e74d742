import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FileHead, OpenDocument, PageReading } from '../../../format'
import { format } from '../../pdf'

const signal = new AbortController().signal
let folder = ''
let files = 0

/** What is known of a file called .pdf before it is opened. */
export function headOf(bytes: Uint8Array, extension = 'pdf'): FileHead {
  const head = bytes.subarray(0, 64 * 1024)
  return { bytes: head, name: `x.${extension}`, extension, size: bytes.length, detected: null, encoding: null, entries: null }
}

/** Opens bytes as a PDF, through a file in a folder that goes when the process does. */
export async function openBytes(bytes: Uint8Array, { password }: { password?: string } = {}): Promise<OpenDocument> {
  if (!folder) {
    folder = mkdtempSync(join(tmpdir(), 'carrel-pdf-'))
    process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  }
  const path = join(folder, `${files++}.pdf`)
  writeFileSync(path, bytes)
  return format.open({ path, head: headOf(bytes), ...(password === undefined ? {} : { password }) }, { signal })
}

/** Reads every page of a PDF. */
export async function readBytes(bytes: Uint8Array, options: { password?: string } = {}): Promise<PageReading[]> {
  const document = await openBytes(bytes, options)
  try {
    const readings: PageReading[] = []
    for (let page = 1; page <= document.pages; page++) readings.push(await document.read(page, { signal }))
    return readings
  } finally {
    await document.close()
  }
}
