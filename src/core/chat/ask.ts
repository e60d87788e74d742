import type { Answer, AnswerRecord, AnswerStyle, AskEvent, ModelCall } from '../../contract/chat'
import { AppError, toErrorBody } from '../../contract/errors'
import type { Scope } from '../../contract/scope'
import type { SearchHit } from '../../contract/search'
import { answer, type AnswerInput } from '../../engine/answer/pipeline'
import { computeOver } from '../compute'
import type { CoreContext } from '../context'
import { modelIdleMs, readyModel } from '../models'
import { findScope, type FoundScope } from '../scope'
import { searchWorkspace } from '../search'
import { noteAnswer, noteQuestion, noteSearch } from '../workspaces/noteUse'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'
import { type AnyModel, pageReader, withoutModel } from './answerer'
import { announceChat, type Answering, answeringKey, findChat, type KeptTurn, titleOf, turnsBefore } from './conversations'
import { recordOf } from './records'
import { repeatOf } from './repeats'
import { wholeAnswersTo } from './whole'

interface Ask extends Scope {
  question: string
  model?: string | null | undefined
  anew?: boolean | undefined
  keep: boolean
  chat?: string | undefined
  beside?: string | undefined
  style?: AnswerStyle | undefined
}

interface AskContext {
  core: CoreContext
  answering: Answering
  signal: AbortSignal
}

/** Answers a question and keeps both in their conversation, also what was written before it was stopped or failed. */
export async function* ask(input: Ask, workspace: OpenWorkspace, { core, answering, signal }: AskContext): AsyncGenerator<AskEvent> {
  const { question, model: wanted, keep: _keep, chat: _chat, beside: _beside, anew, style, ...limits } = input
  const scope = findScope(limits, workspace)
  const label = wanted === undefined ? core.shelf.find(workspace.id).model : wanted
  // What the model hears of documents: of those the answers before stand on, to understand the question; then of those found.
  let told: string[] = []
  const use = { purpose: 'answer', book: workspace.egress, documents: () => told } as const
  const model = label === null ? withoutModel() : await readyModel(label, use, core)
  noteQuestion(workspace, core)
  const kept = input.keep ? keepQuestion(input, workspace, { core, answering }) : null
  told = kept?.turns.flatMap((turn) => turn.documents) ?? []
  const stop = new AbortController()
  const stopping = AbortSignal.any([signal, stop.signal])
  if (kept) answering.set(kept.key, stop)
  const calls: ModelCall[] = []
  const asked = { question, style, turns: kept?.turns ?? [] }
  const askedAt = core.now()
  const repeat = repeatOf({ ...asked, scope, model, anew: anew === true || kept?.isAgain === true }, workspace, core)
  let found: readonly SearchHit[] = []
  const onFound = (hits: readonly SearchHit[]) => (found = hits)
  const onCall = (call: ModelCall) => void calls.push(call)
  const events = repeat.events ?? answersTo(asked, model, { scope, workspace, core, signal: stopping, onCall, onFound })
  let answered = false
  const finished = (whole: Answer) => {
    answered = true
    if (kept) answering.delete(kept.key)
    if (repeat.events) return kept?.keepAnswer(whole, repeat.record)
    noteAnswer(whole, found, workspace, core)
    const record = recordOf({ question, style, askedAt }, { calls, whole, model })
    // What is kept in no conversation leaves nothing behind.
    if (kept) repeat.keep({ answer: whole, record, at: askedAt })
    return kept?.keepAnswer(whole, record)
  }
  try {
    if (kept) yield { type: 'kept', chat: kept.chat, question: kept.question }
    for (let step = await events.next(); !step.done; step = await events.next()) {
      if (step.value.type === 'passages') told = step.value.citations.map((one) => one.document)
      if (step.value.type !== 'answer') yield step.value
      else {
        const message = finished(step.value.answer)
        yield { ...step.value, ...(message ? { message } : {}) }
      }
    }
  } catch (error) {
    if (!answered && !stopping.aborted) finished(failed(model.label, error))
    throw error
  } finally {
    // Whoever stops an answer also stops listening to it; what was written by then is kept all the same.
    if (stopping.aborted && !answered) for await (const event of events) if (event.type === 'answer') finished(event.answer)
    await events.return(undefined)
    if (kept) answering.delete(kept.key)
  }
}

interface Within {
  scope: FoundScope
  workspace: OpenWorkspace
  core: CoreContext
  signal: AbortSignal
  onCall: (call: ModelCall) => void
  onFound: (hits: readonly SearchHit[]) => void
}

function answersTo(
  asked: Pick<AnswerInput, 'question' | 'style' | 'turns'>,
  model: AnyModel,
  { scope, workspace, core, signal, onCall, onFound }: Within,
) {
  const input = { ...asked, model: model.label, limits: { idleTimeoutMs: modelIdleMs } }
  const whole = wholeAnswersTo(input, model, { scope, workspace, core, signal, onCall })
  return (
    whole ??
    answer(input, {
      signal,
      onCall,
      llm: model.llm,
      settings: model.settings,
      fetch: model.fetch,
      clock: () => performance.now(),
      search: async (query, { limit }) => {
        const started = performance.now()
        const found = await searchWorkspace({ query, limit, ...scope }, workspace, core)
        noteSearch(found.hits, performance.now() - started, workspace, core)
        onFound(found.hits)
        return found
      },
      // Of a part of a table the figures would be wrong.
      ...(scope.pages ? {} : { compute: (asked: string, hits: readonly SearchHit[]) => computeOver(asked, hits, workspace, core, signal) }),
      readPage: pageReader(workspace),
    })
  )
}

interface Kept {
  /** Whether a question that stands there is to be answered once more. */
  isAgain: boolean
  /** Names the answer under way. */
  key: string
  chat: string
  /** Id of the question. */
  question: string
  /** What was asked and answered before it on its branch. */
  turns: KeptTurn[]
  /** Keeps the answer and what was sent for it, and gives its id; undefined where the conversation was deleted meanwhile. */
  keepAnswer(answer: Answer, record?: AnswerRecord): string | undefined
}

/** Keeps the question in its place: at the end of what is shown, beside another question, or in a conversation of its own. */
function keepQuestion(input: Ask, workspace: OpenWorkspace, told: { core: CoreContext; answering: Answering }): Kept {
  const { core, answering } = told
  const { id: chat, leaf } = input.chat === undefined ? newChat(input.question, workspace, core) : findChat(workspace, input.chat)
  const key = answeringKey(workspace, chat)
  if (answering.has(key)) throw new AppError('BUSY', 'An answer is being written in this conversation. Stop it, or wait for its end.')
  const { messages } = workspace.chats
  const other = input.beside === undefined ? undefined : messages.find(input.beside)
  if (input.beside !== undefined && (other?.chat !== chat || other.role !== 'question'))
    throw new AppError('MESSAGE_NOT_FOUND', 'This conversation has no such question. Open it again.')
  const isAgain = other?.text === input.question
  const question = isAgain ? other.id : core.newId()
  const parent = other ? other.parent : leaf
  if (!isAgain)
    messages.add(chat, {
      id: question,
      parent,
      role: 'question',
      text: input.question,
      createdAt: core.now(),
    })
  announceChat(workspace, chat, told)
  const keepAnswer = (whole: Answer, record?: AnswerRecord) => {
    if (!workspace.db.open || !workspace.chats.find(chat)) return undefined
    const id = core.newId()
    messages.add(chat, { id, parent: question, role: 'answer', text: whole.answer, answer: whole, record, createdAt: core.now() })
    announceChat(workspace, chat, told)
    return id
  }
  return { key, isAgain, chat, question, turns: turnsBefore(parent, chat, workspace), keepAnswer }
}

function newChat(question: string, workspace: OpenWorkspace, core: CoreContext): { id: string; leaf: null } {
  const id = core.newId()
  workspace.chats.insert({ id, title: titleOf(question), createdAt: core.now() })
  return { id, leaf: null }
}

/** What is kept of an answer that never began. */
function failed(model: string | null, error: unknown): Answer {
  return { answer: '', claims: [], citations: [], model, timings: {}, stopped: true, error: toErrorBody(error) }
}
