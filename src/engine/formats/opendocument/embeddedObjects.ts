import type { Child } from '../../format'
import { objectChild } from '../docx/embeddedFiles'
import { pictureChildren } from '../docx/pictures'
import type { OdfPackage } from './odfPackage'

/** The documents of other programs inside an OpenDocument file, and its pictures. Its own charts and sheets are read as part of it. */
export async function* embeddedObjects(pack: OdfPackage, context: { signal: AbortSignal }): AsyncGenerator<Child> {
  for (const name of pack.names()) {
    if (!/^(Obj(ect )?\w+|.*\.ole)$/i.test(name)) continue
    const child = await objectChild(name, async () => (await pack.part(name, context)) ?? Buffer.alloc(0), context)
    if (child) yield child
  }
  yield* picturesOf(pack, context)
}

/** The pictures in an OpenDocument file that may show writing. */
export function picturesOf(pack: OdfPackage, context: { signal: AbortSignal }): AsyncGenerator<Child> {
  const shown = pack.names().filter((name) => /^(Pictures|media)\/[^/]+$/i.test(name))
  return pictureChildren(shown, (name) => pack.part(name, context), context)
}
