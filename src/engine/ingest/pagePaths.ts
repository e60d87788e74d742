import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { IngestInput } from '../../contract/worker'
import { appendPages, openPageFile, pageFileExists, READER_VERSION, removePageFile } from './pageFile'

export interface PagePaths {
  /** File name of the finished page file: the same bytes read the same way share it. */
  key: string
  final: string
  /** Pages read so far; each document has its own, for two of the same bytes may be read at once. */
  partial: string
  /** The finished file while it is written. */
  unfinished: string
}

/** Where the pages of a document are kept. */
export function pagePaths({ pages, sha256, ocr, document }: IngestInput, format: string): PagePaths {
  const name = `${sha256}-${format}-${ocr}-v${READER_VERSION}`
  const own = join(pages, `${name}.${encodeURIComponent(document)}`)
  return { key: `${name}.pages`, final: join(pages, `${name}.pages`), partial: `${own}.partial`, unfinished: `${own}.unfinished` }
}

/**
 * Whether the finished file can be used as it is. Where pages failed in it, the others become the start of a new partial file,
 * so that trying again means trying the failed pages.
 */
export async function seedPages({ final, partial }: PagePaths): Promise<boolean> {
  await mkdir(join(final, '..'), { recursive: true })
  if (!(await pageFileExists(final))) return false
  const finished = await openPageFile(final)
  try {
    if (![...finished.entries.values()].some((entry) => entry.state === 'failed')) return true
    if (await pageFileExists(partial)) return false
    const seeded = await appendPages(partial, { compress: false })
    try {
      for (const entry of finished.entries.values()) if (entry.state !== 'failed') await seeded.append(await finished.read(entry.page))
    } finally {
      await seeded.close()
    }
    return false
  } catch (error) {
    await removePageFile(partial)
    throw error
  } finally {
    await finished.close()
  }
}
