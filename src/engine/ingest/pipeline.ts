import type { IngestEvent, IngestInput } from '../../contract/worker'
import { formatOf } from '../formats'
import { coverageOf, requireText } from './coverage'
import { fileError, identify } from './identify'
import { packPages } from './packPages'
import { openPageFile } from './pageFile'
import { pagePaths } from './pagePaths'
import { readPages } from './readPages'
import { takeOutChildren } from './takeOutChildren'

interface IngestContext {
  signal: AbortSignal
}

/**
 * Reads a document and leaves its pages in the pages folder and its passages in the staging folder: identify, extract, recognise,
 * take out what is inside, chunk, embed.
 * What an earlier attempt finished is not done again. Throws AppError with a document code; ends with an exception when aborted.
 */
export async function* ingest(input: IngestInput, { signal }: IngestContext): AsyncGenerator<IngestEvent> {
  try {
    const head = await identify(input.file, input.name)
    const format = formatOf(head)
    yield { type: 'identified', format: format.id, mediaType: head.detected?.mediaType ?? format.mediaType }
    const paths = pagePaths(input, format.id)
    yield* readPages({ input, head, format, paths }, { signal })
    if (format.container) yield* takeOutChildren({ input, head, format }, { signal })
    const pages = await openPageFile(paths.final)
    try {
      const entries = [...pages.entries.values()]
      requireText(entries, format)
      const packed = yield* packPages(pages, format, input, { signal })
      yield { type: 'done', pagesKey: paths.key, pages: entries.length, coverage: coverageOf(entries), ...packed }
    } finally {
      await pages.close()
    }
  } catch (error) {
    throw fileError(error)
  }
}
