import type { IngestEvent } from '../../contract/worker'
import { collectEdges, findFurniture, removeFurniture } from './furniture'
import { markInvisible } from './markInvisible'
import { appendPages, openPageFile, publish, removePageFile } from './pageFile'
import type { PagePaths } from './pagePaths'

/** Makes the finished page file out of the partial one, without running heads and page numbers; one page at a time is in memory. */
export async function* finishPages(
  { partial, unfinished, final }: PagePaths,
  { signal }: { signal: AbortSignal },
): AsyncGenerator<IngestEvent> {
  const raw = await openPageFile(partial)
  const total = raw.pages.length
  await removePageFile(unfinished)
  const finished = await appendPages(unfinished, { compress: true })
  try {
    const edges = []
    for (const page of raw.pages) edges.push(collectEdges(await raw.read(page)))
    const furniture = findFurniture(edges)
    for (const [done, number] of raw.pages.entries()) {
      signal.throwIfAborted()
      const page = await raw.read(number)
      const cleared = removeFurniture(page, furniture)
      // A page that repeats all of its text is no page of running heads: form letters, labels, lists with one line a page.
      await finished.append(markInvisible(cleared.text.trim() === '' ? page : { ...page, ...cleared }))
      if (done % 50 === 0) yield { type: 'stage', stage: 'chunking', done, total }
    }
    await finished.seal()
  } finally {
    await raw.close()
    await finished.close()
  }
  await publish(unfinished, final)
  await removePageFile(partial)
}
