import { AppError, isAppError } from '../../contract/errors'
import type { DownloadAnswer } from '../egress/fetchDownload'
import type { FileWanted } from './downloadFile'

/** A server that wants a longer pause is not waited for. */
const longestPauseMs = 60_000

/** Why an answer is not taken; null where it is. */
export function refusalOf({ status, host, headers }: DownloadAnswer, file: FileWanted): AppError | null {
  const name = file.address.split('/').at(-1)
  if (status === 416) return unreachable(`${host} has not as much of ${name} as is here. It is fetched anew.`)
  if (status === 429 || status >= 500) {
    const retryAfterMs = retryAfter(headers['retry-after'])
    const what = status === 429 ? 'wants fewer requests' : `is not well (${status})`
    return unreachable(`${host} ${what}. Go on with the download later; what was fetched is kept.`, retryAfterMs)
  }
  if (status === 401 || status === 403) {
    return new AppError(
      'MODEL_REFUSED',
      `${host} does not give ${name} to everybody (${status}). Open its page in a browser, accept its terms, download it there and import it.`,
    )
  }
  if (status === 404 || status === 410)
    return new AppError('MODEL_REFUSED', `${host} does not have ${name} any more (${status}). Choose another model.`)
  if (status !== 200 && status !== 206) return new AppError('MODEL_ANSWER', `${host} answered with ${status}, which is no file.`)
  if (/text\/html/i.test(String(headers['content-type'] ?? '')))
    return new AppError('MODEL_ANSWER', `${host} answered with a web page instead of ${name}: something stands between you and it.`)
  return null
}

function unreachable(message: string, retryAfterMs?: number | null): AppError {
  return new AppError('MODEL_UNREACHABLE', message, retryAfterMs === undefined ? {} : { details: { retryAfterMs } })
}

/** How long to wait before the next try, in milliseconds; null: there is no point in one. */
export function pauseBefore(error: unknown, usualMs: number): number | null {
  if (!isAppError(error) || error.code !== 'MODEL_UNREACHABLE') return null
  const wished = error.details?.retryAfterMs
  if (typeof wished !== 'number') return usualMs
  return wished <= longestPauseMs ? wished : null
}

function retryAfter(header: string | string[] | undefined): number | null {
  if (typeof header !== 'string') return null
  const seconds = Number(header)
  const milliseconds = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(header) - Date.now()
  return Number.isFinite(milliseconds) ? Math.max(0, milliseconds) : null
}
