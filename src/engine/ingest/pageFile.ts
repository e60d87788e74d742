import { open, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { crc32, deflate, inflate } from 'node:zlib'
import { AppError, type ErrorCode } from '../../contract/errors'
import type { PageState } from '../../contract/worker'
import type { Page } from '../page'

/*
 * What was read of one document, page by page: frames of [magic, page, raw length, stored length, crc32] and JSON, deflated where that is shorter.
 * While a document is read, frames are appended; a tail torn by a crash is cut off, and of a page read twice the last frame counts.
 * A finished file ends with a frame of page 0 that lists where every page stands and what became of it.
 */

/** Part of every page file's name: raised when readers give other text for the same bytes. */
export const READER_VERSION = 10

const magic = 0x31475043
const headerBytes = 20
const trailerBytes = 8

/** A page as it is kept, with what became of it. */
export interface KeptPage extends Page {
  state: PageState
  /** Why it could not be read: a code of the closed list where it is one of those, and a sentence. */
  code?: ErrorCode
  message?: string
}

/** What a page file knows of a page without reading it. */
export interface PageEntry {
  page: number
  offset: number
  state: PageState
  confidence?: number
  code?: ErrorCode
  message?: string
}

export interface PageFile {
  /** Page numbers in ascending order. */
  pages: number[]
  entries: ReadonlyMap<number, PageEntry>
  /** Throws PAGE_NOT_FOUND, or DATA_DAMAGED where the bytes are not those that were written. */
  read(page: number): Promise<KeptPage>
  close(): Promise<void>
}

const deflated = promisify<Buffer, { level: number }, Buffer>(deflate)
const inflated = promisify<Buffer, Buffer>(inflate)

/** Opens a finished or a growing page file; its pages are read one by one. Throws FILE_MISSING, DATA_DAMAGED. */
export async function openPageFile(path: string): Promise<PageFile> {
  const file = await open(path, 'r').catch(() => {
    throw new AppError('FILE_MISSING', 'The text of the document is not in the workspace: retry the document.')
  })
  try {
    const { size } = await file.stat()
    const entries = (await readIndex(file, size)) ?? (await walk(file, size)).entries
    return {
      pages: [...entries.keys()].sort((a, b) => a - b),
      entries,
      async read(page) {
        const entry = entries.get(page)
        if (!entry) throw new AppError('PAGE_NOT_FOUND', `There is no page ${page} in what was read.`)
        const frame = await readFrame(file, entry.offset, size)
        if (frame?.page !== page) throw damaged(page)
        return frame.content as KeptPage
      },
      close: () => file.close(),
    }
  } catch (error) {
    await file.close()
    throw error
  }
}

export interface PageWriter {
  /** Pages that are kept already, by an earlier attempt or by this one. */
  entries: ReadonlyMap<number, PageEntry>
  append(page: KeptPage): Promise<void>
  /** Lists the pages at the end of the file and makes it durable; nothing can be appended after it. */
  seal(): Promise<void>
  close(): Promise<void>
}

/** Opens a page file for appending; made if missing, a torn tail is cut off. `compress`: for files that stay. */
export async function appendPages(path: string, { compress }: { compress: boolean }): Promise<PageWriter> {
  const file = await open(path, 'a+')
  const found = await walk(file, (await file.stat()).size)
  await file.truncate(found.end)
  const entries = found.entries
  let end = found.end
  const write = async (page: number, content: unknown): Promise<void> => {
    const frame = await encodeFrame(page, content, compress)
    await file.appendFile(frame)
    end += frame.length
  }
  return {
    entries,
    async append(page) {
      entries.set(page.page, entryOf(page, end))
      await write(page.page, page)
    },
    async seal() {
      const offset = end
      await write(0, [...entries.values()])
      const trailer = Buffer.alloc(trailerBytes)
      trailer.writeUInt32LE(end - offset, 0)
      trailer.writeUInt32LE(magic, 4)
      await file.appendFile(trailer)
      await file.sync()
    },
    close: () => file.close(),
  }
}

/** Puts a sealed file in its final place so that it is there whole or not at all. */
export async function publish(from: string, to: string): Promise<void> {
  await rename(from, to)
  if (process.platform === 'win32') return
  const folder = await open(dirname(to), 'r')
  await folder.sync().finally(() => folder.close())
}

/** Removes a page file; one that is not there is no error. */
export async function removePageFile(path: string): Promise<void> {
  await rm(path, { force: true })
}

/** Whether there is a file of that name. */
export async function pageFileExists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

function entryOf(page: KeptPage, offset: number): PageEntry {
  const { state, confidence, code, message } = page
  const sure = confidence === undefined ? {} : { confidence }
  return { page: page.page, offset, state, ...sure, ...(code ? { code } : {}), ...(message ? { message } : {}) }
}

async function encodeFrame(page: number, content: unknown, compress: boolean): Promise<Buffer> {
  const raw = Buffer.from(JSON.stringify(content))
  const small = compress ? await deflated(raw, { level: 1 }) : raw
  const stored = small.length < raw.length ? small : raw
  const header = Buffer.alloc(headerBytes)
  header.writeUInt32LE(magic, 0)
  header.writeUInt32LE(page, 4)
  header.writeUInt32LE(raw.length, 8)
  header.writeUInt32LE(stored.length, 12)
  header.writeUInt32LE(crc32(stored), 16)
  return Buffer.concat([header, stored])
}

interface Frame {
  page: number
  next: number
  content: unknown
}

/** The frame at an offset, or null where there is none that is whole. */
async function readFrame(file: FileHandle, offset: number, size: number): Promise<Frame | null> {
  if (offset < 0 || offset + headerBytes > size) return null
  const { buffer: header } = await file.read(Buffer.alloc(headerBytes), 0, headerBytes, offset)
  const length = header.readUInt32LE(12)
  const next = offset + headerBytes + length
  if (header.readUInt32LE(0) !== magic || next > size) return null
  const { buffer: stored } = await file.read(Buffer.alloc(length), 0, length, offset + headerBytes)
  if (crc32(stored) !== header.readUInt32LE(16)) return null
  const raw = length === header.readUInt32LE(8) ? stored : await inflated(stored)
  return { page: header.readUInt32LE(4), next, content: JSON.parse(raw.toString('utf8')) }
}

/** Reads a growing file from its start as far as its frames are whole. */
async function walk(file: FileHandle, size: number): Promise<{ entries: Map<number, PageEntry>; end: number }> {
  const entries = new Map<number, PageEntry>()
  let end = 0
  for (let frame = await readFrame(file, 0, size); frame && frame.page > 0; frame = await readFrame(file, end, size)) {
    entries.set(frame.page, entryOf(frame.content as KeptPage, end))
    end = frame.next
  }
  return { entries, end }
}

/** The list at the end of a finished file; null for a growing one. */
async function readIndex(file: FileHandle, size: number): Promise<Map<number, PageEntry> | null> {
  if (size < headerBytes + trailerBytes) return null
  const { buffer: trailer } = await file.read(Buffer.alloc(trailerBytes), 0, trailerBytes, size - trailerBytes)
  if (trailer.readUInt32LE(4) !== magic) return null
  const frame = await readFrame(file, size - trailerBytes - trailer.readUInt32LE(0), size)
  if (frame?.page !== 0) return null
  return new Map((frame.content as PageEntry[]).map((entry) => [entry.page, entry]))
}

function damaged(page: number): AppError {
  return new AppError('DATA_DAMAGED', `What was read of page ${page} is damaged on the disk: retry the document to read it again.`)
}
