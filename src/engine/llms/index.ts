import { AppError } from '../../contract/errors'
import type { Llm } from '../llm'

const found = import.meta.glob<Llm>(['./*.ts', '!./index.ts', '!./*.test.ts'], { eager: true, import: 'llm' })

/** Every kind of model runner there is: one file of this folder each. */
export const llms: readonly Llm[] = Object.values(found)

/** The model runner of an id. Throws MODEL_NOT_FOUND where no such runner is on board. */
export function llmOf(id: string): Llm {
  const llm = llms.find((one) => one.id === id)
  if (!llm)
    throw new AppError('MODEL_NOT_FOUND', `There is no model runner called “${id}”: choose one of ${llms.map((one) => one.id).join(', ')}.`)
  return llm
}
