import { ORPCError } from '@orpc/client'
import { AppError, ErrorCode, isAppError, statusOf, toErrorBody } from '../contract/errors'
import { fieldOf, type Issue, plainIssue } from './plainIssue'

const unexpectedMessage = 'Something went wrong inside Carrel. Try again; if it happens again, its log says more.'

/** What a caller is told of a failure that was not expected. */
export interface Unexpected {
  /** Hears of it, with the path of the procedure. */
  onError?: (error: unknown, path: string) => void
  /** Let its own message travel: only between our own processes. */
  reveal?: boolean
}

/** A failure on the serving side as the contract's typed error. */
export function toRpcError(error: unknown, path: string, { onError, reveal }: Unexpected): ORPCError<ErrorCode, unknown> {
  if (isInputError(error)) return fromIssues(error.data.issues)
  const code = ErrorCode.safeParse((error as { code?: unknown } | null)?.code)
  if (code.success && error instanceof ORPCError) return error
  if (code.success && isAppError(error)) return rpcError(code.data, error.message, error.details)
  onError?.(error instanceof ORPCError ? (error.cause ?? error) : error, path)
  const known = toErrorBody(error instanceof ORPCError ? (error.cause ?? error) : error)
  if (known.code === 'DISK_FULL') return rpcError(known.code, known.message)
  return rpcError('INTERNAL', reveal ? messageOf(error) : unexpectedMessage)
}

/** A failure on the calling side as an AppError; `lost` is what one without a code means where the connection is gone. */
export function reviveError(error: unknown, { lost, signal }: { lost: AppError | null; signal?: AbortSignal }): AppError {
  if (signal?.aborted) return new AppError('CANCELLED', 'This was cancelled.', { cause: error })
  if (error instanceof ORPCError) return fromRpcError(error)
  if (isAppError(error)) return error
  return lost ?? new AppError('INTERNAL', messageOf(error), { cause: error })
}

/** The error of every call whose connection is gone; tell it by isConnectionLost. */
export function connectionLost(): AppError {
  const message = 'The connection to Carrel was lost. Check that it is still running, then try again.'
  return new AppError('INTERNAL', message, { details: { connection: 'lost' } })
}

/** Whether a failure means that the other side is gone, not that it refused. */
export function isConnectionLost(error: unknown): boolean {
  return isAppError(error) && error.details?.connection === 'lost'
}

function rpcError(code: ErrorCode, message: string, details?: Record<string, unknown>) {
  return new ORPCError(code, { status: statusOf(code), message, data: details, defined: true })
}

function fromRpcError(error: ORPCError<string, unknown>): AppError {
  const code = ErrorCode.safeParse(error.code)
  const details = isRecord(error.data) ? error.data : undefined
  if (code.success) return new AppError(code.data, error.message, { details, cause: error })
  const message = `Carrel answered with an unexpected ${error.code} (${error.status}): ${error.message}.`
  return new AppError('INTERNAL', message, { details: { status: error.status }, cause: error })
}

function isInputError(error: unknown): error is ORPCError<'BAD_REQUEST', { issues: readonly Issue[] }> {
  return error instanceof ORPCError && error.code === 'BAD_REQUEST' && isRecord(error.data) && Array.isArray(error.data.issues)
}

function fromIssues(issues: readonly Issue[]) {
  const fields = issues.map((issue) => ({ field: fieldOf(issue), message: plainIssue(issue) }))
  const more = fields.length > 1 ? ` And ${fields.length - 1} more.` : ''
  return rpcError('BAD_REQUEST', `${fields[0]?.message ?? 'The request is not valid.'}${more}`, { issues: fields })
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
