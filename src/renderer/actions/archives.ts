import type { Archive } from '../../contract'
import { accessHeaders } from '../access'
import { desktop } from '../bridge'
import { client } from '../client'
import type { Sent } from '../intake/uploadBundle'
import { uploadInWorker } from '../intake/uploader'
import { saveBlob } from '../saveFile'
import { notify } from '../stores/notices'
import { useWorkspaces, withWorkspace } from '../stores/workspaces'
import { t } from '../texts'
import { attempt } from './attempt'
import { loadWorkspace } from './workspaces'

/** Of an archive that is made. */
export const leastPassphrase = 8

/** How far it is, in bytes; null: it has only begun. */
export type Told = (progress: { done: number; total: number } | null) => void

/** What a new archive of a workspace is called. */
export const archiveName = (workspace: string) => `${workspace}.carrel`

/** Where a new archive goes, as the user says; in the desktop only, for a browser has its downloads. Null: nowhere. */
export async function chooseArchivePath(workspace: string): Promise<string | null> {
  return (await attempt(async () => desktop()?.askSavePath?.(archiveName(workspace)))) ?? null
}

/** Lets the reader choose the file of an archive. */
export function chooseArchiveFile(take: (file: File) => void): void {
  const input = document.createElement('input')
  input.type = 'file'
  input.accept = '.carrel'
  input.addEventListener(
    'change',
    () => {
      const [file] = input.files ?? []
      if (file) take(file)
    },
    { once: true },
  )
  input.click()
}

/** Seals a workspace into a file, at a path or, in a browser, among the downloads; returns whether that worked. */
export async function exportArchive(
  { name, ...input }: { workspace: string; name: string; path?: string; password: string },
  told: Told,
  signal: AbortSignal,
): Promise<boolean> {
  const archive = await attempt(async () => {
    for await (const event of await client().archives.export(input, { signal })) {
      if (event.type === 'done') return event.archive
      told(event.total > 0 ? event : null)
    }
    return null
  })
  if (!archive) return false
  if (archive.path !== null) {
    notify(t('archive.exported', { path: archive.path }), 'good')
    return true
  }
  return (await attempt(() => download(archive, archiveName(name), signal))) ?? false
}

async function download({ download: id }: Archive, name: string, signal: AbortSignal): Promise<boolean> {
  const response = await fetch(`/archives/${id}`, { headers: accessHeaders(), signal })
  if (!response.ok) throw new Error(t('errors.upload', { status: response.status }))
  saveBlob(name, await response.blob())
  notify(t('archive.downloaded', { name }), 'good')
  return true
}

/** What was sent to the host already, so that a passphrase can be tried again. */
const sent = new WeakMap<File, string>()

async function placeOf(file: File, signal: AbortSignal): Promise<{ path: string } | { upload: string }> {
  const bridge = desktop()
  if (bridge) return { path: bridge.pathForFile(file) }
  const known = sent.get(file)
  if (known !== undefined) return { upload: known }
  const [one] = (await uploadInWorker([{ name: file.name, file }], { headers: accessHeaders(), signal })) as Sent[]
  if (!one || !('upload' in one)) throw new Error(one?.message ?? t('errors.unreadable'))
  sent.set(file, one.upload)
  return { upload: one.upload }
}

/** Makes a workspace of a sealed file and opens it; returns whether that worked. */
export async function importArchive(
  { file, password }: { file: File; password: string },
  told: Told,
  signal: AbortSignal,
): Promise<boolean> {
  const workspace = await attempt(async () => {
    const place = await placeOf(file, signal)
    for await (const event of await client().archives.import({ ...place, password }, { signal })) {
      if (event.type === 'done') return event.workspace
      told(event.total > 0 ? event : null)
    }
    return null
  })
  if (!workspace) return false
  useWorkspaces.setState(({ list }) => ({ list: withWorkspace(list, workspace) }))
  await attempt(() => loadWorkspace(workspace.id))
  return true
}
