import type { AnswerRecord } from '../../contract/chat'
import { AppError, fromErrorBody, toErrorBody } from '../../contract/errors'
import { citedAnswer } from '../../engine/answer/cite'
import type { MessageRow } from '../catalog/chatRows'
import type { CoreContext } from '../context'
import { modelIdleMs, readyModel } from '../models'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'

/** A kept answer by its id. Throws MESSAGE_NOT_FOUND. */
export function findAnswer(workspace: OpenWorkspace, id: string): MessageRow & { chat: string } {
  const message = workspace.chats.messages.find(id)
  if (message?.role === 'answer') return message
  throw new AppError(
    'MESSAGE_NOT_FOUND',
    `There is no answer “${id}” in this workspace. Show its conversation to see the ids of its answers.`,
  )
}

/** What was sent for an answer. Throws MESSAGE_NOT_FOUND, also for answers that are older than such records. */
export function findRecord(workspace: OpenWorkspace, id: string): AnswerRecord {
  const record = workspace.chats.messages.record(findAnswer(workspace, id).id)
  if (record) return record
  throw new AppError('MESSAGE_NOT_FOUND', 'Nothing was noted of what was sent for this answer. Ask again to get a record.')
}

interface Replaying {
  workspace: OpenWorkspace
  core: CoreContext
  signal: AbortSignal
}

/** Sends the prompt of a record once more, and says whether the answer is the same. Throws MODEL_NOT_FOUND, what the model fails with, and BAD_REQUEST where no model was asked. */
export async function replay(record: AnswerRecord, label: string | undefined, { workspace, core, signal }: Replaying) {
  const wanted = label ?? record.model?.label
  if (wanted === undefined)
    throw new AppError('BAD_REQUEST', 'This answer was taken from the documents without a model. Name the model to send its prompt to.')
  const { llm, settings, fetch } = await readyModel(
    wanted,
    { purpose: 'answer', book: workspace.egress, documents: () => record.passages.map((one) => one.document) },
    core,
  )
  const { understood, question, passages, style, system, prompt, parameters } = record
  const request = {
    question: understood ?? question,
    passages: passages.map(({ n, text, document }) => ({ n, text, document })),
    style,
    system,
    prompt,
    ...parameters,
  }
  const started = performance.now()
  let answer = ''
  let usage = {}
  try {
    for await (const event of llm.generate(settings, request, { signal, fetch, idleTimeoutMs: modelIdleMs })) {
      if (event.type === 'text') answer += event.text
      else usage = { usage: { inputTokens: event.inputTokens, outputTokens: event.outputTokens, cost: event.cost } }
    }
  } catch (error) {
    throw fromErrorBody(toErrorBody(error))
  }
  const read = citedAnswer(answer, new Set(passages.map(({ n }) => n))).answer
  return { answer: read, model: wanted, same: read === record.answer, ...usage, elapsedMs: Math.round(performance.now() - started) }
}
