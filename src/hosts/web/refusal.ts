import type { IncomingMessage, ServerResponse } from 'node:http'
import { AppError, type ErrorCode, isAppError, statusOf } from '../../contract/errors'

/** What a host says no with: the same body as a failed call of the contract. */
export interface Refusal {
  status: number
  code: ErrorCode
  message: string
  headers?: Record<string, string>
}

/** How long an unwanted body is still read, so that its sender gets to see the answer, in milliseconds. */
const drainMs = 1_000

/** The refusal an error stands for; what is not expected is told to `onError` and hidden from the caller. */
export function toRefusal(error: unknown, onError: (error: unknown) => void): Refusal {
  if (isAppError(error)) {
    const status = error instanceof HttpError ? error.status : statusOf(error.code)
    return { status, code: error.code, message: error.message }
  }
  onError(error)
  return {
    status: 500,
    code: 'INTERNAL',
    message: 'Something went wrong inside Carrel. Try again; if it happens again, its log says more.',
  }
}

export function refusalBody({ status, code, message }: Refusal): string {
  return JSON.stringify({ defined: true, code, status, message })
}

/** Answers with a refusal; what is left of the request's body is thrown away. */
export function refuse(request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
  if (response.headersSent) return void response.destroy()
  const body = refusalBody(refusal)
  response.writeHead(refusal.status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...refusal.headers,
  })
  response.end(body)
  if (request.complete) return
  request.resume()
  const cut = setTimeout(() => request.destroy(), drainMs)
  request.once('close', () => clearTimeout(cut))
}

/** An AppError with a status of its own, where the code's is too general. */
export class HttpError extends AppError {
  readonly status: number

  constructor(status: number, code: ErrorCode, message: string) {
    super(code, message)
    this.status = status
  }
}
