import { createHash } from 'node:crypto'
import type { AnswerRecord, AnswerStyle, AskEvent } from '../../contract/chat'
import type { KeptAnswer } from '../catalog/keptAnswerRows'
import type { CoreContext } from '../context'
import type { FoundScope } from '../scope'
import type { AnyModel } from './answerer'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'
import type { KeptTurn } from './conversations'

interface Asked {
  question: string
  style: AnswerStyle | undefined
  scope: FoundScope
  turns: readonly KeptTurn[]
  model: AnyModel
  /** The reader wants another answer. */
  anew: boolean
}

/** An answer that was given before, or the way to keep the one that is made now. */
export interface Repeat {
  /** The answer as it is streamed; null: it has to be made. */
  events: AsyncGenerator<AskEvent> | null
  /** What was sent for the answer that is given again. */
  record?: AnswerRecord | undefined
  keep: (answer: KeptAnswer) => void
}

/** Looks whether the same was asked before and nothing it stands on has changed since. */
export function repeatOf(asked: Asked, workspace: OpenWorkspace, core: CoreContext): Repeat {
  const key = repeatKey(asked, core)
  const begunAt = workspace.keptAnswers.version()
  const known = asked.anew ? null : workspace.keptAnswers.get(key, core.now())
  return {
    events: known ? again(known) : null,
    record: known?.record,
    keep: (kept) => {
      if (kept.answer.stopped || kept.answer.cutOff || kept.answer.error || !workspace.db.open) return
      try {
        workspace.keptAnswers.put(key, begunAt, kept)
      } catch (error) {
        // A full disk is no reason to withhold an answer.
        core.log('an answer could not be kept for the next time', { workspace: workspace.id, error })
      }
    },
  }
}

async function* again({ answer, at }: KeptAnswer): AsyncGenerator<AskEvent> {
  yield { type: 'answer', answer: { ...answer, repeated: { at } } }
}

/**
 * Names a question so that the same question has the same name: its words, the conversation before it, what it is asked of, the style, the
 * model with its settings, and the version of Carrel. What the workspace holds and how it searches is no part of it: kept answers are
 * dropped when that changes. The name does not tell the words.
 */
function repeatKey({ question, style, scope, turns, model }: Asked, core: CoreContext): string {
  const { documents, except, pages } = scope
  const said = {
    version: core.options.version,
    question: question.normalize('NFC').replaceAll(/\s+/gu, ' ').trim(),
    style: style ?? 'short',
    documents: documents?.toSorted() ?? null,
    except: except?.toSorted() ?? null,
    pages: pages ?? null,
    turns: turns.map((turn) => [turn.question, turn.answer]),
    model: model.label === null ? null : (core.app.models.find(model.label) ?? model.label),
  }
  return createHash('sha256').update(JSON.stringify(said)).digest('hex')
}
