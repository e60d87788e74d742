import type { Entry, ZipFile } from 'yauzl'
import { AppError, isAppError } from '../../../contract/errors'
import { entryNames } from './entryNames'
import { isLitter, uniqueName } from './safeNames'

/** Most entries an archive may have (trust.md section 3). */
export const maxEntries = 10_000

/** A file in an archive. */
export interface ZipItem {
  /** Clean, and unlike every other in the archive. */
  name: string
  /** What it claims to unpack to. */
  bytes: number
  encrypted: boolean
  /** Why it is not even looked at, in a few words; null where it is. */
  leftOut: string | null
  /** What else a reader of the list should know. */
  remark: string | null
  entry: Entry
}

export interface Directory {
  items: ZipItem[]
  /** Files that systems keep for themselves; not among the items. */
  litter: number
}

/** Opens archives so that nothing about them is believed or refused before it was looked at here. */
export const openOptions = { autoClose: false, decodeStrings: false, validateEntrySizes: false, lazyEntries: true } as const

/** The files in an archive, without folders. Throws DOCUMENT_CORRUPT, DOCUMENT_TOO_LARGE (entries), FORMAT_UNSUPPORTED (strong encryption). */
export async function readDirectory(archive: ZipFile, { signal }: { signal: AbortSignal }): Promise<Directory> {
  const entries: Entry[] = []
  try {
    // Counted, not believed: a damaged archive claims more entries than it has.
    for await (const entry of archive.eachEntry()) {
      signal.throwIfAborted()
      if (entries.length === maxEntries) throw tooManyEntries()
      entries.push(entry)
    }
  } catch (error) {
    signal.throwIfAborted()
    throw isAppError(error) ? error : unreadable(error)
  }
  refuseOverlaps(entries)
  const names = entryNames(entries)
  const taken = new Set<string>()
  const items: ZipItem[] = []
  let litter = 0
  for (const [i, entry] of entries.entries()) {
    const name = names[i]!
    if (name.endsWith('/')) continue
    if (isLitterPath(name)) litter++
    else items.push(toItem(entry, name, taken))
  }
  return { items, litter }
}

function toItem(entry: Entry, wanted: string, taken: Set<string>): ZipItem {
  const leftOut = notAFile(entry)
  const name = leftOut ? uniqueName(wanted, new Set()) : uniqueName(wanted, taken)
  const remark = name === wanted ? null : leadsOut(wanted) ? 'its name led out of the archive' : 'renamed'
  return { name, bytes: entry.uncompressedSize, encrypted: entry.isEncrypted(), leftOut, remark, entry }
}

function isLitterPath(name: string): boolean {
  return name.split('/').some((part) => part !== '.' && part !== '..' && isLitter(part))
}

/** Kinds of entries of Unix that are no files, by the upper half of their mode. */
const kinds: Record<number, string> = { 0o12: 'a link', 0o01: 'a pipe', 0o02: 'a device', 0o06: 'a device', 0o14: 'a socket' }

function notAFile({ externalFileAttributes }: Entry): string | null {
  const kind = kinds[externalFileAttributes >>> 28]
  return kind ? `${kind}, left out` : null
}

function leadsOut(name: string): boolean {
  return /^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)/.test(name)
}

/** Entries that share bytes are how a small file claims to hold terabytes; no honest archive has them. */
function refuseOverlaps(entries: readonly Entry[]): void {
  const byOffset = entries.toSorted((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader)
  let end = 0
  for (const { relativeOffsetOfLocalHeader: start, fileNameLength, compressedSize } of byOffset) {
    if (start < end)
      throw new AppError(
        'DOCUMENT_CORRUPT',
        'Files in the archive overlap, as only in a damaged or malicious one: unpack it with its own program and add the documents in it.',
      )
    end = start + 30 + fileNameLength + compressedSize
  }
}

function unreadable(cause: unknown): AppError {
  if (cause instanceof Error && cause.message.includes('strong encryption'))
    return new AppError(
      'FORMAT_UNSUPPORTED',
      'The archive is encrypted in a way that is not read (PKWARE): unpack it and add the documents in it.',
    )
  return damaged(cause)
}

/** The error of an archive whose list of files cannot be read. */
export function damaged(cause?: unknown): AppError {
  return new AppError(
    'DOCUMENT_CORRUPT',
    'The ZIP archive is cut off or damaged: copy or download it again, or unpack it and add what is in it.',
    {
      cause,
    },
  )
}

function tooManyEntries(): AppError {
  return new AppError(
    'DOCUMENT_TOO_LARGE',
    `There are more than ${maxEntries} files in the archive: unpack it and add the folders you need.`,
  )
}
