import { z } from 'zod'
import type { Cost, LlmSettings } from '../../llm'

const price = z.number().min(0).max(10_000).optional()

/** Settings every service has beside address, name and key. The form is drawn from this. */
export const streamingOptions = z.strictObject({
  maxOutputTokens: z
    .int()
    .min(64)
    .max(64_000)
    .optional()
    .meta({ title: 'Longest answer', description: 'In tokens; the usual length where empty' }),
  inputPrice: price.meta({
    title: 'Price of a million tokens read',
    description: 'In US dollars; the cost of each answer is told where both are given',
  }),
  outputPrice: price.meta({ title: 'Price of a million tokens written', description: 'In US dollars' }),
})

/** What an answer cost by the prices that are kept for the model. */
export function costOf({ options }: LlmSettings, inputTokens: number | undefined, outputTokens: number | undefined): { cost?: Cost } {
  const { inputPrice, outputPrice } = streamingOptions.safeParse(options ?? {}).data ?? {}
  if (inputPrice === undefined || outputPrice === undefined || inputTokens === undefined || outputTokens === undefined) return {}
  return { cost: { amount: (inputPrice * inputTokens + outputPrice * outputTokens) / 1_000_000, currency: 'USD' } }
}

/** The length an answer may have: the user's choice, else what the request says. */
export function longestAnswer({ options }: LlmSettings, wished: number): number {
  return streamingOptions.safeParse(options ?? {}).data?.maxOutputTokens ?? wished
}
