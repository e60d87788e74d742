import type { Format } from '../format'
import { embeddedObjects } from './opendocument/embeddedObjects'
import { isFlat, openOdf } from './opendocument/odfPackage'
import { openSheets } from './sheets/openSheets'
import { spreadsheet } from './ods/spreadsheet'

const extensions = new Set(['ods', 'ots', 'fods'])

/** OpenDocument spreadsheets: a page is a sheet, with its tables, notes and hidden parts; values as they were shown. */
export const format: Format = {
  id: 'ods',
  mediaType: 'application/vnd.oasis.opendocument.spreadsheet',
  place: 'cells',
  container: true,
  recognises(head) {
    const known = extensions.has(head.extension)
    if (['ods', 'ots'].includes(head.detected?.extension ?? '') || isFlat(head, 'spreadsheet')) return known ? 3 : 2
    // Some programs do not write the kind first, so that only the name tells it.
    return known && head.entries?.includes('content.xml') && head.entries.includes('META-INF/manifest.xml') ? 3 : 0
  },
  async open(input, context) {
    const pack = await openOdf(input, { ...context, kind: 'OpenDocument spreadsheet' })
    const document = await openSheets(spreadsheet(pack, context), context)
    return { ...document, children: (taking) => embeddedObjects(pack, taking) }
  },
}
