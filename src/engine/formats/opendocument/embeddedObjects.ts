import type { Child } from '../../format'
import { objectChild } from '../docx/embeddedFiles'
import type { OdfPackage } from './odfPackage'

/** The documents of other programs inside an OpenDocument file. Its own charts and sheets are read as part of it. */
export async function* embeddedObjects(pack: OdfPackage, context: { signal: AbortSignal }): AsyncGenerator<Child> {
  for (const name of pack.names()) {
    if (!/^(Obj(ect )?\w+|.*\.ole)$/i.test(name)) continue
    const child = await objectChild(name, async () => (await pack.part(name, context)) ?? Buffer.alloc(0), context)
    if (child) yield child
  }
}
