import { readFile, stat } from 'node:fs/promises'
import { AppError } from '../../../contract/errors'
import type { OpenInput } from '../../format'
import { CompoundFile } from '../docx/compoundFile'
import { decryptBytes } from '../docx/decryptOffice'
import { plainLayout, type SheetSource } from '../sheets/cells'
import { record, recordAt, u16 } from './biff'
import { readGlobals } from './globals'
import { isOldestStream, modernised } from './oldest'
import { scanSheet, sheetRows } from './worksheet'

/** Largest workbook, which is in memory twice, and largest encrypted one, of which every byte becomes a number. */
const maxBytes = 128 * 1024 * 1024
const maxEncryptedBytes = 16 * 1024 * 1024
/** Largest workbook in the oldest encryption, which takes a time that grows with the square of the size. */
const maxObfuscatedBytes = 256 * 1024

/** The sheets of a binary workbook of 1987 to 2003. Throws DOCUMENT_TOO_LARGE, DOCUMENT_CORRUPT, DOCUMENT_PASSWORD. */
export async function binaryWorkbook({ path, password }: OpenInput): Promise<SheetSource> {
  const { size } = await stat(path)
  if (size > maxBytes) throw tooLarge(`A workbook of this kind may have ${maxBytes >> 20} MB, this one has ${size >> 20} MB`)
  const stream = await workbookStream(await readFile(path), password)
  const globals = await readGlobals(stream)
  if (globals.sheets.length === 0) throw damaged('it names no sheets')
  return {
    async *sheets(from) {
      for (const { name, offset, isHidden, hasCells } of globals.sheets.slice(from)) {
        const scan = hasCells ? scanSheet(stream, offset, globals) : null
        const rows = scan ? sheetRows(stream, offset, scan, globals) : noRows()
        yield { name, layout: scan?.layout ?? plainLayout(), rows, ...(isHidden ? { hidden: 'hidden sheet' } : {}) }
      }
    },
    close: () => {},
  }
}

async function* noRows(): AsyncGenerator<never> {}

/** The records of the workbook, decrypted where they are encrypted. */
async function workbookStream(bytes: Buffer, password: string | undefined): Promise<Buffer> {
  const stream = plainStream(bytes)
  const encryption = filePass(stream)
  if (!encryption) return stream
  if (bytes.length > maxEncryptedBytes || (encryption.isObfuscated && stream.length > maxObfuscatedBytes))
    throw tooLarge('The workbook is encrypted, and too large to be decrypted')
  return plainStream(await decryptBytes(bytes, password))
}

function plainStream(bytes: Buffer): Buffer {
  // Older ones of these workbooks are records without a compound file around them.
  if (isOldestStream(bytes)) return modernised(bytes)
  if (u16(bytes, 0) === record.bof) return bytes
  const file = new CompoundFile(bytes)
  const paths = file.paths()
  const name = ['workbook', 'book'].map((wanted) => paths.find((path) => path.toLowerCase() === wanted)).find((path) => path !== undefined)
  const stream = name === undefined ? null : file.stream(name)
  if (!stream || u16(stream, 0) !== record.bof) throw damaged('there is no workbook in it')
  return stream
}

/** How the records are encrypted; null where they are not. */
function filePass(stream: Buffer): { isObfuscated: boolean } | null {
  for (let next = recordAt(stream, 0), i = 0; next && i < 20; next = recordAt(stream, next.next), i++) {
    if (next.type === record.filePass) return { isObfuscated: u16(next.data, 0) === 0 }
    if (next.type === record.boundSheet) return null
  }
  return null
}

function tooLarge(reason: string): AppError {
  return new AppError('DOCUMENT_TOO_LARGE', `${reason}: save it as XLSX and add that.`)
}

function damaged(reason: string): AppError {
  return new AppError('DOCUMENT_CORRUPT', `This is no readable workbook: ${reason}. Open it in Excel and save it as XLSX.`)
}
