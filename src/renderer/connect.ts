import type { AppEvent, Contract, Deletion, Document, Job } from '../contract'
import { connectPort, type Connection } from '../rpc/connectPort'
import { connectSocket } from '../rpc/connectSocket'
import { accessToken } from './access'
import { applyChatEvent } from './actions/chats'
import { readPolicy } from './actions/egress'
import { readWatches } from './actions/watches'
import { loadWorkspace, rememberedWorkspace } from './actions/workspaces'
import { desktop, type DesktopBridge } from './bridge'
import { setClient, type CarrelClient } from './client'
import { EventQueue } from './eventQueue'
import { countText } from './figures'
import { useConnection } from './stores/connection'
import { useDocuments, withDocuments, withoutDocuments } from './stores/documents'
import { useJobs, withJobs } from './stores/jobs'
import { useLocalModels, withLocalModel } from './stores/localModels'
import { useModels } from './stores/models'
import { notify } from './stores/notices'
import { useSettings } from './stores/settings'
import { useWorkspaces, withWorkspace } from './stores/workspaces'
import { t } from './texts'

const backoffMs = [250, 500, 1_000, 2_000, 4_000, 8_000]

/** Connects to the host, and again whenever the connection is lost, until the signal is aborted. */
export async function keepConnected(signal: AbortSignal): Promise<void> {
  let attempt = 0
  let wasLive = false
  while (!signal.aborted) {
    if (!desktop() && !accessToken()) return useConnection.setState({ state: 'refused', retryAtMs: null })
    try {
      await follow(await open(), signal, () => {
        attempt = 0
        wasLive = true
      })
    } catch (error) {
      const refusal = refusalOf(error, wasLive)
      if (refusal) return useConnection.setState({ state: refusal, retryAtMs: null })
    }
    setClient(undefined)
    const waitMs = backoffMs[Math.min(attempt++, backoffMs.length - 1)] as number
    useConnection.setState({ state: 'lost', retryAtMs: Date.now() + waitMs })
    await new Promise((resolve) => setTimeout(resolve, waitMs))
  }
}

/** Where trying again is no use: a key that was good and is not any more is that of a host started before. Null: it is worth another try. */
export function refusalOf(error: unknown, wasLive: boolean): 'refused' | 'restarted' | null {
  const { code } = error as { code?: string }
  if (code === 'UNAUTHORIZED') return wasLive ? 'restarted' : 'refused'
  return code === 'FORBIDDEN' ? 'refused' : null
}

async function open(): Promise<Connection<Contract>> {
  const bridge = desktop()
  if (bridge) return askForPort(bridge)
  return connectSocket<Contract>({ address: location.origin, token: accessToken() ?? '' })
}

function askForPort(bridge: DesktopBridge): Promise<Connection<Contract>> {
  return new Promise((resolve) => {
    const hear = (event: MessageEvent) => {
      const [port] = event.ports
      if (event.source !== window || event.data?.type !== 'carrel:port' || !port) return
      window.removeEventListener('message', hear)
      resolve(connectPort<Contract>(port))
    }
    window.addEventListener('message', hear)
    bridge.connect()
  })
}

/** Reads the state once the stream of events is live, then applies what changes until the connection ends. */
async function follow({ client, close }: Connection<Contract>, signal: AbortSignal, onLive: () => void): Promise<void> {
  const queue = new EventQueue(applyEvents)
  try {
    for await (const event of await client.events.watch(undefined, { signal })) {
      if (event.type !== 'ready') queue.push(event)
      else {
        onLive()
        setClient(client)
        void readState(client).then(
          () => queue.start(),
          () => close(),
        )
      }
    }
  } finally {
    queue.stop()
    close()
  }
}

async function readState(client: CarrelClient): Promise<void> {
  const [info, { workspaces }, { models }, { providers, savesKeys }, { settings }] = await Promise.all([
    client.host.info(),
    client.workspaces.list(),
    client.models.list(),
    client.models.providers(),
    client.settings.get(),
  ])
  useModels.setState({ list: models, providers, savesKeys })
  useSettings.setState({ settings })
  const { current } = useWorkspaces.getState()
  const wanted = [current, rememberedWorkspace(), workspaces[0]?.id].find((id) => workspaces.some((workspace) => workspace.id === id))
  useWorkspaces.setState({ list: workspaces, current: wanted ?? null, loaded: true })
  if (wanted) await loadWorkspace(wanted)
  useConnection.setState({ state: 'live', retryAtMs: null, version: info.version })
}

/** Puts a group of events into the stores, in order; each store changes once however many documents or jobs there are. */
export function applyEvents(events: readonly AppEvent[]): void {
  let documents: Document[] = []
  const jobs: Job[] = []
  const flushDocuments = () => {
    if (documents.length) useDocuments.setState((state) => withDocuments(state, documents))
    documents = []
  }
  for (const event of events) {
    const here = 'workspace' in event && event.workspace === useDocuments.getState().workspace
    if (event.type === 'documents.changed' && here) documents.push(...event.documents)
    else if (event.type === 'documents.removed' && here) {
      flushDocuments()
      forgetDocuments(event.documents)
    } else if (event.type === 'job.changed' && event.job.workspace === useWorkspaces.getState().current) jobs.push(event.job)
    else applyRare(event)
  }
  flushDocuments()
  for (const job of jobs) tellCheck(job)
  if (jobs.length) useJobs.setState(({ byId }) => ({ byId: withJobs(byId, jobs) }))
}

/** Where search finds clearly less than before, nobody should have to look for it. */
function tellCheck({ id, kind, state, result }: Job): void {
  const { warning } = (result ?? {}) as { warning?: string }
  if (kind === 'check' && state === 'done' && warning && useJobs.getState().byId.get(id)?.state !== 'done') notify(warning, 'bad')
}

function forgetDocuments(ids: readonly string[]): void {
  useDocuments.setState((state) => ({
    ...withoutDocuments(state, ids),
    checked: ids.some((id) => state.checked.has(id)) ? new Set([...state.checked].filter((id) => !ids.includes(id))) : state.checked,
  }))
}

function applyRare(event: AppEvent): void {
  const { current } = useWorkspaces.getState()
  const isOfPolicy =
    event.type === 'models.changed' ||
    (event.type === 'policy.changed' && event.workspace === current) ||
    (event.type === 'workspace.changed' && event.workspace.id === current)
  // Where a question goes depends on all three.
  if (isOfPolicy) void readPolicy().catch(() => {})
  if (event.type === 'chat.changed' || event.type === 'chat.removed') applyChatEvent(event)
  else if (event.type === 'workspace.restored') notify(event.message, 'bad')
  else if (event.type === 'seal.failed') tellUnsealed(event.workspace, event.message)
  else if (event.type === 'deletion.changed') tellDeletion(event.deletion)
  else if (event.type === 'models.changed') useModels.setState({ list: event.models })
  else if (event.type === 'localModels.changed') useLocalModels.setState(({ list }) => ({ list: withLocalModel(list, event.model) }))
  else if (event.type === 'watches.changed') {
    if (event.workspace === useWorkspaces.getState().current) void readWatches().catch(() => {})
  } else if (event.type === 'settings.changed') useSettings.setState({ settings: event.settings })
  else if (event.type === 'workspace.created' || event.type === 'workspace.changed') {
    const wasSealed = useWorkspaces.getState().list.find(({ id }) => id === event.workspace.id)?.sealedAt ?? null
    useWorkspaces.setState(({ list }) => ({ list: withWorkspace(list, event.workspace) }))
    // Sealed or opened, here or elsewhere: what is shown of it goes, or comes.
    if (event.workspace.id === current && event.workspace.sealedAt !== wasSealed) void loadWorkspace(current).catch(() => {})
    // A window that stands at the first start goes along when another one, or a command, makes the first workspace.
    if (useWorkspaces.getState().current === null) void loadWorkspace(event.workspace.id).catch(() => {})
  } else if (event.type === 'workspace.deleted') leaveWorkspace(event.workspace)
}

/** The receipt of a deletion, and why it takes longer. */
function tellDeletion({ erasedAt, files, message }: Deletion): void {
  if (erasedAt) notify(t('workspace.erased', { files: countText(files), time: new Date(erasedAt).toLocaleTimeString() }), 'good')
  else if (message) notify(t('workspace.notErased', { message }), 'bad')
}

/** A workspace that should have locked itself is still open. */
function tellUnsealed(workspace: string, message: string): void {
  const name = useWorkspaces.getState().list.find(({ id }) => id === workspace)?.name ?? workspace
  notify(t('seal.failed', { name, message }), 'bad')
}

function leaveWorkspace(gone: string): void {
  const { list, current } = useWorkspaces.getState()
  const left = list.filter(({ id }) => id !== gone)
  useWorkspaces.setState({ list: left, current: current === gone ? (left[0]?.id ?? null) : current })
  if (current === gone) void loadWorkspace(left[0]?.id ?? null).catch(() => {})
}
