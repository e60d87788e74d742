import { AppError } from '../../contract/errors'

/** What the codes of Node, OpenSSL and undici mean to a user. */
const faults: readonly [RegExp, string][] = [
  [/^ECONNREFUSED$/, 'refused the connection.'],
  [/^(ECONNRESET|EPIPE|UND_ERR_SOCKET|ERR_STREAM_PREMATURE_CLOSE|UND_ERR_RES_CONTENT_LENGTH_MISMATCH)$/, 'broke the connection off.'],
  [/^(ETIMEDOUT|UND_ERR_(CONNECT|HEADERS|BODY)_TIMEOUT)$/, 'did not answer in time.'],
  [/^(EHOSTUNREACH|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL)$/, 'cannot be reached from this network.'],
  [/CERT|SELF_SIGNED|UNABLE_TO_|^ERR_TLS|^ERR_SSL|^EPROTO$/, 'could not prove who it is: the secure connection failed.'],
  [/^(HPE_|UND_ERR_)/, 'answered with something that is not HTTP.'],
  [/^(Z_|ERR_BROTLI|ERR_PADDING)|BROTLI|_DECODER_/, 'sent an answer that is broken.'],
]

/** A failed connection as SOURCE_UNREACHABLE, in words. */
export function unreachable(error: unknown, host: string): AppError {
  const code = codeOf(error)
  const what = faults.find(([pattern]) => pattern.test(code))?.[1] ?? `could not be reached${code ? ` (${code})` : ''}.`
  return new AppError('SOURCE_UNREACHABLE', `${host} ${what} Check the address, retry later, or save the page as a file.`, { cause: error })
}

/** The code of an error, or of the first one inside it: several addresses of one host fail together. */
function codeOf(error: unknown): string {
  const { code, name, cause, errors } = error as { code?: unknown; name?: string; cause?: unknown; errors?: unknown[] }
  if (typeof code === 'string') return code
  if (name === 'HTTPParserError') return 'HPE_'
  if (errors?.length) return codeOf(errors[0])
  return cause ? codeOf(cause) : ''
}
