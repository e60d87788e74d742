import { createHash, randomUUID } from 'node:crypto'
import { open, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { SourceRef } from '../../contract/documents'
import { AppError } from '../../contract/errors'
import type { SourceContext } from '../../engine/source'
import { sourceOf } from '../../engine/sources'
import { plainAddress } from '../../engine/sources/url/pageAddress'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'
import type { Found } from './resolveCollected'

type Address = Extract<SourceRef, { kind: 'url' }>

/** What an address leads to, each document kept under its hash in the workspace, or why there is none. Throws only where it is aborted or the disk is full. */
export async function* fetchAddress({ url, language }: Address, workspace: OpenWorkspace, context: SourceContext): AsyncGenerator<Found> {
  const address = new URL(url)
  for await (const one of sourceOf(address).fetch({ url: address, language }, context)) {
    context.signal.throwIfAborted()
    const found = {
      name: one.name,
      origin: one.origin,
      asked: plainAddress(address.href),
      modifiedMs: 0,
      ...(language ? { language } : {}),
    }
    if ('content' in one) yield { ...found, bytes: one.content.length, sha256: await keepBytes(one.content, workspace.paths.sources) }
    else
      yield {
        ...found,
        bytes: 0,
        sha256: '',
        code: one.error.code,
        message: one.error.message,
        ...(one.mistaken ? { mistaken: true } : {}),
      }
  }
}

/** Writes bytes to `<folder>/<sha256>`, under a temporary name until they are on the disk. Throws DISK_FULL. */
async function keepBytes(bytes: Uint8Array, folder: string): Promise<string> {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const final = join(folder, sha256)
  const present = await stat(final).catch(() => null)
  if (present?.size === bytes.length) return sha256
  const temporary = join(folder, `.${randomUUID()}.tmp`)
  try {
    const file = await open(temporary, 'wx')
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, final)
    return sha256
  } catch (cause) {
    await rm(temporary, { force: true })
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'ENOSPC' || code === 'EDQUOT') throw new AppError('DISK_FULL', 'The disk is full: make room and retry.', { cause })
    throw cause
  }
}
