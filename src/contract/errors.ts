import { z } from 'zod'

/** What a document can fail with: product.md's closed list, each with the sentence that says what to do. */
export const documentErrorCodes = [
  'DOCUMENT_CORRUPT',
  'DOCUMENT_EMPTY',
  'DOCUMENT_TOO_LARGE',
  'DOCUMENT_TOO_DEEP',
  'DOCUMENT_NO_TEXT',
  'FORMAT_UNSUPPORTED',
  'TEXT_ENCODING',
  'NOT_A_FILE',
  'FILE_MISSING',
  'FILE_PERMISSION',
  'FILE_NAME',
  'READER_TIMEOUT',
  'READER_MEMORY',
  'READER_CRASHED',
  'DISK_FULL',
  'SOURCE_BLOCKED',
  'SOURCE_UNREACHABLE',
  'DOCUMENT_PASSWORD',
  'EMBEDDING_FAILED',
] as const

/** What a call can fail with, beside the document codes. */
export const callErrorCodes = [
  'BAD_REQUEST',
  'UNAUTHORIZED',
  'FORBIDDEN',
  'WORKSPACE_NOT_FOUND',
  'WORKSPACE_EXISTS',
  'DOCUMENT_NOT_FOUND',
  'DOCUMENT_BUSY',
  'PAGE_NOT_FOUND',
  'JOB_NOT_FOUND',
  'JOB_STATE',
  'CHAT_NOT_FOUND',
  'MESSAGE_NOT_FOUND',
  'TEMPLATE_NOT_FOUND',
  'MODEL_NOT_FOUND',
  'MODEL_EXISTS',
  'MODEL_UNREACHABLE',
  'MODEL_REFUSED',
  'MODEL_ANSWER',
  'MODEL_STALLED',
  'UPLOAD_NOT_FOUND',
  'EGRESS_BLOCKED',
  'DATA_LOCKED',
  'DATA_NEWER',
  'DATA_DAMAGED',
  'SECRETS_UNAVAILABLE',
  'ARCHIVE_DAMAGED',
  'ARCHIVE_PASSWORD',
  'WORKSPACE_SEALED',
  'INDEX_FAILED',
  'EMBEDDING_MISMATCH',
  'BUSY',
  'CANCELLED',
  'INTERNAL',
] as const

export const errorCodes = [...documentErrorCodes, ...callErrorCodes] as const

export const DocumentErrorCode = z.enum(documentErrorCodes)
export type DocumentErrorCode = z.infer<typeof DocumentErrorCode>

export const ErrorCode = z.enum(errorCodes)
export type ErrorCode = z.infer<typeof ErrorCode>

/** HTTP status of each code that is not simply 400; a document's own failure is 422. */
const statuses: Partial<Record<ErrorCode, number>> = {
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  EGRESS_BLOCKED: 403,
  WORKSPACE_NOT_FOUND: 404,
  DOCUMENT_NOT_FOUND: 404,
  PAGE_NOT_FOUND: 404,
  JOB_NOT_FOUND: 404,
  CHAT_NOT_FOUND: 404,
  MESSAGE_NOT_FOUND: 404,
  TEMPLATE_NOT_FOUND: 404,
  MODEL_NOT_FOUND: 404,
  UPLOAD_NOT_FOUND: 404,
  WORKSPACE_EXISTS: 409,
  MODEL_EXISTS: 409,
  DOCUMENT_BUSY: 409,
  JOB_STATE: 409,
  ARCHIVE_DAMAGED: 422,
  ARCHIVE_PASSWORD: 403,
  DATA_LOCKED: 423,
  WORKSPACE_SEALED: 423,
  DATA_NEWER: 409,
  CANCELLED: 499,
  MODEL_UNREACHABLE: 502,
  MODEL_REFUSED: 502,
  MODEL_ANSWER: 502,
  MODEL_STALLED: 504,
  BUSY: 503,
  DISK_FULL: 507,
  DATA_DAMAGED: 500,
  INDEX_FAILED: 500,
  INTERNAL: 500,
  SECRETS_UNAVAILABLE: 503,
}

/** The HTTP status that carries a code. */
export function statusOf(code: ErrorCode): number {
  const own = statuses[code]
  if (own) return own
  return (documentErrorCodes as readonly string[]).includes(code) ? 422 : 400
}

/**
 * An expected failure: a code of the closed list and a sentence that says what happened and what to do.
 * It crosses process borders as `{code, message, details}` and is recognised by its code, never by `instanceof`.
 */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly details?: Record<string, unknown>

  constructor(code: ErrorCode, message: string, options: { details?: Record<string, unknown>; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    if (options.details) this.details = options.details
  }
}

/** An error as plain data, ready for a process border, a log or the command line. */
export const ErrorBody = z.object({ code: ErrorCode, message: z.string(), details: z.record(z.string(), z.unknown()).optional() })
export type ErrorBody = z.infer<typeof ErrorBody>

/** Whether a thrown value carries a code of the closed list. */
export function isAppError(error: unknown): error is AppError {
  return error instanceof Error && ErrorCode.safeParse((error as { code?: unknown }).code).success
}

/** How the system and SQLite call a full disk. */
const fullDisk = new Set(['ENOSPC', 'EDQUOT', 'SQLITE_FULL'])

/** Any thrown value as plain data; what is not an expected failure becomes INTERNAL with its own message. */
export function toErrorBody(error: unknown): ErrorBody {
  if (isAppError(error)) {
    return { code: error.code, message: error.message, ...(error.details ? { details: error.details } : {}) }
  }
  if (error instanceof Error && fullDisk.has(String((error as { code?: unknown }).code)))
    return { code: 'DISK_FULL', message: 'The disk is full: make room and try again.' }
  return { code: 'INTERNAL', message: error instanceof Error ? error.message : String(error) }
}

/** The error a body of another process stands for. */
export function fromErrorBody(body: ErrorBody): AppError {
  return new AppError(body.code, body.message, body.details ? { details: body.details } : {})
}
