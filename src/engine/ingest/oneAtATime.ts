import type { OpenDocument } from '../format'

/** A document whose pages may be asked for at once: it is asked one after the other, as formats expect. */
export function oneAtATime(document: OpenDocument): OpenDocument {
  let last: Promise<unknown> = Promise.resolve()
  const next = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work)
    last = mine.catch(() => undefined)
    return mine
  }
  return {
    pages: document.pages,
    read: (page, context) => next(() => document.read(page, context)),
    ...(document.raster ? { raster: (page, dpi) => next(() => document.raster!(page, dpi)) } : {}),
    close: () => next(() => document.close()),
  }
}
