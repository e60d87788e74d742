import { randomUUID } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { z } from 'zod'
import { AppError } from '../../contract/errors'
import { HttpError } from './refusal'
import { isUploadName, uploadFault, type UploadOptions } from './uploads'

/** Largest bundle in bytes: it is in memory as a whole. */
export const maxBundleBytes = 16 * 1024 ** 2
const maxFiles = 1_000
const lengthBytes = 4

const List = z
  .array(z.object({ name: z.string(), bytes: z.number().int().nonnegative() }))
  .min(1)
  .max(maxFiles)

/**
 * Takes many small files in one request: four bytes (little endian) with the length of a JSON list `[{name, bytes}]`, the list, and the
 * files one after the other. Answers `{uploads: [{upload, name, bytes}]}`. Throws AppError: BAD_REQUEST, CANCELLED, DISK_FULL, and 413.
 */
export async function takeUploadBundle(
  request: IncomingMessage,
  response: ServerResponse,
  { folder, idleMs }: Pick<UploadOptions, 'folder' | 'idleMs'>,
): Promise<void> {
  if (request.headers['content-type'] !== 'application/octet-stream')
    throw new HttpError(415, 'BAD_REQUEST', 'Send the bundle with the content type application/octet-stream.')
  const body = await readBody(request, idleMs)
  const { list, start } = listOf(body)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const uploads: { upload: string; name: string; bytes: number }[] = []
  let at = start
  try {
    for (const { name, bytes } of list) {
      const upload = randomUUID()
      uploads.push({ upload, name, bytes })
      await writeFile(join(folder, upload), body.subarray(at, at + bytes), { mode: 0o600, flag: 'wx' })
      at += bytes
    }
  } catch (error) {
    await Promise.all(uploads.map(({ upload }) => rm(join(folder, upload), { force: true })))
    throw uploadFault(error, request)
  }
  response.writeHead(201, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify({ uploads }))
}

async function readBody(request: IncomingMessage, idleMs: number): Promise<Buffer> {
  const pieces: Buffer[] = []
  let bytes = 0
  const silence = setTimeout(() => request.destroy(), idleMs)
  try {
    for await (const piece of request.iterator({ destroyOnReturn: false })) {
      silence.refresh()
      bytes += (piece as Buffer).length
      if (bytes > maxBundleBytes)
        throw new HttpError(413, 'BAD_REQUEST', `A bundle may have at most ${maxBundleBytes / 1024 ** 2} MB. Send large files one by one.`)
      pieces.push(piece as Buffer)
    }
    return Buffer.concat(pieces)
  } catch (error) {
    throw uploadFault(error, request)
  } finally {
    clearTimeout(silence)
  }
}

function listOf(body: Buffer): { list: z.infer<typeof List>; start: number } {
  const length = body.length >= lengthBytes ? body.readUInt32LE(0) : 0
  const start = lengthBytes + length
  const list = List.safeParse(start <= body.length ? parsed(body.toString('utf8', lengthBytes, start)) : null).data
  const total = list?.reduce((sum, { bytes }) => sum + bytes, 0)
  if (!list || start + (total ?? 0) !== body.length || !list.every(({ name }) => isUploadName(name)))
    throw new AppError('BAD_REQUEST', 'This is not a bundle of files: its list does not fit its content. See /api/openapi.json.')
  return { list, start }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
