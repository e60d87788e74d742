import { createHash, type Hash } from 'node:crypto'
import { createReadStream, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { AppError, isAppError } from '../../contract/errors'
import { type DownloadAnswer, type DownloadFetch, unreachableSentence } from '../egress/fetchDownload'
import { type AnnouncedHash, hashOfPart, isAsAnnounced } from './announcedHash'
import { pauseBefore, refusalOf } from './answerOf'
import { pause } from '../../engine/llms/streaming/pause'

/** A file that is wanted, and what is known of it. */
export interface FileWanted {
  address: string
  /** Where it lies once it is whole and was found right; before, beside it with `.part`. */
  path: string
  bytes?: number | undefined
  /** What the catalogue says, or what an earlier download had. */
  sha256?: string | undefined
  /** More than this is not taken where nobody has said how long the file is. */
  mostBytes: number
}

export interface DownloadContext {
  fetch: DownloadFetch
  source: string
  hosts: readonly string[]
  signal: AbortSignal
  /** Bytes of this file that are there, and how many there will be where that is known. */
  progress: (done: number, total: number | null) => void
  /** Longest silence of a server, and the pause before the first new try, which doubles, in milliseconds. */
  silenceMs: number
  pauseMs: number
}

/** What was fetched, and what its hash was compared with. */
export interface Fetched {
  sha256: string
  bytes: number
  checked: 'known' | 'source' | 'first'
}

/** Noted beside a part, so that what goes on is the version it began with. */
interface PartNote {
  etag: string | null
  announced: AnnouncedHash | null
  total: number | null
}

/** Tries without a byte more than before, and tries in all: connections that give a little each time must end, too. */
const idleTries = 5
const mostTries = 60

/**
 * Fetches a file, going on with what an earlier try left. Cut connections and busy servers are tried again; a version that has changed
 * begins anew; a file with another hash than it should have is removed. Throws MODEL_UNREACHABLE, MODEL_REFUSED, MODEL_ANSWER,
 * EGRESS_BLOCKED, DISK_FULL, and the reason of the signal.
 */
export async function downloadFile(file: FileWanted, context: DownloadContext): Promise<Fetched> {
  mkdirSync(dirname(file.path), { recursive: true })
  for (let tries = 1, idle = 0; ; tries++) {
    const before = partBytes(file)
    try {
      return await fetchOnce(file, context)
    } catch (error) {
      context.signal.throwIfAborted()
      idle = partBytes(file) > before ? 0 : idle + 1
      const pauseMs = pauseBefore(error, context.pauseMs * 2 ** Math.max(0, idle - 1))
      if (pauseMs === null || idle >= idleTries || tries >= mostTries) throw asAppError(error)
      await pause(pauseMs, context.signal)
    }
  }
}

async function fetchOnce(file: FileWanted, context: DownloadContext): Promise<Fetched> {
  const note = readNote(file)
  const from = note ? partBytes(file) : 0
  if (note && note.total !== null && from === note.total) return await finished(file, note, await hashOfPart(file.path))
  const { source, hosts, silenceMs, signal } = context
  const answer = await context.fetch(file.address, { source, hosts, silenceMs, from, etag: note?.etag ?? null }, signal)
  try {
    if (answer.status === 416) forget(file)
    const refusal = refusalOf(answer, file)
    if (refusal) throw refusal
    const isMore = answer.status === 206 && note !== null && isSameVersion(answer, note, from)
    if (answer.status === 206 && !isMore) {
      // It went on with a version whose beginning is not the one that is here.
      forget(file)
      throw new AppError('MODEL_UNREACHABLE', `${answer.host} has another version of this file by now. It is fetched anew.`)
    }
    const now = isMore ? note : noteOf(answer)
    if (!isMore) {
      forget(file)
      writeFileSync(noteOfPath(file), JSON.stringify(now))
    }
    checkLength(now, file, answer.host)
    return await finished(file, now, await take(file, answer, isMore ? from : 0, { ...context, total: now.total }))
  } finally {
    await answer.close()
  }
}

async function take(
  file: FileWanted,
  answer: DownloadAnswer,
  from: number,
  { signal, progress, total }: DownloadContext & { total: number | null },
): Promise<string> {
  const hash: Hash = createHash('sha256')
  if (from > 0)
    for await (const piece of createReadStream(part(file), { end: from - 1, highWaterMark: 1 << 20 })) hash.update(piece as Buffer)
  const most = total ?? file.mostBytes
  const out = await open(part(file), from > 0 ? 'r+' : 'w')
  let at = from
  try {
    for await (const piece of answer.body) {
      signal.throwIfAborted()
      if (at + piece.length > most) throw new AppError('MODEL_ANSWER', `${answer.host} sends more than the file has. It was given up.`)
      await write(out, piece, at)
      hash.update(piece)
      at += piece.length
      progress(at, total)
    }
  } catch (error) {
    if (signal.aborted || isAppError(error)) throw error
    throw new AppError('MODEL_UNREACHABLE', unreachableSentence(error, answer.host), { cause: error })
  } finally {
    await out.close()
  }
  if (total !== null && at < total)
    throw new AppError('MODEL_UNREACHABLE', `${answer.host} ended before the file was whole. Check the connection, then go on.`)
  return hash.digest('hex')
}

async function write(out: FileHandle, piece: Buffer, at: number): Promise<void> {
  try {
    await out.write(piece, 0, piece.length, at)
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code !== 'ENOSPC' && code !== 'EDQUOT') throw cause
    throw new AppError('DISK_FULL', 'The disk is full. Make room, then go on with the download: what was fetched is kept.', { cause })
  }
}

/** Compares the hash, and gives the file its name. */
async function finished(file: FileWanted, { announced }: PartNote, sha256: string): Promise<Fetched> {
  const bytes = partBytes(file)
  const isWrong =
    file.sha256 !== undefined ? sha256 !== file.sha256 : announced !== null && !(await isAsAnnounced(announced, part(file), sha256))
  if (isWrong) {
    forget(file)
    throw new AppError(
      'MODEL_ANSWER',
      `The file ${file.address.split('/').at(-1)} is not what it should be: its SHA-256 is another one. It was removed. Try again later, or import the model from a folder you trust.`,
    )
  }
  const synced = await open(part(file), 'r+')
  await synced.sync().finally(() => synced.close())
  renameSync(part(file), file.path)
  rmSync(noteOfPath(file), { force: true })
  return { sha256, bytes, checked: file.sha256 !== undefined ? 'known' : announced ? 'source' : 'first' }
}

function noteOf({ headers, first, status }: DownloadAnswer): PartNote {
  const length = Number(headers['content-length'] ?? Number.NaN)
  return {
    etag: strongEtag(headers.etag),
    announced: readAnnounced(first),
    total: status === 200 && Number.isSafeInteger(length) ? length : null,
  }
}

/** Whether what goes on is the file the part is of. */
function isSameVersion({ headers, first }: DownloadAnswer, note: PartNote, from: number): boolean {
  const [, start, total] = /^bytes (\d+)-\d+\/(\d+)$/.exec(String(headers['content-range'] ?? '')) ?? []
  if (Number(start) !== from || Number(total) !== note.total) return false
  const announced = readAnnounced(first)
  if (note.announced && announced?.value !== note.announced.value) return false
  return note.announced !== null || (note.etag !== null && strongEtag(headers.etag) === note.etag)
}

function readAnnounced(headers: DownloadAnswer['headers']): AnnouncedHash | null {
  const linked = /^"?([0-9a-f]{64})"?$/.exec(String(headers['x-linked-etag'] ?? ''))?.[1]
  if (linked) return { kind: 'sha256', value: linked }
  // Only a source that keeps its files in git gives such marks; a mark of that form elsewhere would be compared wrongly.
  const blob = headers['x-repo-commit'] ? /^"?([0-9a-f]{40})"?$/.exec(String(headers.etag ?? ''))?.[1] : undefined
  return blob ? { kind: 'git', value: blob } : null
}

/** A weak mark does not promise the same bytes (RFC 9110 section 8.8.1), so nothing goes on by it. */
function strongEtag(etag: string | string[] | undefined): string | null {
  return typeof etag === 'string' && etag.startsWith('"') ? etag : null
}

function checkLength({ total }: PartNote, { bytes, mostBytes }: FileWanted, host: string): void {
  if (total !== null && total > mostBytes)
    throw new AppError('MODEL_ANSWER', `${host} offers a file far larger than the catalogue says, so it was not fetched.`)
  if (total !== null && bytes !== undefined && total !== bytes)
    throw new AppError('MODEL_ANSWER', `${host} offers a file of another size than the catalogue says, so it was not fetched.`)
}

const part = ({ path }: FileWanted) => `${path}.part`
const noteOfPath = ({ path }: FileWanted) => `${path}.part.json`

function partBytes(file: FileWanted): number {
  return statSync(part(file), { throwIfNoEntry: false })?.size ?? 0
}

function readNote(file: FileWanted): PartNote | null {
  try {
    return existsSync(part(file)) ? (JSON.parse(readFileSync(noteOfPath(file), 'utf8')) as PartNote) : null
  } catch {
    return null
  }
}

function forget(file: FileWanted): void {
  rmSync(part(file), { force: true })
  rmSync(noteOfPath(file), { force: true })
}

function asAppError(error: unknown): unknown {
  return isAppError(error) || !(error instanceof Error) ? error : new AppError('INTERNAL', error.message, { cause: error })
}
