import { accessHeaders } from '../access'
import { desktop } from '../bridge'
import { entriesOf, pathsOf, walkEntries, walkFiles, type Incoming } from '../intake/incoming'
import { sendFiles } from '../intake/sendFiles'
import { uploadInWorker } from '../intake/uploader'
import type { Unsent } from '../intake/uploadBundle'
import { useLayout } from '../stores/layout'
import { notify } from '../stores/notices'
import { changeBatch, useUploads } from '../stores/uploads'
import { t } from '../texts'
import { messageOf } from './attempt'
import { addSources } from './documents'
import { ensureWorkspace } from './workspaces'

/** Progress of uploads is shown this often at most. */
const reportMs = 100

let lastBatch = 0
const controls = new Map<number, AbortController>()

/** Takes what was dropped on the window: by path in the desktop, uploaded in a browser. Call it within the drop event. */
export function addDrop(transfer: DataTransfer): void {
  const bridge = desktop()
  const files = [...transfer.files]
  if (bridge) return void addPaths(pathsOf(files, bridge.pathForFile))
  const entries = entriesOf(transfer.items)
  if (entries.length) void upload(walkEntries(entries))
}

/** Takes files of a file or folder chooser. */
export function addChosen(files: readonly File[]): void {
  const bridge = desktop()
  if (bridge) void addPaths(pathsOf(files, bridge.pathForFile))
  else if (files.length) void upload(walkFiles(files))
}

/** Opens the system's chooser; folders are taken whole. */
export function chooseFiles(kind: 'files' | 'folder'): void {
  const input = document.createElement('input')
  input.type = 'file'
  input.multiple = true
  input.webkitdirectory = kind === 'folder'
  input.addEventListener('change', () => addChosen([...(input.files ?? [])]), { once: true })
  input.click()
}

/** Lets the reader choose a folder and gives its path; in the desktop only, for a browser does not tell paths. */
export function chooseFolderPath(take: (path: string) => void): void {
  const bridge = desktop()
  const input = document.createElement('input')
  input.type = 'file'
  input.webkitdirectory = true
  input.addEventListener(
    'change',
    () => {
      const [path] = bridge ? pathsOf([...(input.files ?? [])], bridge.pathForFile) : []
      if (path) take(path)
    },
    { once: true },
  )
  input.click()
}

/** Takes an address that was dropped on the window; fetching it still has to be agreed to. */
export function addDroppedAddress(transfer: DataTransfer): void {
  const [address = ''] = transfer.getData('text/uri-list').split(/\r?\n/)
  if (/^https?:/i.test(address)) useLayout.setState({ addressDialog: { address } })
}

export function cancelUploads(): void {
  for (const control of controls.values()) control.abort()
}

export function dismissUploads(): void {
  useUploads.setState(({ batches }) => ({ batches: batches.filter(({ id }) => controls.has(id)) }))
}

async function addPaths(paths: readonly string[]): Promise<void> {
  const workspace = await ensureWorkspace()
  if (workspace && paths.length)
    await addSources(
      workspace,
      paths.map((path) => ({ kind: 'path', path })),
    )
}

async function upload(files: AsyncIterable<Incoming>): Promise<void> {
  const workspace = await ensureWorkspace()
  if (!workspace) return
  useLayout.setState({ libraryTab: 'documents' })
  const id = ++lastBatch
  const control = new AbortController()
  controls.set(id, control)
  useUploads.setState(({ batches }) => ({
    batches: [...batches, { id, workspace, listing: true, total: 0, done: 0, bytes: 0, failed: [], cancelled: false }],
  }))
  const report = reporter(id)
  try {
    await sendFiles(listed(files, id), {
      send: (bundle, signal) => uploadInWorker(bundle, { headers: accessHeaders(), signal }),
      handOver: (sources) => addSources(workspace, sources),
      onListed: () => report.count('total'),
      onSent: () => report.count('done'),
      onFailed: report.failed,
      signal: control.signal,
    })
  } catch (error) {
    notify(messageOf(error), 'bad')
  }
  controls.delete(id)
  report.end(control.signal.aborted)
}

async function* listed(files: AsyncIterable<Incoming>, id: number): AsyncGenerator<Incoming> {
  yield* files
  changeBatch(id, (batch) => ({ ...batch, listing: false }))
}

function reporter(id: number) {
  const counts = { total: 0, done: 0 }
  const failed: { name: string; message: string }[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  const write = () => {
    timer = undefined
    changeBatch(id, (batch) => ({ ...batch, ...counts, failed: [...failed] }))
  }
  const later = () => {
    timer ??= setTimeout(write, reportMs)
  }
  return {
    count(what: 'total' | 'done') {
      counts[what]++
      later()
    },
    failed(name: string, { message, status }: Unsent) {
      failed.push({ name, message: message ?? (status ? t('errors.upload', { status }) : t('errors.unreadable')) })
      later()
    },
    /** Batches with failures stay until they are put away. */
    end(cancelled: boolean) {
      clearTimeout(timer)
      write()
      if (failed.length === 0) useUploads.setState(({ batches }) => ({ batches: batches.filter((batch) => batch.id !== id) }))
      else changeBatch(id, (batch) => ({ ...batch, listing: false, cancelled }))
    },
  }
}
