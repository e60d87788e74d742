import { constants } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { extname } from 'node:path'
import { AppError } from '../../contract/errors'
import { detectEncoding, byteOrderMark } from '../formats/text/detectEncoding'
import type { FileHead } from '../format'
import { listArchive } from './listArchive'
import { listStreams } from './listStreams'

const headBytes = 64 * 1024

/** Formats whose files may be nothing but text, so that a magic number in clean text is no coincidence. */
const textualFormats = new Set(['pdf', 'rtf', 'xml', 'svg', 'vtt', 'ics', 'vcf', 'ps', 'eps', 'ai', 'pgp', 'reg'])

/**
 * What a file is, by its content; `name` is what the user calls it.
 * Throws FILE_MISSING, FILE_PERMISSION, NOT_A_FILE, DOCUMENT_EMPTY (no bytes).
 */
export async function identify(path: string, name: string): Promise<FileHead> {
  const { bytes, size } = await readHead(path)
  const text = detectEncoding(bytes, bytes.length === size)
  const extension = extname(name).slice(1).toLowerCase()
  const detected = await detect(bytes, text, extension)
  const encoding = detected && !textualFormats.has(detected.extension) ? null : text
  const isArchive = bytes[0] === 0x50 && bytes[1] === 0x4b
  const entries = isArchive ? await listArchive(path) : null
  const streams = detected?.extension === 'cfb' ? await listStreams(path) : null
  return { bytes, name, extension, size, detected, encoding, entries, ...(streams ? { streams } : {}) }
}

async function readHead(path: string): Promise<{ bytes: Uint8Array; size: number }> {
  try {
    const found = await stat(path)
    if (!found.isFile()) throw notAFile()
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    try {
      const { size } = await file.stat()
      if (size === 0) throw new AppError('DOCUMENT_EMPTY', 'The file has no content (0 bytes): check the original.')
      const buffer = new Uint8Array(Math.min(headBytes, size))
      const { bytesRead } = await file.read(buffer, 0, buffer.length, 0)
      return { bytes: buffer.subarray(0, bytesRead), size }
    } finally {
      await file.close()
    }
  } catch (error) {
    throw fileError(error)
  }
}

/** What a failed file access means to the user, as an error of the closed list; other errors come back as they are. */
export function fileError(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT' || code === 'ENOTDIR') return new AppError('FILE_MISSING', 'The file is no longer there: add it again.')
  if (code === 'EACCES' || code === 'EPERM')
    return new AppError('FILE_PERMISSION', 'The file may not be read: change its permissions and retry.')
  if (code === 'ELOOP' || code === 'EISDIR' || code === 'ENXIO') return notAFile()
  if (code === 'ENAMETOOLONG' || code === 'EILSEQ')
    return new AppError('FILE_NAME', 'The file has a name that cannot be used: rename it and add it again.')
  if (code === 'ENOSPC' || code === 'EDQUOT') return new AppError('DISK_FULL', 'The disk is full: make room and retry.')
  return error
}

function notAFile(): AppError {
  return new AppError('NOT_A_FILE', 'This is not an ordinary file, but a folder, a link to nowhere, a pipe or a device: choose a file.')
}

/** What magic numbers say. Clean text may begin like a program or a sound: it has neither NULs nor controls, which they are full of. */
async function detect(bytes: Uint8Array, encoding: string | null, extension: string): Promise<FileHead['detected']> {
  if (byteOrderMark(bytes)) return null
  const { fileTypeFromBuffer } = await import('file-type')
  const found = await fileTypeFromBuffer(bytes).catch(() => undefined)
  if (!found) return null
  // The eight bytes that old Office files begin with are a coincidence in no text, nor is a GIF that is called one and was cut off.
  if (found.ext === 'cfb' || (found.ext === 'gif' && extension === 'gif')) return { extension: found.ext, mediaType: found.mime }
  const isCleanText = encoding !== null && !encoding.startsWith('utf-16') && !encoding.startsWith('utf-32') && !bytes.includes(0)
  return isCleanText && !textualFormats.has(found.ext) ? null : { extension: found.ext, mediaType: found.mime }
}
