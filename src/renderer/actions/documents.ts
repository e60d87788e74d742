import type { SourceRef } from '../../contract'
import { client } from '../client'
import { useChat } from '../stores/chat'
import { useDocuments } from '../stores/documents'
import { useLayout } from '../stores/layout'
import { confirm, notify } from '../stores/notices'
import { useWorkspaces } from '../stores/workspaces'
import { t } from '../texts'
import { attempt } from './attempt'
import { ensureWorkspace } from './workspaces'

/** Hands sources to the host; reading them goes on in a job. */
export async function addSources(workspace: string, sources: readonly SourceRef[]): Promise<void> {
  if (sources.length) await attempt(() => client().documents.add({ workspace, sources: [...sources] }))
}

/** Fetches web pages and transcripts once and reads them; whether the host took them. */
export async function addAddresses(addresses: readonly string[]): Promise<boolean> {
  const workspace = await ensureWorkspace()
  if (!workspace) return false
  const sources = addresses.map((url) => ({ kind: 'url' as const, url }))
  return (await attempt(() => client().documents.add({ workspace, sources }))) !== null
}

/** Adds the sample documents, and shows the questions that go with them. */
export async function addSamples(): Promise<void> {
  const workspace = await ensureWorkspace()
  if (!workspace) return
  const added = await attempt(() => client().documents.addSamples({ workspace }))
  if (!added) return
  useChat.setState({ suggestions: added.questions })
  useLayout.setState({ zone: 'conversation' })
}

/** Removes documents from the open workspace, after asking. */
export async function removeDocuments(ids: readonly string[]): Promise<void> {
  const { workspace, byId } = useDocuments.getState()
  const [first] = ids
  if (!workspace || !first) return
  const name = byId.get(first)?.name ?? ''
  const yes = await confirm({
    title: ids.length === 1 ? t('library.removeTitle', { name }) : t('library.removeManyTitle', { count: ids.length }),
    body: t('library.removeBody'),
    action: t('library.removeAction'),
    tone: 'bad',
  })
  if (!yes) return
  const removed = await attempt(() => client().documents.remove({ workspace, documents: [...ids] }))
  if (removed) notify(t('library.removed', { count: ids.length }))
}

/** Reads documents again; without ids, all that failed or were cancelled. */
export async function retryDocuments(ids?: readonly string[]): Promise<void> {
  const workspace = useWorkspaces.getState().current
  if (workspace) await attempt(() => client().documents.retry({ workspace, documents: ids ? [...ids] : undefined }))
}

/** Opens the dialog that asks for the password of a document. */
export function askPassword(document: string, name: string): void {
  useLayout.setState({ passwordFor: { document, name } })
}

/** Reads a document with its password; whether the host took it. Whether the password was right shows at the document. */
export async function unlockDocument(document: string, password: string): Promise<boolean> {
  const workspace = useWorkspaces.getState().current
  if (!workspace) return false
  return (await attempt(() => client().documents.unlock({ workspace, document, password }))) !== null
}

/** Puts a document into the scope of the next question, or takes it out. */
export function checkDocument(id: string, on: boolean): void {
  useDocuments.setState(({ checked }) => {
    const next = new Set(checked)
    if (on) next.add(id)
    else next.delete(id)
    return { checked: next }
  })
}

/** Makes exactly these documents the scope of the next question; none: all. */
export function checkOnly(ids: readonly string[]): void {
  useDocuments.setState({ checked: new Set(ids) })
}
