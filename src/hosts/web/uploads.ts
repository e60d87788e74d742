import { randomUUID } from 'node:crypto'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { AppError } from '../../contract/errors'
import { HttpError } from './refusal'

/** The header with the file's name, percent-encoded. */
export const uploadNameHeader = 'x-carrel-name'

export interface UploadOptions {
  folder: string
  maxBytes: number
  /** Longest silence of the sender, in milliseconds. */
  idleMs: number
}

/**
 * Takes the body of a request as a new upload and answers `{upload, name, bytes}`; documents.add makes a document of it.
 * Throws AppError: BAD_REQUEST (type or name), CANCELLED (the sender left or went silent), DOCUMENT_TOO_LARGE, DISK_FULL.
 */
export async function takeUpload(request: IncomingMessage, response: ServerResponse, options: UploadOptions): Promise<void> {
  const name = uploadName(request)
  if (request.headers['content-type'] !== 'application/octet-stream') {
    throw new HttpError(415, 'BAD_REQUEST', 'Send the bytes of the file with the content type application/octet-stream.')
  }
  if (Number(request.headers['content-length'] ?? 0) > options.maxBytes) throw tooLarge(options.maxBytes)
  const upload = randomUUID()
  const file = join(options.folder, upload)
  await mkdir(options.folder, { recursive: true, mode: 0o700 })
  const bytes = await writeBody(request, `${file}.part`, options)
  await rename(`${file}.part`, file)
  response.writeHead(201, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify({ upload, name, bytes }))
}

async function writeBody(request: IncomingMessage, path: string, { maxBytes, idleMs }: UploadOptions): Promise<number> {
  let bytes = 0
  const silence = setTimeout(() => request.destroy(), idleMs)
  const file = await open(path, 'wx', 0o600)
  try {
    // Not destroyed on the way out: the connection is still needed to say why.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      silence.refresh()
      bytes += (chunk as Buffer).length
      if (bytes > maxBytes) throw tooLarge(maxBytes)
      await file.appendFile(chunk)
    }
    await file.close()
    return bytes
  } catch (error) {
    await file.close()
    await rm(path, { force: true })
    throw uploadFault(error, request)
  } finally {
    clearTimeout(silence)
  }
}

/** What a broken-off upload means to who sent it; other errors come back as they are. */
export function uploadFault(error: unknown, request: IncomingMessage): unknown {
  if ((error as NodeJS.ErrnoException).code === 'ENOSPC')
    return new AppError('DISK_FULL', 'The disk is full. Free some space and try again.')
  return request.destroyed && !request.complete ? new AppError('CANCELLED', 'The upload ended half-way. Try again.') : error
}

function uploadName(request: IncomingMessage): string {
  const header = request.headers[uploadNameHeader]
  const name = typeof header === 'string' ? decodeOrNull(header) : null
  if (!name || !isUploadName(name)) {
    throw new AppError(
      'BAD_REQUEST',
      `Send the file’s name, percent-encoded and at most 1024 characters, in the header ${uploadNameHeader}.`,
    )
  }
  return name
}

/** Whether a name can be that of an upload: 1 to 1024 characters. File systems allow line breaks and tabs, and so must we; NUL is in no name. */
export function isUploadName(name: string): boolean {
  return name !== '' && name.length <= 1024 && !name.includes('\0')
}

function decodeOrNull(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}

function tooLarge(maxBytes: number): HttpError {
  const megabytes = Math.floor(maxBytes / 1024 ** 2)
  return new HttpError(413, 'DOCUMENT_TOO_LARGE', `The file is larger than ${megabytes} MB. Raise the limit in the settings to add it.`)
}
