import type { IncomingMessage, ServerResponse } from 'node:http'
import { contract } from '../../contract'
import type { Router } from '../../rpc/createRouter'
import { openApiDocument } from '../../rpc/openapi'
import { createApi } from './api'
import { sendArchive } from './archives'
import type { WebCore } from './core'
import { checkOrigin, checkToken, type Door } from './door'
import { sendFile } from './files'
import { hostPaths } from './hostPaths'
import { listPageFiles, sendPageFile } from './page'
import { HttpError, refuse, toRefusal } from './refusal'
import { takeUploadBundle } from './uploadBundle'
import { takeUpload } from './uploads'

/** Bounds of everything an outsider or a broken program could use up. */
export const limits = {
  maxBodyBytes: 10 * 1024 ** 2,
  bodyMs: 10_000,
  headersMs: 10_000,
  /** Requests answered at the same time; the next is told to come back. */
  maxRequests: 200,
  maxConnections: 1_024,
  maxMessageBytes: 10 * 1024 ** 2,
  maxSockets: 64,
  pingMs: 30_000,
  uploadIdleMs: 30_000,
}

export interface RoutesOptions {
  core: WebCore
  router: Router
  door: Door
  rendererFolder: string
  version: string
  onError: (error: unknown, path: string) => void
}

type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void>

/** Answers every HTTP request: the page to this machine, everything else to who has the token. */
export function createRoutes({ core, router, door, rendererFolder, version, onError }: RoutesOptions): Answer {
  const page = listPageFiles(rendererFolder)
  const api = createApi(router, limits)
  let document: Promise<string> | undefined
  let underWay = 0

  const routeOf = (method: string, path: string): Answer => {
    if (path === '/api/openapi.json' && isReading(method)) return sendDocument
    if (path.startsWith('/api/')) return api
    if (path === '/uploads' && method === 'POST') return upload
    if (path === '/uploads/bundle' && method === 'POST') return uploadBundle
    if (path.startsWith('/archives/') && isReading(method)) return (request, response) => sendArchive(request, response, { path, core })
    if (path.startsWith('/files/') && isReading(method)) return (request, response) => sendFile(request, response, { path, core })
    throw new HttpError(404, 'BAD_REQUEST', 'There is nothing at this address. /api/openapi.json lists what there is.')
  }

  const sendDocument: Answer = async (_request, response) => {
    document ??= openApiDocument(contract, { version, prefix: '/api', paths: hostPaths }).then((json) => JSON.stringify(json))
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }).end(await document)
  }

  const upload: Answer = async (request, response) => {
    const { settings } = await core.handlers.settings.get(undefined, { signal: neverAborted })
    const maxBytes = (settings.maxFileMegabytes ?? defaultMaxMegabytes) * 1024 ** 2
    await takeUpload(request, response, { folder: core.uploadsFolder, maxBytes, idleMs: limits.uploadIdleMs })
  }

  const uploadBundle: Answer = (request, response) =>
    takeUploadBundle(request, response, { folder: core.uploadsFolder, idleMs: limits.uploadIdleMs })

  const answer: Answer = async (request, response) => {
    const [path = ''] = (request.url ?? '').split('?', 1)
    const stranger = checkOrigin(request, door)
    if (stranger) return refuse(request, response, stranger)
    const file = isReading(request.method) ? page.get(path) : undefined
    if (file) return sendPageFile(request, response, { file, port: door.port })
    if (path === '/' && page.size === 0)
      throw new HttpError(404, 'BAD_REQUEST', 'The window is not built here. Run “npm run build” and start again.')
    const tokenless = checkToken(request, door)
    if (tokenless) return refuse(request, response, tokenless)
    if (underWay >= limits.maxRequests) {
      const message = 'Carrel is answering too many requests at once. Try again in a second.'
      return refuse(request, response, { status: 503, code: 'BUSY', message, headers: { 'retry-after': '1' } })
    }
    underWay++
    response.once('close', () => underWay--)
    for (const [name, value] of Object.entries(privateHeaders)) response.setHeader(name, value)
    await routeOf(request.method ?? '', path)(request, response)
  }

  return async (request, response) => {
    try {
      await answer(request, response)
    } catch (error) {
      // Whoever has left needs no answer, and leaving is no failure.
      if (response.destroyed) return
      refuse(
        request,
        response,
        toRefusal(error, (unexpected) => onError(unexpected, (request.url ?? '').split('?', 1)[0] ?? '')),
      )
    }
  }
}

const isReading = (method: string | undefined) => method === 'GET' || method === 'HEAD'

const neverAborted = new AbortController().signal

/** What the settings say until they are changed. */
const defaultMaxMegabytes = 2_048

/** For everything that holds a user's data: kept by no cache, embedded by no other site. */
const privateHeaders = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
}
