import type { Contract } from '../../../contract'
import type { Document } from '../../../contract/documents'
import type { Client } from '../../../rpc/connectPort'
import { type Command, exitCodes } from '../command'
import { readableBytes, table } from '../output'
import { allowFlags, exactly } from '../parseCommand'

const pageSize = 5_000

export const command: Command = {
  usage: 'documents NAME',
  about: 'List the documents of a workspace',
  processJobs: false,
  run: async (client, words, { line, output }) => {
    allowFlags(line)
    const [workspace] = exactly(words, ['The name of the workspace']) as [string]
    const documents = (await allDocuments(client, workspace)).map(toShown)
    output.result({ documents }, () =>
      documents.length === 0
        ? ['No document yet. Add some: carrel add NAME PATH…']
        : table([
            ['STATUS', 'NAME', 'PAGES', 'SIZE', ''],
            ...belowContainers(documents).map((one) => [one.status, one.name, one.pages, readableBytes(one.bytes), one.message ?? '']),
          ]),
    )
    return exitCodes.done
  },
}

/** What lies in a container right after it; the others in the order they were added. */
function belowContainers<Shown extends { id: string; parent?: string }>(documents: readonly Shown[]): Shown[] {
  const known = new Set(documents.map(({ id }) => id))
  const inside = Map.groupBy(documents, ({ parent }) => (parent && known.has(parent) ? parent : null))
  const ordered: Shown[] = []
  const waiting = (inside.get(null) ?? []).toReversed()
  for (let one = waiting.pop(); one; one = waiting.pop()) {
    ordered.push(one)
    waiting.push(...(inside.get(one.id) ?? []).toReversed())
  }
  return ordered
}

async function allDocuments(client: Client<Contract>, workspace: string): Promise<Document[]> {
  const all: Document[] = []
  for (;;) {
    const { documents, total } = await client.documents.list({ workspace, offset: all.length, limit: pageSize })
    all.push(...documents)
    if (documents.length === 0 || all.length >= total) return all
  }
}

function toShown({ id, name, parent, status, pages, passages, bytes, sha256, addedAt, language, published, code, message }: Document) {
  return {
    id,
    name,
    ...(parent ? { parent } : {}),
    status,
    pages,
    passages,
    bytes,
    sha256,
    addedAt,
    ...(language ? { language } : {}),
    ...(published ? { published } : {}),
    ...(code ? { code } : {}),
    ...(message ? { message } : {}),
  }
}
