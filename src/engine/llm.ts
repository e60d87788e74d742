/*
 * What a file in llms/ exports: `export const llm: Llm`.
 */

import type { z } from 'zod'
import type { AnswerStyle } from '../contract/answers'

export interface LlmSettings {
  /** Base address, where the runner has one. */
  url: string | null
  /** Name of the model as the runner knows it. */
  model: string
  key: string | null
  /** Further settings, as the runner's `options` describe them. */
  options?: Record<string, unknown>
}

export interface LlmPassage {
  n: number
  text: string
  /** Id of the document it is from. */
  document?: string
  /** What the document is called and the headings above the passage, where they are known. */
  context?: string
}

export interface LlmRequest {
  question: string
  /** The numbered passages, for runners that work on them directly. */
  passages: readonly LlmPassage[]
  /** The shape of the answer, for runners that make it without a prompt. */
  style?: AnswerStyle
  system: string
  prompt: string
  maxOutputTokens: number
  temperature: number
}

/** What an answer cost, as the service tells it. */
export interface Cost {
  amount: number
  /** ISO 4217 code. */
  currency: string
}

export type LlmEvent =
  | { type: 'text'; text: string }
  | { type: 'usage'; inputTokens?: number; outputTokens?: number; cost?: Cost }
  /** The model reached the length it was given before it had said all. */
  | { type: 'cutOff' }

/** What a model of this machine is asked. */
export interface LocalRequest {
  /** Its folder among the models. */
  model: string
  system: string
  prompt: string
  maxOutputTokens: number
  temperature: number
}

export interface LlmContext {
  signal: AbortSignal
  /** The only way out: core's gate, which knows the purpose and the workspace. */
  fetch: typeof globalThis.fetch
  /** Longest silence before MODEL_STALLED, in milliseconds. */
  idleTimeoutMs: number
  /** The way to the process that runs models of this machine, where there is one. */
  local?: (request: LocalRequest, signal: AbortSignal) => AsyncIterable<LlmEvent>
}

export interface Llm {
  id: string
  label: string
  /** Well-known addresses offered in the settings. */
  presets: readonly { label: string; url: string }[]
  needsUrl: boolean
  /** What can be set beside address, name and key; the form is drawn from it. Each field is optional, with a title. */
  options?: z.ZodObject
  /** Tokens that prompt and answer may have together, where that is known; whole documents are read by it. */
  contextTokens?(settings: LlmSettings): number | undefined
  /** Streams an answer. Throws AppError: MODEL_UNREACHABLE, MODEL_REFUSED, MODEL_ANSWER, MODEL_STALLED. Ends quietly when the signal is aborted. */
  generate(settings: LlmSettings, request: LlmRequest, context: LlmContext): AsyncIterable<LlmEvent>
  /**
   * Unit vectors of texts, one each, in order, all of one length, where the runner can make some. Throws the same, EMBEDDING_MISMATCH for
   * vectors that are none, and the reason of an aborted signal.
   */
  embed?(settings: LlmSettings, texts: readonly string[], context: LlmContext): Promise<Float32Array[]>
}
