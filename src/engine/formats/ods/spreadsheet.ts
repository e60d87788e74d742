import { isAppError } from '../../../contract/errors'
import { OfficePackage } from '../docx/officePackage'
import type { OdfPackage } from '../opendocument/odfPackage'
import type { SheetSource } from '../sheets/cells'
import { streamXml } from '../sheets/streamXml'
import { TableStream } from '../sheets/tableStream'
import { ContentListener } from './content'
import { OdsStyles, once, readStyles } from './styles'

interface Context {
  signal: AbortSignal
}

const part = 'content.xml'

/** An OpenDocument spreadsheet: all its sheets stand in one part, which is gone through from its beginning each time. */
export function spreadsheet(pack: OdfPackage, context: Context): SheetSource {
  return {
    async *sheets(from) {
      const content = await contentOf(pack, context)
      const styles = new OdsStyles()
      const damage = await stylesInto(styles, pack, context)
      const listener = new ContentListener(styles)
      const stream = new TableStream(streamXml(content, listener, { part }), listener, damage)
      try {
        yield* stream.sheets(from)
      } finally {
        await stream.close()
      }
    },
    close: () => pack.close(),
  }
}

/** What was encrypted is in memory; the rest is inflated while it is read. */
async function contentOf(pack: OdfPackage, context: Context): Promise<AsyncIterable<Buffer>> {
  if (pack instanceof OfficePackage && pack.has(part)) return pack.content(part, context)
  const content = await pack.part(part, context)
  if (!content) throw pack.damaged('it has no content')
  return once(content)
}

/** Reads the styles that sheets share. Damaged ones do not keep the cells from being read; the damage comes back. */
async function stylesInto(styles: OdsStyles, pack: OdfPackage, context: Context): Promise<unknown> {
  try {
    await readStyles(styles, await pack.part('styles.xml', context))
    return null
  } catch (error) {
    if (context.signal.aborted || !isAppError(error) || error.code !== 'DOCUMENT_CORRUPT') throw error
    return error
  }
}
