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
  contextTokens: z.int().min(2_048).max(2_000_000).optional().meta({
    title: 'Room of the model',
    description: 'In tokens, for documents that are read whole; 4,096 for a server and 100,000 for a service where empty',
  }),
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

/** Every model that the services offer today has more room than this. */
const roomOfServices = 100_000

/** Tokens prompt and answer may have together at a service: the user's choice, else what all of its models have. */
export function roomOfService(settings: LlmSettings): number {
  return givenRoom(settings) ?? roomOfServices
}

/** Tokens prompt and answer may have together, as the user says. */
export function givenRoom({ options }: LlmSettings): number | undefined {
  return streamingOptions.safeParse(options ?? {}).data?.contextTokens
}

/** The length an answer may have: the user's choice, else what the request says. */
export function longestAnswer({ options }: LlmSettings, wished: number): number {
  return streamingOptions.safeParse(options ?? {}).data?.maxOutputTokens ?? wished
}
