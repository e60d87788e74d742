import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { extname } from 'node:path'
import { Readable } from 'node:stream'
import { protocol } from 'electron'
import { isAppError, statusOf } from '../src/contract/errors'
import type { SourceFile } from '../src/core/createCore'
import { safeMediaType, wantedRange } from '../src/hosts/web/files'
import { mediaTypes, type PageFiles } from '../src/hosts/web/page'
import { contentSecurityPolicy, noncePlaceholder, pageHeaders } from '../src/hosts/web/pagePolicy'
import { isOwnPage, scheme } from './origin'

/** Tells Chromium, before the app is ready, that our scheme has origins and is as safe as https; it gets no other privilege. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } }])
}

/** Answers for the original of a document, given the request's range header. */
export type AnswerSource = (workspace: string, document: string, request: Request) => Promise<Response>

/** Answers every address of our scheme: listed files of the window, originals of documents, and 404 for all else. */
export function createProtocolHandler(files: PageFiles, { answerSource }: { answerSource: AnswerSource }) {
  return async (request: Request): Promise<Response> => {
    if (!isOwnPage(request.url)) return refuse(404)
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405)
    const { pathname } = new URL(request.url)
    const file = files.get(pathname)
    if (file) return await answerFile(file)
    const [, workspace, document] = /^\/files\/([^/]+)\/([^/]+)$/.exec(pathname) ?? []
    if (!workspace || !document) return refuse(404)
    try {
      return await answerSource(decodeURIComponent(workspace), decodeURIComponent(document), request)
    } catch (error) {
      if (error instanceof URIError) return refuse(404)
      return isAppError(error) ? refuse(statusOf(error.code), error.message) : refuse(500)
    }
  }
}

function refuse(status: number, message = ''): Response {
  return new Response(message, { status, headers: { ...pageHeaders, 'content-type': 'text/plain; charset=utf-8' } })
}

async function answerFile(file: string): Promise<Response> {
  const bytes = await readFile(file)
  const isPage = extname(file) === '.html'
  const nonce = isPage && bytes.includes(noncePlaceholder) ? randomBytes(18).toString('base64') : undefined
  const body = nonce ? bytes.toString('utf8').replaceAll(noncePlaceholder, nonce) : new Uint8Array(bytes)
  return new Response(body, {
    headers: {
      ...pageHeaders,
      'content-security-policy': contentSecurityPolicy(nonce ? { nonce } : {}),
      'content-type': mediaTypes[extname(file)] ?? 'application/octet-stream',
    },
  })
}

/** Answers with an original on this machine, whole or the range that was asked for; nothing in it is ever run. */
export async function answerSourceFile(source: SourceFile, request: Request): Promise<Response> {
  const { size } = await stat(source.path).catch(() => ({ size: null }))
  if (size === null) return refuse(404, `The original of “${source.name}” is no longer where it was.`)
  const headers = {
    'accept-ranges': 'bytes',
    'content-type': safeMediaType(source.mediaType),
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
  }
  const range = wantedRange(Object.fromEntries(request.headers), size)
  if (range === 'impossible') return new Response(null, { status: 416, headers: { ...headers, 'content-range': `bytes */${size}` } })
  const { start, end } = range ?? { start: 0, end: size - 1 }
  const length = end - start + 1
  const body = length === 0 || request.method === 'HEAD' ? null : Readable.toWeb(createReadStream(source.path, { start, end }))
  return new Response(body as ReadableStream | null, {
    status: range ? 206 : 200,
    headers: { ...headers, 'content-length': String(length), ...(range ? { 'content-range': `bytes ${start}-${end}/${size}` } : {}) },
  })
}
