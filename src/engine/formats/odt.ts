import type { Format } from '../format'
import type { Page } from '../page'
import { PageWriter } from './docx/pageWriter'
import { writeFurniture } from './docx/writeFurniture'
import { parseXml, readXml } from './docx/xmlTree'
import { withPictures } from './docx/pictures'
import { embeddedObjects, picturesOf } from './opendocument/embeddedObjects'
import { objectsOf } from './opendocument/odfObjects'
import { isFlat, type OdfPackage, openOdf } from './opendocument/odfPackage'
import { addStyles, OdfStyles } from './opendocument/odfStyles'
import { furnitureOf, OdfText, plainLine } from './opendocument/odfText'

const extensions = new Set(['odt', 'ott', 'odm', 'fodt'])

/** OpenDocument texts: headings with their numbers, lists, tables, notes and comments; deleted text is left out, pictures are documents below them. */
export const format: Format = {
  id: 'odt',
  mediaType: 'application/vnd.oasis.opendocument.text',
  place: 'section',
  container: true,
  recognises(head) {
    const known = extensions.has(head.extension)
    if (['odt', 'ott'].includes(head.detected?.extension ?? '') || isFlat(head, 'text')) return known ? 3 : 2
    // Some programs do not write the kind first, so that only the name tells it.
    return known && head.entries?.includes('content.xml') && head.entries.includes('META-INF/manifest.xml') ? 3 : 0
  },
  async open(input, context) {
    const pack = await openOdf(input, { ...context, kind: 'OpenDocument text' })
    return {
      pages: 1,
      read: async (_, reading) => {
        const page = await withPictures(await readText(pack, reading), () => picturesOf(pack, reading))
        return { page, needsOcr: false, blank: page.text === '' }
      },
      children: (taking) => embeddedObjects(pack, taking),
      close: async () => pack.close(),
    }
  },
}

const entered = new Set(['office:document-content', 'office:document', 'office:body', 'office:text', 'text:section'])
const styleGroups = new Set(['office:styles', 'office:automatic-styles', 'office:master-styles'])

async function readText(pack: OdfPackage, context: { signal: AbortSignal }): Promise<Page> {
  const styles = new OdfStyles()
  const shared = await pack.part('styles.xml', context)
  if (shared) addStyles(styles, await parseXml(shared, { part: 'styles.xml' }))
  const content = await pack.part('content.xml', context)
  if (!content) throw pack.damaged('it has no content')
  const writer = new PageWriter()
  const text = new OdfText(writer, { styles, charts: await objectsOf(pack, context) })
  let hiddenSections = 0
  await readXml(
    content,
    {
      enters: ({ name }) => entered.has(name),
      enter: ({ name, attributes }) => {
        if (name === 'text:section' && (hiddenSections > 0 || attributes['text:display'] === 'none')) hiddenSections++
      },
      leave: ({ name }) => {
        if (name === 'text:section' && hiddenSections > 0) hiddenSections--
      },
      whole: (element) => {
        if (styleGroups.has(element.name)) styles.add(element)
        else if (element.name !== 'text:tracked-changes') text.block(element, { isHidden: hiddenSections > 0 })
      },
    },
    { part: 'content.xml', signal: context.signal },
  )
  writeFurniture(writer, furnitureOf(styles, plainLine))
  return writer.page(1)
}
