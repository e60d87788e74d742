import { basename } from 'node:path'
import type { DocumentRow } from '../catalog/documentRows'
import type { WatchFileRow, WatchRow } from '../catalog/watchRows'
import type { CoreContext } from '../context'
import { type Collecting, take, walk } from '../documents/collect'
import { freeName } from '../documents/names'
import { type Found, type Resolved, resolveCollected } from '../documents/resolveCollected'
import { announceDocument } from '../jobs/announce'
import { readSettings } from '../settings'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'
import { announceWatches } from './announceWatches'
import type { FoundFile } from './listFolder'
import { lookInto, settleMissing } from './lookInto'

/** The part of an `add` job that brings the library in step with a watched folder. Doing it twice does no harm. */
export async function collectFolder(id: string, collection: Collecting): Promise<void> {
  const { workspace, core, signal } = collection
  const watch = workspace.watches.find(id)
  const found = watch && (await lookInto(watch, workspace, core, signal))
  if (!watch || !found) return
  const { candidates, missing } = found
  const stored = readSettings(core.app).sources === 'copy'
  const gone = new Set(missing)
  const goneByContent = Map.groupBy(missing, (row) => row.sha256)
  const looked = new Map(candidates.map((file) => [file.path, file]))
  const sources = candidates.map(({ path, name }) => ({ path, name, origin: path }))
  const resolve = (file: Found) => follow(file, { watch, gone, goneByContent, looked, stored }, collection)
  await walk(sources, { stored }, collection, (files) =>
    take(files.filter(isThere), { siblings: candidates.length, stored, resolve }, collection),
  )
  settleMissing(watch, [...gone], workspace, core)
  announceWatches(workspace, core)
  if (collection.payload.whole) workspace.watches.nameFollowers(watch.id, collection.job.id)
}

/** What went away between listing and reading is not there: the next look sees it. */
const isThere = (file: Found) => file.code !== 'FILE_MISSING'

interface Folder {
  watch: WatchRow
  /** Files that are gone, without those found again elsewhere. */
  gone: Set<WatchFileRow>
  goneByContent: ReadonlyMap<string, WatchFileRow[]>
  /** What the system said of the files that are being taken. */
  looked: Map<string, FoundFile>
  stored: boolean
}

/** The document a file of the folder stands for: the one whose file was moved here, else as for every file; noted for the next look. */
function follow(file: Found, folder: Folder, { workspace, core }: Collecting): Resolved | null {
  const { watch, gone, looked, stored } = folder
  const before = movedFrom(file, folder, workspace)
  if (before) {
    gone.delete(before)
    workspace.watches.dropFiles(watch.id, [before.path])
  } else adopt(file, workspace)
  const moved = before && move(workspace.documents.get(before.document as string) as DocumentRow, file, workspace, core)
  const resolved = moved ?? resolveCollected(file, { ocr: watch.ocr, stored, byPlace: true }, workspace, core)
  const seen = looked.get(file.origin ?? '')
  if (seen && resolved)
    workspace.watches.putFile(toRow(seen, file.sha256 || resolved.row.sha256, { watch: watch.id, document: resolved.row.id }))
  return resolved
}

/** The file this one was before it was moved or renamed: gone, of the same content, of the same name if there are several. */
function movedFrom(file: Found, { gone, goneByContent }: Folder, { documents }: OpenWorkspace): WatchFileRow | null {
  if (file.sha256 === '' || !file.origin || documents.byOrigin(file.origin)) return null
  const alike = goneByContent.get(file.sha256) ?? []
  const same = alike.filter((row) => gone.has(row) && documents.get(row.document ?? '')?.origin === row.path)
  return same.find((row) => basename(row.path) === basename(file.origin as string)) ?? same[0] ?? null
}

/** A document that was uploaded comes from nowhere: the file of its name and content is where it comes from. */
function adopt({ name, origin, sha256 }: Found, { documents }: OpenWorkspace): void {
  if (sha256 === '' || !origin || documents.byOrigin(origin)) return
  const known = documents.byContent(name, sha256)
  if (known?.origin === null) documents.update(known.id, { origin })
}

/** Gives a document the new place and name of its file; under a new name it is read again, for passages are found by the name as well. */
function move(row: DocumentRow, file: Found, workspace: OpenWorkspace, core: CoreContext): Resolved {
  const { documents } = workspace
  const name = freeName(file.name, (wanted) => (documents.find(wanted)?.id ?? row.id) !== row.id)
  for (const child of documents.below(row.id)) {
    if (!child.name.startsWith(`${row.name}/`)) continue
    const moved = name + child.name.slice(row.name.length)
    documents.update(child.id, { name: freeName(moved, (wanted) => (documents.find(wanted)?.id ?? child.id) !== child.id) })
    announceDocument(workspace, child.id, core)
  }
  documents.update(row.id, { origin: file.origin, name, wanted_name: file.name })
  const renamed = basename(row.name) !== basename(name)
  return { row: documents.get(row.id) as DocumentRow, read: renamed && row.digest !== null }
}

function toRow(seen: FoundFile, sha256: string, { watch, document }: { watch: string; document: string }): WatchFileRow {
  return {
    watch,
    path: seen.path,
    bytes: seen.bytes,
    modified_ms: seen.modifiedMs,
    changed_ms: seen.changedMs,
    sha256,
    document,
    missing: 0,
  }
}
