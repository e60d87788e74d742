import type { Format } from '../format'
import { openSlides } from './odp/slides'
import { embeddedObjects } from './opendocument/embeddedObjects'
import { isFlat, openOdf } from './opendocument/odfPackage'

const extensions = new Set(['odp', 'otp', 'fodp'])

/** OpenDocument presentations: a page is a slide, with its notes and comments. */
export const format: Format = {
  id: 'odp',
  mediaType: 'application/vnd.oasis.opendocument.presentation',
  place: 'page',
  container: true,
  recognises(head) {
    const known = extensions.has(head.extension)
    if (['odp', 'otp'].includes(head.detected?.extension ?? '') || isFlat(head, 'presentation')) return known ? 3 : 2
    // Some programs do not write the kind first, so that only the name tells it.
    return known && head.entries?.includes('content.xml') && head.entries.includes('META-INF/manifest.xml') ? 3 : 0
  },
  async open(input, context) {
    const pack = await openOdf(input, { ...context, kind: 'OpenDocument presentation' })
    try {
      const { count, read } = await openSlides(pack, context)
      return {
        pages: count,
        read: async (number) => read(number),
        children: (taking) => embeddedObjects(pack, taking),
        close: async () => pack.close(),
      }
    } catch (error) {
      pack.close()
      throw error
    }
  },
}
