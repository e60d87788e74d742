import type { Contract } from '../../contract'
import { AppError } from '../../contract/errors'
import type { Handlers } from '../../rpc/handlers'
import type { CoreContext } from '../context'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'
import { ask } from './ask'
import { announceChat, type Answering, answeringKey, findChat, newestLeaf, searchChats, shownMessages, toChat } from './conversations'
import { exportChat } from './exportChat'
import { findAnswer, findRecord, replay } from './records'
import { nextQuestions, suggestedQuestions } from './suggestions'

/** The chat of the contract. */
export function createChat(core: CoreContext): Handlers<Contract>['chat'] {
  const answering: Answering = new Map()
  const erase = (workspace: OpenWorkspace, ids: string[]) => {
    for (const id of ids) answering.get(answeringKey(workspace, id))?.abort()
    for (const id of ids) workspace.chats.remove(id)
    // They may be its answers.
    workspace.keptAnswers.clear()
    // The write-ahead log still holds what was written to it before.
    workspace.db.pragma('wal_checkpoint(TRUNCATE)')
    if (ids.length > 0) core.hub.publish({ type: 'chat.removed', workspace: workspace.id, chats: ids })
  }
  return {
    ask: ({ workspace, ...input }, { signal }) => ask(input, core.shelf.open(workspace), { core, answering, signal }),
    stop: async ({ workspace: ref, chat }) => {
      const workspace = core.shelf.open(ref)
      const writing = answering.get(answeringKey(workspace, findChat(workspace, chat).id))
      writing?.abort()
      return { stopped: writing !== undefined }
    },
    next: async ({ workspace: ref, message }) => {
      const workspace = core.shelf.open(ref)
      return { questions: await nextQuestions(findAnswer(workspace, message), workspace, core) }
    },
    record: async ({ workspace, message }) => ({ record: findRecord(core.shelf.open(workspace), message) }),
    replay: async ({ workspace: ref, message, model }, { signal }) => {
      const workspace = core.shelf.open(ref)
      return replay(findRecord(workspace, message), model, { workspace, core, signal })
    },
    suggestions: async ({ workspace }) => ({ questions: await suggestedQuestions(core.shelf.open(workspace), core) }),
    list: async ({ workspace: ref, query, limit }) => {
      const workspace = core.shelf.open(ref)
      const found = searchChats(workspace.chats.list(query ? -1 : limit), query ?? '', workspace).slice(0, limit)
      return { chats: found.map(({ row, ...more }) => ({ ...toChat(row, workspace, answering), ...more })) }
    },
    messages: async ({ workspace: ref, chat, limit }) => {
      const workspace = core.shelf.open(ref)
      const row = chat === undefined ? workspace.chats.latest() : findChat(workspace, chat)
      return row
        ? { chat: toChat(row, workspace, answering), messages: shownMessages(row, workspace, limit) }
        : { chat: null, messages: [] }
    },
    update: async ({ workspace: ref, chat, title, pinned, branch }) => {
      const workspace = core.shelf.open(ref)
      const row = findChat(workspace, chat)
      const leaf = branch === undefined ? row.leaf : leafOf(branch, row.id, workspace)
      workspace.chats.update({ id: row.id, title: title ?? row.title, pinned: pinned ?? row.pinned, leaf })
      announceChat(workspace, row.id, { core, answering })
      return { chat: toChat(findChat(workspace, row.id), workspace, answering) }
    },
    export: async ({ workspace: ref, chat, format }) => {
      const workspace = core.shelf.open(ref)
      return exportChat(findChat(workspace, chat), format, { workspace, core })
    },
    delete: async ({ workspace: ref, chat }) => {
      const workspace = core.shelf.open(ref)
      const { id, title } = findChat(workspace, chat)
      erase(workspace, [id])
      return { deleted: { id, title } }
    },
    clear: async ({ workspace: ref }) => {
      const workspace = core.shelf.open(ref)
      const ids = workspace.chats.list(-1).map(({ id }) => id)
      erase(workspace, ids)
      return { cleared: ids.length }
    },
  }
}

function leafOf(branch: string, chat: string, workspace: OpenWorkspace): string {
  const nodes = workspace.chats.messages.nodes(chat)
  if (!nodes.some((node) => node.id === branch))
    throw new AppError('MESSAGE_NOT_FOUND', 'This conversation has no such question or answer. Open it again.')
  return newestLeaf(branch, nodes)
}
