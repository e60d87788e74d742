import { OpenAPIHandler } from '@orpc/openapi/node'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { AppError } from '../../contract/errors'
import type { Router } from '../../rpc/createRouter'
import { HttpError } from './refusal'

export interface ApiLimits {
  maxBodyBytes: number
  /** Longest time a body may take, in milliseconds. */
  bodyMs: number
}

/** Answers the contract over HTTP below `/api`. Throws AppError: BAD_REQUEST (no such route, type, size, slowness or shape of the body). */
export function createApi(router: Router, limits: ApiLimits): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const handler = new OpenAPIHandler(router)
  return async (request, response) => {
    const body = await readJson(request, limits)
    const { matched } = await handler.handle(body === undefined ? request : Object.assign(request, { body }), response, { prefix: '/api' })
    if (!matched) throw new HttpError(404, 'BAD_REQUEST', 'There is no such route. /api/openapi.json lists them all.')
  }
}

/** A browser sends JSON to another site only after asking; forms and plain text it sends at once. So nothing else is taken. */
async function readJson(request: IncomingMessage, { maxBodyBytes, bodyMs }: ApiLimits): Promise<unknown> {
  const length = Number(request.headers['content-length'] ?? 0)
  const hasBody = length > 0 || request.headers['transfer-encoding'] !== undefined
  const type = request.headers['content-type']
  if (type === undefined ? hasBody : !/^application\/json(; ?charset=utf-8)?$/i.test(type)) {
    throw new HttpError(415, 'BAD_REQUEST', 'Send JSON, with the content type application/json.')
  }
  if (!hasBody) return undefined
  if (length > maxBodyBytes) throw tooLarge(maxBodyBytes)
  const text = await readText(request, { maxBodyBytes, bodyMs })
  if (text === '') return {}
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new AppError('BAD_REQUEST', `The body is not JSON: ${(error as Error).message}.`)
  }
}

function readText(request: IncomingMessage, { maxBodyBytes, bodyMs }: ApiLimits): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let bytes = 0
    const slow = setTimeout(() => settle(() => reject(new HttpError(408, 'BAD_REQUEST', 'The body took too long to arrive.'))), bodyMs)
    const settle = (end: () => void) => {
      clearTimeout(slow)
      request.off('data', onData)
      end()
    }
    const onData = (chunk: Buffer) => {
      chunks.push(chunk)
      bytes += chunk.length
      if (bytes > maxBodyBytes) settle(() => reject(tooLarge(maxBodyBytes)))
    }
    request.on('data', onData)
    request.once('end', () => settle(() => resolve(Buffer.concat(chunks).toString('utf8'))))
    request.once('close', () => settle(() => reject(new AppError('CANCELLED', 'The caller left before the body was whole.'))))
    request.once('error', (error) => settle(() => reject(new AppError('CANCELLED', error.message))))
  })
}

function tooLarge(maxBodyBytes: number): HttpError {
  return new HttpError(413, 'BAD_REQUEST', `A body may have at most ${Math.floor(maxBodyBytes / 1024 ** 2)} MB. Send files to /uploads.`)
}
