import type { Contract } from '../contract'
import type { Answer, AskEvent } from '../contract/chat'
import type { Scope } from '../contract/scope'
import { answer } from '../engine/answer/pipeline'
import { llmOf } from '../engine/llms'
import type { Handlers } from '../rpc/handlers'
import type { CoreContext } from './context'
import { findDocument, readPages } from './documents'
import { modelIdleMs, type ReadyModel, readyModel } from './models'
import { findScope } from './scope'
import { searchWorkspace } from './search'
import { suggestedQuestions } from './suggestions'
import type { OpenWorkspace } from './workspaces/openWorkspaces'

/** Answers by taking the best sentences: needs no model and no connection. */
const withoutModel = (): Omit<ReadyModel, 'label'> & { label: null } => ({
  label: null,
  llm: llmOf('extractive'),
  settings: { url: null, model: 'extractive', key: null },
  fetch: async () => {
    throw new Error('Answering without a model makes no connection.')
  },
})

interface Ask extends Scope {
  question: string
  model?: string | null | undefined
  keep: boolean
}

/** The chat of the contract. */
export function createChat(core: CoreContext): Handlers<Contract>['chat'] {
  return {
    ask: ({ workspace, ...input }, { signal }) => ask(input, core.shelf.open(workspace), core, signal),
    messages: async ({ workspace, limit }) => ({ messages: core.shelf.open(workspace).messages.latest(limit) }),
    suggestions: async ({ workspace }) => ({ questions: await suggestedQuestions(core.shelf.open(workspace), core) }),
    clear: async ({ workspace }) => ({ cleared: core.shelf.open(workspace).messages.clear() }),
  }
}

async function* ask(input: Ask, workspace: OpenWorkspace, core: CoreContext, signal: AbortSignal): AsyncGenerator<AskEvent> {
  const { question, keep: keeps, model: wanted, ...limits } = input
  const scope = findScope(limits, workspace)
  const label = wanted === undefined ? core.shelf.find(workspace.id).model : wanted
  const model = label === null ? withoutModel() : await readyModel(label, core)
  if (keeps) keep(workspace, core, { role: 'question', text: question })
  const events = answer(
    { question, model: model.label, limits: { idleTimeoutMs: modelIdleMs } },
    {
      signal,
      llm: model.llm,
      settings: model.settings,
      fetch: model.fetch,
      clock: () => performance.now(),
      search: (query, { limit }) => searchWorkspace({ query, limit, ...scope }, workspace, core),
      readPage: async (document, page) => {
        const [read] = await readPages(findDocument(workspace, document), workspace, [page])
        return read ?? null
      },
    },
  )
  const keepAnswer = (whole: Answer) => (keeps ? keep(workspace, core, { role: 'answer', text: whole.answer, answer: whole }) : undefined)
  let answered = false
  try {
    for (let step = await events.next(); !step.done; step = await events.next()) {
      if (step.value.type !== 'answer') yield step.value
      else {
        answered = true
        const message = keepAnswer(step.value.answer)
        yield { ...step.value, ...(message ? { message } : {}) }
      }
    }
  } finally {
    // Whoever stops an answer also stops listening to it; what was written by then is kept all the same.
    if (signal.aborted && !answered) for await (const event of events) if (event.type === 'answer') keepAnswer(event.answer)
    await events.return(undefined)
  }
}

function keep(
  workspace: OpenWorkspace,
  core: CoreContext,
  message: Pick<Parameters<OpenWorkspace['messages']['insert']>[0], 'role' | 'text' | 'answer'>,
): string {
  const id = core.newId()
  workspace.messages.insert({ id, createdAt: core.now(), ...message })
  return id
}
