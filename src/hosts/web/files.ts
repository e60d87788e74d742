import { open } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { basename } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { AppError } from '../../contract/errors'
import type { WebCore } from './core'
import { HttpError } from './refusal'

/** Types a browser shows without running anything in them. */
const shownAsTheyAre = /^(application\/pdf|image\/(png|jpeg|gif|webp|bmp|tiff|avif)|audio\/[\w.+-]+|video\/[\w.+-]+)$/

/** Types that are text to read, markup and scripts among them. */
const shownAsText = /^(text\/[\w.+-]+|[\w.+-]+\/([\w.-]+\+)?(xml|json|html)|image\/svg\+xml|(application|text)\/(x-)?(java|ecma)script)$/

/** The type a document's original is sent with: never one the browser would execute. */
export function safeMediaType(mediaType: string): string {
  const [bare = ''] = mediaType.toLowerCase().split(';')
  if (shownAsTheyAre.test(bare.trim())) return bare.trim()
  return shownAsText.test(bare.trim()) ? 'text/plain; charset=utf-8' : 'application/octet-stream'
}

/**
 * Answers GET and HEAD of `/files/WORKSPACE/DOCUMENT` with the original of a document, or the range of it that was asked for.
 * Throws AppError: what core's sourceOf throws, FILE_MISSING, FILE_PERMISSION, BAD_REQUEST.
 */
export async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  { path, core }: { path: string; core: WebCore },
): Promise<void> {
  const [workspace, document, ...rest] = path.slice('/files/'.length).split('/').map(decodeSegment)
  if (!workspace || !document || rest.length > 0)
    throw new HttpError(404, 'BAD_REQUEST', 'Ask for /files/WORKSPACE/DOCUMENT, each percent-encoded.')
  const source = await core.sourceOf(workspace, document)
  const file = await open(source.path, 'r').catch((error) => Promise.reject(unreadable(error, source.name)))
  try {
    const { size } = await file.stat()
    const range = wantedRange(request.headers, size)
    const headers = {
      'accept-ranges': 'bytes',
      'content-type': safeMediaType(source.mediaType),
      'content-disposition': `inline; filename*=UTF-8''${encodeName(basename(source.name))}`,
      'content-security-policy': "default-src 'none'; sandbox",
    }
    if (range === 'impossible') {
      response.writeHead(416, { ...headers, 'content-range': `bytes */${size}`, 'content-length': 0 }).end()
      return
    }
    const { start, end } = range ?? { start: 0, end: size - 1 }
    const partial = range ? { 'content-range': `bytes ${start}-${end}/${size}` } : {}
    response.writeHead(range ? 206 : 200, { ...headers, ...partial, 'content-length': end - start + 1 })
    if (request.method === 'HEAD' || size === 0) response.end()
    else await pipeline(file.createReadStream({ start, end, autoClose: false }), response)
  } finally {
    await file.close()
  }
}

/** One range of RFC 9110; null: the whole file, also for what is not understood or not meant for this state of the file. */
export function wantedRange(
  headers: { range?: string; 'if-range'?: unknown },
  size: number,
): { start: number; end: number } | 'impossible' | null {
  const [matched, first, last] = /^bytes=(\d*)-(\d*)$/.exec(headers['if-range'] === undefined ? (headers.range ?? '') : '') ?? []
  if (!matched || (!first && !last)) return null
  const start = first ? Number(first) : Math.max(0, size - Number(last))
  const end = first && last ? Math.min(Number(last), size - 1) : size - 1
  return start > end || (!first && Number(last) === 0) ? 'impossible' : { start, end }
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    throw new AppError('BAD_REQUEST', 'The address is not percent-encoded rightly.')
  }
}

/** encodeURIComponent and the characters RFC 8187 does not allow either. */
export function encodeName(name: string): string {
  return encodeURIComponent(name.toWellFormed()).replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
}

function unreadable(error: NodeJS.ErrnoException, name: string): AppError {
  if (error.code === 'EACCES' || error.code === 'EPERM')
    return new AppError('FILE_PERMISSION', `Carrel may not read “${name}”. Check its permissions.`)
  return new AppError('FILE_MISSING', `The original of “${name}” is no longer where it was. Put it back, or remove the document.`, {
    cause: error,
  })
}
