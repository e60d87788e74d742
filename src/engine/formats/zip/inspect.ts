import type { ZipFile } from 'yauzl'
import { AppError, type DocumentErrorCode, isAppError } from '../../../contract/errors'
import { contentOf, type ContentContext } from './contentOf'
import { isOffice } from './isOffice'
import { openOptions, readDirectory, type ZipItem } from './readDirectory'

/* trust.md section 3: what may come out of an archive, and how deep archives may lie in archives. */

const maxBytes = 512 * 2 ** 20
const freeBytes = 2 ** 20
const maxRatio = 100
const maxArchives = 3

/** An archive in an archive up to this size is looked into at once; a larger one when it is read itself. */
const maxProbedBytes = 64 * 2 ** 20

/** Most files looked at in the archives within an archive. */
const maxProbed = 50_000

/** What cannot be made good by leaving one file out. */
const wholeArchive: readonly string[] = ['DOCUMENT_TOO_LARGE', 'DOCUMENT_TOO_DEEP'] satisfies DocumentErrorCode[]

/** Why files cannot be taken out, by file; those that can are not in it. */
export type Problems = Map<ZipItem, AppError>

/**
 * Unpacks every file of an archive once and keeps nothing, so that a bomb is known before anything is taken out and the list of
 * the archive can say what became of each. Throws DOCUMENT_TOO_LARGE and DOCUMENT_TOO_DEEP for the archive as a whole.
 */
export async function inspect(archive: ZipFile, items: readonly ZipItem[], context: ContentContext): Promise<Problems> {
  const budget = new Budget()
  const problems: Problems = new Map()
  budget.claim(items.reduce((sum, item) => sum + (item.leftOut ? 0 : item.bytes), 0))
  for (const item of items) {
    if (item.leftOut) continue
    try {
      await probe(archive, item, { ...context, budget, depth: 1, whole: true })
    } catch (error) {
      context.signal.throwIfAborted()
      if (!isAppError(error) || wholeArchive.includes(error.code)) throw error
      problems.set(item, error)
    }
  }
  return problems
}

interface ProbeContext extends ContentContext {
  budget: Budget
  depth: number
  /** Unpack it to the end although it is no archive. */
  whole: boolean
}

/** Unpacks one file, and looks into it where it is an archive itself. */
async function probe(archive: ZipFile, item: ZipItem, { budget, depth, whole, ...context }: ProbeContext): Promise<void> {
  let isArchive: boolean | null = null
  const kept: Buffer[] = []
  const count = budget.counter(item)
  for await (const piece of contentOf(archive, item, context)) {
    count(piece.length)
    isArchive ??= piece[0] === 0x50 && piece[1] === 0x4b && piece[2] === 3 && piece[3] === 4
    if (isArchive && item.bytes <= maxProbedBytes) kept.push(piece)
    else if (!isArchive && !whole) break
  }
  if (kept.length > 0) await probeArchive(Buffer.concat(kept), { budget, depth: depth + 1, whole: false, ...context })
}

/** Looks into an archive within an archive; one that is damaged is told when it is read itself. */
async function probeArchive(bytes: Buffer, context: ProbeContext): Promise<void> {
  const { fromBufferPromise } = await import('yauzl')
  const archive = await fromBufferPromise(bytes, openOptions).catch(() => null)
  const directory = archive && (await readDirectory(archive, context).catch(() => null))
  context.signal.throwIfAborted()
  if (!archive || !directory || isOffice(directory.items.map((item) => item.name))) return
  if (context.depth > maxArchives)
    throw new AppError(
      'DOCUMENT_TOO_DEEP',
      `More than ${maxArchives} archives lie within each other in it, as only in a bomb: unpack it and add the documents you need.`,
    )
  for (const item of directory.items) {
    if (item.leftOut || item.encrypted) continue
    context.budget.probed()
    refuseBomb(item.bytes, item.entry.compressedSize)
    await probe(archive, item, context).catch((error: unknown) => {
      if (!isAppError(error) || wholeArchive.includes(error.code)) throw error
    })
  }
}

/** Counts what is unpacked, in archives within the archive too. Throws DOCUMENT_TOO_LARGE at the first byte too many. */
class Budget {
  private bytes = 0
  private files = 0

  claim(bytes: number): void {
    if (bytes > maxBytes) throw tooLarge()
  }

  counter({ entry }: ZipItem): (bytes: number) => void {
    let own = 0
    return (bytes) => {
      own += bytes
      this.bytes += bytes
      this.claim(this.bytes)
      refuseBomb(own, entry.compressedSize)
    }
  }

  probed(): void {
    if (++this.files > maxProbed)
      throw new AppError(
        'DOCUMENT_TOO_LARGE',
        `More than ${maxProbed} files lie in the archives within it: unpack it and add the folders you need.`,
      )
  }
}

function refuseBomb(bytes: number, packed: number): void {
  if (bytes > freeBytes && bytes > packed * maxRatio)
    throw new AppError(
      'DOCUMENT_TOO_LARGE',
      'A file in the archive unpacks to more than a hundred times its size, as only a bomb does: unpack it with its own program and add what you trust.',
    )
}

function tooLarge(): AppError {
  return new AppError('DOCUMENT_TOO_LARGE', `The archive unpacks to more than ${maxBytes >> 20} MB: unpack it and add the folder.`)
}
