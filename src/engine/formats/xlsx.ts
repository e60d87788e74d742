import type { Child, FileHead, Format, OpenInput, ReadContext } from '../format'
import { decryptOffice } from './docx/decryptOffice'
import { embeddedFiles } from './docx/embeddedFiles'
import { OfficePackage } from './docx/officePackage'
import { pictures } from './docx/pictures'
import { openSheets } from './sheets/openSheets'
import { Workbook } from './xlsx/workbook'

const extensions = new Set(['xlsx', 'xlsm', 'xltx', 'xltm', 'xlam'])
const otherEncrypted = /^(doc|dot|ppt|pps|pot)[xm]?$/

/** Excel workbooks: a page is a sheet, with its tables, notes and hidden parts; values as they are shown, formulas as what they gave. */
export const format: Format = {
  id: 'xlsx',
  mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  place: 'cells',
  container: true,
  recognises(head) {
    const known = extensions.has(head.extension)
    if (head.entries?.some((name) => /^\/?xl[/\\](workbook\.(xml|bin)|worksheets[/\\])/i.test(name))) return known ? 3 : 2
    if (head.streams?.includes('EncryptedPackage')) return known ? 3 : otherEncrypted.test(head.extension) ? 0 : 1
    return known && (isArchive(head) || head.detected?.extension === 'cfb') ? 1 : 0
  },
  async open(input, context) {
    const pack = await openPackage(input, context)
    try {
      const document = await openSheets(await Workbook.open(pack, context), context)
      return { ...document, children: (taking) => workbookChildren(pack, taking) }
    } catch (error) {
      pack.close()
      throw error
    }
  },
}

/** What was put into a workbook, and the pictures on its sheets. */
async function* workbookChildren(pack: OfficePackage, context: ReadContext): AsyncGenerator<Child> {
  yield* embeddedFiles(pack, context)
  yield* pictures(pack, (part) => /(^|\/)drawings\/[^/]+\.xml$/i.test(part), context)
}

function isArchive(head: FileHead): boolean {
  return head.bytes[0] === 0x50 && head.bytes[1] === 0x4b
}

async function openPackage(input: OpenInput, { signal }: ReadContext): Promise<OfficePackage> {
  const source = input.head.detected?.extension === 'cfb' ? await decryptOffice(input) : null
  return OfficePackage.open(source ?? input.path, { signal, kind: 'workbook' })
}
