import { AppError } from '../../contract/errors'
import type { Llm } from '../llm'

const found = import.meta.glob<Llm>(['./*.ts', '!./index.ts', '!./*.test.ts'], { eager: true, import: 'llm' })

/** Every kind of model runner there is: one file of this folder each. */
export const llms: readonly Llm[] = Object.values(found)

/** The model runner of an id, however it is spelled (openai-compatible, OpenAICompatible). Throws BAD_REQUEST where none is on board. */
export function llmOf(id: string): Llm {
  const llm = llms.find((one) => lettersOf(one.id) === lettersOf(id))
  if (llm) return llm
  const known = llms.filter((one) => one.needsUrl).map((one) => one.id)
  throw new AppError(
    'BAD_REQUEST',
    `There is no provider “${id}”. For Ollama, LM Studio or any server that speaks like OpenAI’s use ${known.join(' or ')}.`,
  )
}

function lettersOf(id: string): string {
  return id.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
}
