import { AppError } from '../../contract/errors'
import type { DocumentRow } from '../catalog/documentRows'
import type { CoreContext } from '../context'
import { announceDocument } from '../jobs/announce'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'

/** Tags one document may have. */
const mostTags = 50

/** Under which a tag is compared: upper and lower case make no difference. */
export function tagKey(tag: string): string {
  return tag.normalize('NFC').toLowerCase()
}

/** The tags of a workspace by alphabet, with how many documents have each. */
export function tagsOf({ documents }: Pick<OpenWorkspace, 'documents'>): { tag: string; documents: number }[] {
  const found = new Map<string, { tag: string; documents: number }>()
  for (const { tags } of documents.scopeRows()) {
    if (tags === '[]') continue
    for (const tag of JSON.parse(tags) as string[]) {
      const known = found.get(tagKey(tag))
      if (known) known.documents += 1
      else found.set(tagKey(tag), { tag, documents: 1 })
    }
  }
  return [...found.values()].sort((a, b) => a.tag.localeCompare(b.tag))
}

/** The tags of a workspace and those it offers from the start, which no document may have yet. */
export function offeredTags(workspace: Pick<OpenWorkspace, 'documents' | 'focus'>): { tag: string; documents: number }[] {
  const used = tagsOf(workspace)
  const known = new Set(used.map(({ tag }) => tagKey(tag)))
  const offered = workspace.focus.get().tags.filter((tag) => !known.has(tagKey(tag)))
  return [...used, ...offered.map((tag) => ({ tag, documents: 0 }))].sort((a, b) => a.tag.localeCompare(b.tag))
}

/** Takes tags off documents and puts others on, all or nothing. Throws BAD_REQUEST where one document would have too many. */
export function tagDocuments(
  rows: readonly DocumentRow[],
  { add, remove }: { add: readonly string[]; remove: readonly string[] },
  workspace: OpenWorkspace,
  core: Pick<CoreContext, 'hub' | 'board'>,
): void {
  const spelt = new Map(offeredTags(workspace).map(({ tag }) => [tagKey(tag), tag]))
  for (const tag of add) if (!spelt.has(tagKey(tag))) spelt.set(tagKey(tag), tag)
  const gone = new Set(remove.map(tagKey))
  const changed: string[] = []
  workspace.db.transaction(() => {
    for (const row of rows) {
      const own = new Map((JSON.parse(row.tags) as string[]).map((tag) => [tagKey(tag), tag]))
      for (const key of gone) own.delete(key)
      for (const tag of add) if (!own.has(tagKey(tag))) own.set(tagKey(tag), spelt.get(tagKey(tag))!)
      if (own.size > mostTags) throw new AppError('BAD_REQUEST', `${row.name} would have more than ${mostTags} tags. Take some off first.`)
      const tags = JSON.stringify([...own.values()])
      if (tags === row.tags) continue
      workspace.documents.update(row.id, { tags })
      changed.push(row.id)
    }
  })()
  for (const id of changed) announceDocument(workspace, id, core)
}
