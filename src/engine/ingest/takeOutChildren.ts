import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError, isAppError } from '../../contract/errors'
import type { IngestEvent, IngestInput } from '../../contract/worker'
import type { Child, FileHead, Format } from '../format'
import { uniqueName } from '../formats/zip/safeNames'
import { keepByHash } from './copyByHash'
import { openInput } from './readPages'

type ChildEvent = Extract<IngestEvent, { type: 'child' }>

/** Most documents that are taken out of one container. */
const maxChildren = 10_000

/** Most containers within each other: an archive in a mail in an archive is three. */
export const maxDepth = 8

/**
 * Keeps the documents inside a container under their hashes and tells of each, one that cannot be taken out with the reason.
 * Names are unique within the container, the same way each time. Throws what opening throws, DISK_FULL, and DOCUMENT_TOO_LARGE for too many.
 */
export async function* takeOutChildren(
  { input, head, format }: { input: IngestInput; head: FileHead; format: Format },
  { signal }: { signal: AbortSignal },
): AsyncGenerator<IngestEvent> {
  const document = await format.open(openInput(input, head), { signal })
  try {
    if (!document.children) return
    for (const folder of [input.sources, input.staging]) await mkdir(folder, { recursive: true })
    const taken = new Set<string>()
    for await (const child of document.children({ signal })) {
      signal.throwIfAborted()
      if (taken.size >= maxChildren)
        throw new AppError(
          'DOCUMENT_TOO_LARGE',
          `There are more than ${maxChildren} documents in it: unpack it and add the parts you need.`,
        )
      const name = uniqueName(child.name, taken)
      yield { type: 'child', name, ...(await keep(child, input, signal)) }
    }
  } finally {
    await document.close()
  }
}

async function keep(child: Child, input: IngestInput, signal: AbortSignal): Promise<Omit<ChildEvent, 'type' | 'name'>> {
  try {
    if ('error' in child) throw child.error
    const { depth = 0, maxFileBytes = 2 * 2 ** 30 } = input
    if (depth + 1 > maxDepth)
      throw new AppError(
        'DOCUMENT_TOO_DEEP',
        `It lies in ${depth + 1} containers within each other, and ${maxDepth} are opened: unpack it and add it by itself.`,
      )
    const temporary = join(input.staging, `${encodeURIComponent(input.document)}.child`)
    return await keepByHash(child.content, { into: input.sources, temporary }, { maxFileBytes, signal })
  } catch (error) {
    signal.throwIfAborted()
    if (!isAppError(error) || error.code === 'DISK_FULL') throw error
    return { bytes: 0, sha256: '', code: error.code, message: error.message }
  }
}
