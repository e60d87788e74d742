import { type Chat, type ChatMessage, noFocus } from '../../contract'
import { client } from '../client'
import { emptyChat, useChat } from '../stores/chat'
import { emptyLibrary, useDocuments, withDocuments } from '../stores/documents'
import { noEgress, useEgress } from '../stores/egress'
import { isActive, useJobs, withJobs } from '../stores/jobs'
import { useLayout } from '../stores/layout'
import { confirm, notify } from '../stores/notices'
import { emptyScope, useScope } from '../stores/scope'
import { emptySearch, useSearch } from '../stores/search'
import { useTemplates } from '../stores/templates'
import { useViewer } from '../stores/viewer'
import { useWatches } from '../stores/watches'
import { currentWorkspace, useWorkspaces, withWorkspace } from '../stores/workspaces'
import { t } from '../texts'
import { attempt } from './attempt'
import { refreshChat, stopAnswer } from './chat'
import { readPolicy } from './egress'
import { readFocus } from './templates'
import { readWatches } from './watches'

const storageKey = 'carrel.workspace'
const listPage = 10_000
/** For so long a deletion can be taken back. */
const graceSeconds = 20

/** Id of the workspace that was open when this window last closed. */
export function rememberedWorkspace(): string | null {
  return localStorage.getItem(storageKey)
}

/** Opens a workspace: what was shown of another one goes, documents, jobs and conversation are read. Null: none is left. */
export async function loadWorkspace(id: string | null): Promise<void> {
  const isSealed = currentWorkspace({ list: useWorkspaces.getState().list, current: id })?.sealedAt ?? null
  // Of a sealed workspace nothing may stay in the window.
  if (isSealed !== null || useDocuments.getState().workspace !== id) reset(id)
  if (!id) return
  localStorage.setItem(storageKey, id)
  if (isSealed !== null) return
  const [library, { jobs }, { chats }, { chat, messages }, { questions }] = await Promise.all([
    readLibrary(id),
    client().jobs.list({ workspace: id }),
    client().chat.list({ workspace: id }),
    client().chat.messages({ workspace: id }),
    client().chat.suggestions({ workspace: id }),
    readWatches(),
    readPolicy(),
    readFocus(),
  ])
  if (useWorkspaces.getState().current !== id) return
  useDocuments.setState({ ...library, loaded: true })
  useJobs.setState(({ dismissed }) => ({
    byId: withJobs(new Map(), jobs),
    dismissed: new Set([...dismissed, ...jobs.filter((job) => !isActive(job)).map((job) => job.id)]),
  }))
  showChats(chats, chat?.id ?? null, messages)
  useChat.setState({ suggestions: questions })
  // Nobody waits for it: the first question is only slower without.
  void client()
    .access.warm({ workspace: id })
    .catch(() => {})
}

/** Shows the conversation that changed last; one that the reader has open stays open. */
function showChats(chats: readonly Chat[], latest: string | null, messages: readonly ChatMessage[]): void {
  const { chat, loaded } = useChat.getState()
  const isGone = chat !== null && !chats.some(({ id }) => id === chat)
  if (!loaded || isGone || chat === latest) return useChat.setState({ chats, chat: latest, messages, loaded: true })
  useChat.setState({ chats })
  void refreshChat().catch(() => {})
}

function reset(id: string | null): void {
  stopAnswer()
  useWorkspaces.setState({ current: id })
  useDocuments.setState({ ...emptyLibrary, workspace: id, loaded: id === null, checked: new Set() })
  useJobs.setState({ byId: new Map(), dismissed: new Set() })
  useChat.setState({ ...emptyChat, loaded: id === null })
  useSearch.setState(emptySearch)
  useScope.setState(emptyScope)
  useWatches.setState({ list: [] })
  useEgress.setState(noEgress)
  useTemplates.setState({ focus: noFocus })
  useViewer.setState({ source: null, goTo: null })
}

async function readLibrary(workspace: string) {
  let library = emptyLibrary
  for (;;) {
    const { documents, total } = await client().documents.list({ workspace, offset: library.order.length, limit: listPage })
    library = withDocuments(library, documents)
    if (documents.length === 0 || library.order.length >= total) return library
  }
}

export async function openWorkspace(id: string): Promise<void> {
  useLayout.setState({ overviewOpen: false })
  await attempt(() => loadWorkspace(id))
}

/** Reads the figures of all workspaces again. */
export async function refreshWorkspaces(): Promise<void> {
  await attempt(async () => {
    const { workspaces: list, totals, disk } = await client().workspaces.list()
    useWorkspaces.setState({ list, totals, disk })
    await refreshDeletions()
  })
}

/** Shows all workspaces instead of the open one, or the open one again. */
export function showOverview(overviewOpen: boolean): void {
  useLayout.setState({ overviewOpen })
  if (overviewOpen) void refreshWorkspaces()
}

/** Creates a workspace, set up by a template where one is named, and opens it; null, with a notice, where that failed. */
export async function createWorkspace(name: string, template?: string): Promise<string | null> {
  return attempt(async () => {
    const { workspace } = await client().workspaces.create({ name, template })
    useWorkspaces.setState(({ list }) => ({ list: withWorkspace(list, workspace) }))
    useLayout.setState({ overviewOpen: false })
    await loadWorkspace(workspace.id)
    return workspace.id
  })
}

/** The open workspace; a first one is made where there is none yet. Null, with a notice, where it is sealed. */
export async function ensureWorkspace(): Promise<string | null> {
  const workspace = currentWorkspace(useWorkspaces.getState())
  if (workspace?.sealedAt) {
    notify(t('seal.shut', { name: workspace.name }), 'bad')
    return null
  }
  return useWorkspaces.getState().current ?? createWorkspace(t('workspace.firstName'))
}

export async function renameWorkspace(workspace: string, name: string): Promise<boolean> {
  return (await attempt(() => client().workspaces.update({ workspace, name }))) !== null
}

/** Chooses the model of the open workspace; null: none. */
export async function chooseModel(model: string | null): Promise<void> {
  const workspace = useWorkspaces.getState().current
  if (workspace) await attempt(() => client().workspaces.update({ workspace, model }))
}

export async function deleteWorkspace(workspace: string, name: string): Promise<void> {
  const yes = await confirm({
    title: t('workspace.deleteTitle', { name }),
    body: t('workspace.deleteBody'),
    action: t('workspace.deleteAction'),
    tone: 'bad',
  })
  if (!yes || !(await attempt(() => client().workspaces.delete({ workspace, graceSeconds })))) return
  const undo = { label: t('workspace.undo'), run: () => void takeBack(workspace), forMs: graceSeconds * 1_000 }
  notify(t('workspace.deleted', { name }), 'plain', undo)
  await refreshDeletions()
}

/** Takes a deletion back, while its erasing has not begun. */
export async function takeBack(id: string): Promise<void> {
  const back = await attempt(() => client().deletions.cancel({ id }))
  if (back) notify(t('workspace.back', { name: back.workspace.name }), 'good')
  await refreshWorkspaces()
}

/** Tries at once what could not be erased. */
export async function eraseAgain(): Promise<void> {
  await attempt(() => client().deletions.retry())
  await refreshDeletions()
}

/** Reads which deleted workspaces are not off the disk yet. */
async function refreshDeletions(): Promise<void> {
  const { deletions } = await client().deletions.list()
  useWorkspaces.setState({ going: deletions.filter(({ erasedAt }) => erasedAt === null) })
}

export function newWorkspaceDialog(): void {
  useLayout.setState({ workspaceDialog: { kind: 'create' } })
}
