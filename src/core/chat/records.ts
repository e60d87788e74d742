import type { Answer, AnswerRecord, AnswerStyle, ModelCall, ReplayedCall } from '../../contract/chat'
import { AppError, fromErrorBody, toErrorBody } from '../../contract/errors'
import { askModel, usageTogether } from '../../engine/answer/askModel'
import type { MessageRow } from '../catalog/chatRows'
import type { CoreContext } from '../context'
import { modelIdleMs, readyModel } from '../models'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'
import type { AnyModel } from './answerer'

/** A kept answer by its id. Throws MESSAGE_NOT_FOUND. */
export function findAnswer(workspace: OpenWorkspace, id: string): MessageRow & { chat: string } {
  const message = workspace.chats.messages.find(id)
  if (message?.role === 'answer') return message
  throw new AppError(
    'MESSAGE_NOT_FOUND',
    `There is no answer “${id}” in this workspace. Show its conversation to see the ids of its answers.`,
  )
}

interface Made {
  calls: ModelCall[]
  whole: Answer
  model: Pick<AnyModel, 'label' | 'llm' | 'settings'>
}

/** Everything that went into an answer, as it is kept beside it. */
export function recordOf(
  { question, style, askedAt }: { question: string; style: AnswerStyle | undefined; askedAt: string },
  { calls, whole, model: { label, llm, settings } }: Made,
): AnswerRecord {
  const host = settings.url && URL.canParse(settings.url) ? new URL(settings.url).host : null
  const { understood, read, computed, timings, answer } = whole
  const usage = usageTogether(calls.map((call) => call.usage))
  return {
    record: 2,
    askedAt,
    question,
    ...(understood ? { understood } : {}),
    style: style ?? 'short',
    way: computed ? 'computed' : (read?.way ?? 'passages'),
    model: label === null || calls.length === 0 ? null : { label, provider: llm.id, name: settings.model, host },
    calls,
    ...(read ? { read } : {}),
    ...(computed ? { computed } : {}),
    ...(usage ? { usage } : {}),
    timings,
    answer,
  }
}

/** What was sent for an answer. Throws MESSAGE_NOT_FOUND, also for answers that are older than such records. */
export function findRecord(workspace: OpenWorkspace, id: string): AnswerRecord {
  const record: AnswerRecord | FirstForm | undefined = workspace.chats.messages.record(findAnswer(workspace, id).id)
  if (record) return record.record === 2 ? record : asSecondForm(record)
  throw new AppError('MESSAGE_NOT_FOUND', 'Nothing was noted of what was sent for this answer. Ask again to get a record.')
}

/** A record as the first form kept it: of one call, and that which understood the question. */
interface FirstForm extends Omit<AnswerRecord, 'record' | 'calls' | 'way'>, Omit<ModelCall, 'purpose' | 'question'> {
  record: 1
  rewriting?: Pick<ModelCall, 'system' | 'prompt'>
}

function asSecondForm({ system, prompt, parameters, passages, rewriting, ...rest }: FirstForm): AnswerRecord {
  const { question, understood, answer, timings } = rest
  const before = rewriting
    ? [{ purpose: 'understanding' as const, question, ...rewriting, parameters, passages: [], answer: understood ?? '', timings: {} }]
    : []
  const call = { purpose: 'answer' as const, question: understood ?? question, system, prompt, parameters, passages, answer, timings }
  return { ...rest, record: 2, way: 'passages', calls: [...before, call] }
}

interface Replaying {
  workspace: OpenWorkspace
  core: CoreContext
  signal: AbortSignal
}

/**
 * Sends the prompts of a record once more, each as it was, and says of each whether the answer is the same. Throws MODEL_NOT_FOUND, what the
 * model fails with, and BAD_REQUEST where no model was asked.
 */
export async function replay(record: AnswerRecord, label: string | undefined, { workspace, core, signal }: Replaying) {
  const wanted = label ?? record.model?.label
  if (record.calls.length === 0)
    throw new AppError(
      'BAD_REQUEST',
      'No model was asked for this answer, so there is nothing to send once more. Ask the question again, and choose a model.',
    )
  if (wanted === undefined)
    throw new AppError('BAD_REQUEST', 'This answer was taken from the documents without a model. Name the model to send its prompt to.')
  let told: string[] = []
  const { llm, settings, fetch } = await readyModel(wanted, { purpose: 'answer', book: workspace.egress, documents: () => told }, core)
  const started = performance.now()
  const usage: Parameters<typeof usageTogether>[0][number][] = []
  const calls: ReplayedCall[] = []
  for (const call of record.calls) {
    told = call.passages.map((one) => one.document)
    const { question, passages, system, prompt, parameters } = call
    const request = { question, passages, style: record.style, system, prompt, ...parameters }
    const asking = askModel(
      request,
      { purpose: call.purpose, idleTimeoutMs: modelIdleMs },
      { llm, settings, fetch, signal, clock: () => 0 },
    )
    let answer = ''
    try {
      for (let step = await asking.next(); ; step = await asking.next()) {
        if (step.done) {
          usage.push(step.value)
          break
        }
        answer += step.value
      }
    } catch (error) {
      throw fromErrorBody(toErrorBody(error))
    }
    signal.throwIfAborted()
    const { purpose, of, answer: before } = call
    calls.push({ purpose, ...(of === undefined ? {} : { of }), before, answer, same: answer === before })
  }
  const together = usageTogether(usage)
  return {
    answer: record.way === 'each' ? calls.map((one) => `${one.of}: ${one.answer.trim()}`).join('\n') : calls.at(-1)!.answer.trim(),
    model: wanted,
    same: calls.every((one) => one.same),
    calls,
    ...(together ? { usage: together } : {}),
    elapsedMs: Math.round(performance.now() - started),
  }
}
