import type { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { AppError } from '../../contract/errors'

interface Limits {
  /** Most bytes, as sent and once more as inflated. */
  maxBytes: number
  /** Heard at every piece: the sign of life. */
  onPiece: () => void
  signal: AbortSignal
  /** Host, for the messages. */
  host: string
}

/** What the gate says it can undo; anything else was not asked for. */
export const acceptedEncodings = 'gzip, deflate, br'

const inflaters: Record<string, () => Transform> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
}

/**
 * The bytes of an answer, inflated. Counted while they come in and again while they are inflated, so that a small body cannot become a
 * large one. Throws DOCUMENT_TOO_LARGE, SOURCE_UNREACHABLE (compressed in an unknown way, or broken).
 */
export async function readBody(body: Readable, encoding: string | undefined, limits: Limits): Promise<Uint8Array> {
  const name = encoding?.trim().toLowerCase() ?? ''
  const inflater = name === '' || name === 'identity' ? null : (inflaters[name] ?? null)
  if (!inflater && name !== '' && name !== 'identity') {
    body.destroy()
    throw new AppError(
      'SOURCE_UNREACHABLE',
      `${limits.host} sent its answer in a form nobody asked for (${name}). Save the page as a file.`,
    )
  }
  const pieces: Uint8Array[] = []
  const collect = async (source: AsyncIterable<Uint8Array>) => {
    for await (const piece of counted(source, limits)) pieces.push(piece)
  }
  const asSent = (source: AsyncIterable<Uint8Array>) => counted(source, limits)
  await (inflater
    ? pipeline(body, asSent, inflater(), collect, { signal: limits.signal })
    : pipeline(body, collect, { signal: limits.signal }))
  return pieces.length === 1 ? (pieces[0] as Uint8Array) : Buffer.concat(pieces)
}

async function* counted(source: AsyncIterable<Uint8Array>, { maxBytes, onPiece, host }: Limits): AsyncGenerator<Uint8Array> {
  let bytes = 0
  for await (const piece of source) {
    onPiece()
    bytes += piece.length
    if (bytes > maxBytes) throw tooLarge(host, maxBytes)
    yield piece
  }
}

/** The refusal of an answer above the limit. */
export function tooLarge(host: string, maxBytes: number): AppError {
  const megabytes = maxBytes / 2 ** 20
  return new AppError(
    'DOCUMENT_TOO_LARGE',
    `What ${host} sent has more than ${megabytes < 1 ? megabytes.toFixed(2) : Math.floor(megabytes)} MB. Download it yourself and add the file.`,
  )
}
