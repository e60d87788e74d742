import type { Contract } from '../../../contract'
import { type Document, type Use, Warmth, warmthOf } from '../../../contract/documents'
import type { Scope } from '../../../contract/scope'
import type { Client } from '../../../rpc/connectPort'
import { type Command, exitCodes } from '../command'
import { readableBytes, table } from '../output'
import { allowFlags, exactly, oneOf } from '../parseCommand'
import { readScope } from '../readScope'

const pageSize = 5_000

export const command: Command = {
  usage: 'documents NAME [--tag T]… [--kind K]… [--use hot|cold|never] [--sort used]',
  about: 'List the documents of a workspace',
  processJobs: false,
  looks: () => true,
  run: async (client, words, { line, output }) => {
    allowFlags(line, 'tag', 'kind', 'use', 'sort')
    const [workspace] = exactly(words, ['The name of the workspace']) as [string]
    const { tags, kinds } = readScope(line)
    const all = (await allDocuments(client, workspace)).map(toShown)
    const warmth = oneOf(line.flags.use, 'use', Warmth.options)
    const byUse = oneOf(line.flags.sort, 'sort', ['added', 'used']) === 'used'
    const now = Date.now()
    const fitting = all.filter((one) => fits(one, { tags, kinds }) && (!warmth || warmthOf(one, now) === warmth))
    const documents = byUse ? fitting.toSorted((a, b) => worth(b.use) - worth(a.use)) : fitting
    output.result({ documents }, () =>
      documents.length === 0
        ? [all.length === 0 ? 'No document yet. Add some: carrel add NAME PATH…' : 'No document fits.']
        : table([
            ['STATUS', 'NAME', 'PAGES', 'SIZE', 'USED', 'TAGS', ''],
            ...(byUse ? documents : belowContainers(documents)).map((one) => [
              one.status,
              one.name,
              one.pages,
              readableBytes(one.bytes),
              one.use ? `${warmthOf(one, now)} (${one.use.found} found, ${one.use.cited} cited)` : 'never',
              (one.tags ?? []).join(', '),
              one.message ?? '',
            ]),
          ]),
    )
    return exitCodes.done
  },
}

/** Whether a document has one of the tags itself and is of one of the kinds. */
function fits(one: Pick<Document, 'tags' | 'kind'>, { tags, kinds }: Pick<Scope, 'tags' | 'kinds'>): boolean {
  const own = new Set(one.tags?.map((tag) => tag.toLowerCase()))
  return (!tags || tags.some((tag) => own.has(tag.toLowerCase()))) && (!kinds || (one.kind !== undefined && kinds.includes(one.kind)))
}

/** How much a document is used, for an order: cited counts more than found. */
const worth = (use?: Use) => (use ? 5 * use.cited + use.found : -1)

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

function toShown(document: Document) {
  const { id, name, parent, kind, status, pages, passages, bytes, sha256, addedAt, tags, use, language, published, code, message } =
    document
  return {
    id,
    name,
    ...(parent ? { parent } : {}),
    ...(kind ? { kind } : {}),
    status,
    pages,
    passages,
    bytes,
    sha256,
    addedAt,
    ...(tags ? { tags } : {}),
    ...(use ? { use } : {}),
    ...(language ? { language } : {}),
    ...(published ? { published } : {}),
    ...(code ? { code } : {}),
    ...(message ? { message } : {}),
  }
}
