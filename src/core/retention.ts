import type { Contract } from '../contract'
import { type RetentionItem, type RetentionPolicy, type RetentionReceipt, retentionParts } from '../contract/retention'
import type { Handlers } from '../rpc/handlers'
import type { CoreContext } from './context'
import { removeDocuments } from './documents/removeRunner'
import type { OpenWorkspace } from './workspaces/openWorkspaces'

const dayMs = 86_400_000
/** What is kept so many days goes on the day it is due; a start is not burdened with it. */
const lookEveryMs = 3_600_000
const firstLookMs = 60_000

/** The retention of the contract. */
export function createRetention(core: CoreContext): Handlers<Contract>['retention'] {
  return {
    get: async ({ workspace: ref }) => {
      const { retention } = core.shelf.open(ref)
      return { policy: retention.policy(), receipts: retention.receipts() }
    },
    update: async ({ workspace: ref, policy }) => {
      core.shelf.open(ref).retention.setPolicy(policy)
      return { policy }
    },
    preview: async ({ workspace: ref, policy }) => {
      const workspace = core.shelf.open(ref)
      return { items: dueItems(policy ?? workspace.retention.policy(), workspace, core.now()) }
    },
    apply: async ({ workspace }) => ({ receipt: applyRetention(core.shelf.open(workspace), core) }),
  }
}

/** Exactly what is kept no longer at a moment (ISO 8601), with what lies in a container that goes. */
export function dueItems(policy: RetentionPolicy, workspace: OpenWorkspace, now: string): RetentionItem[] {
  const { retention, documents } = workspace
  const due = (part: keyof RetentionPolicy, find: (before: string) => Omit<RetentionItem, 'part'>[]): RetentionItem[] => {
    const kept = policy[part]
    if (kept === null) return []
    return find(new Date(Date.parse(now) - kept * dayMs).toISOString()).map((item) => ({ part, ...item }))
  }
  const withWhatLiesIn = (before: string) =>
    retention
      .dueDocuments(before)
      .flatMap((item) => [item, ...documents.below(item.id).map(({ id, name, added_at: at }) => ({ id, name, at }))])
  return [
    ...due('documents', withWhatLiesIn),
    ...due('chats', retention.dueChats),
    ...due('history', retention.dueHistory),
    ...due('ledger', retention.dueLedger),
  ]
}

/** Takes what is kept no longer out of sight, and queues the job that erases it as it erases removed documents; null where there is none. */
export function applyRetention(workspace: OpenWorkspace, core: CoreContext): RetentionReceipt | null {
  const now = core.now()
  const items = dueItems(workspace.retention.policy(), workspace, now)
  if (items.length === 0) return null
  const byPart = new Map(retentionParts.map((part) => [part, items.filter((item) => item.part === part).map(({ id }) => id)]))
  const idsOf = (part: keyof RetentionPolicy) => byPart.get(part) ?? []
  const rows = idsOf('documents').flatMap((id) => workspace.documents.get(id) ?? [])
  const chats = idsOf('chats')
  const counts = { documents: rows.length, chats: chats.length, history: idsOf('history').length, ledger: idsOf('ledger').length }
  const job = removeDocuments(rows, workspace, core, {
    title: 'What is kept no longer',
    forget: (id) => {
      for (const chat of chats) workspace.chats.remove(chat)
      if (chats.length > 0) workspace.keptAnswers.clear()
      workspace.retention.forgetHistory(idsOf('history'))
      workspace.retention.forgetLedger(idsOf('ledger'))
      workspace.retention.noteReceipt({ at: now, ...counts, job: id })
    },
  })
  if (chats.length > 0) core.hub.publish({ type: 'chat.removed', workspace: workspace.id, chats })
  return { at: now, erasedAt: null, ...counts, job }
}

/** A moment by the clock on the wall and by the steady one, in milliseconds. */
interface Moment {
  wall: number
  steady: number
}

/** Whether the clock on the wall was set meanwhile, or the machine slept, by more than a day: nothing is erased by the word of such a clock. */
export function hasJumped(before: Moment, now: Moment): boolean {
  return Math.abs(now.wall - before.wall - (now.steady - before.steady)) > dayMs
}

/**
 * Erases in every workspace what is kept no longer, soon after the start and every hour, where Carrel stays: a command does what it was
 * told. Gives the way to end it.
 */
export function keepRetention(core: CoreContext): () => void {
  if (core.options.kind === 'cli') return () => {}
  const moment = () => ({ wall: Date.parse(core.now()), steady: performance.now() })
  let before = moment()
  const look = () => {
    const now = moment()
    const jumped = hasJumped(before, now)
    before = now
    if (jumped) return core.log('the clock was set by more than a day: what is kept no longer is looked for in an hour', {})
    for (const workspace of core.app.workspaces.list()) {
      const { id } = workspace
      // A sealed one when it is open again.
      if (core.shelf.isShut(workspace)) continue
      try {
        applyRetention(core.shelf.open(id), core)
      } catch (error) {
        core.log('what is kept no longer could not be erased', { workspace: id, error })
      }
    }
  }
  const first = setTimeout(look, firstLookMs).unref()
  const timer = setInterval(look, lookEveryMs).unref()
  return () => {
    clearTimeout(first)
    clearInterval(timer)
  }
}
