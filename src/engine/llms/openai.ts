import { z } from 'zod'
import type { Llm } from '../llm'
import { longestAnswer, roomOfService, streamingOptions } from './streaming/options'
import { type Protocol, streamedAnswer } from './streaming/streamedAnswer'

const Event = z.object({
  choices: z
    .array(
      z.object({
        delta: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }).optional(),
        finish_reason: z.string().nullish(),
      }),
    )
    .optional(),
  usage: z.object({ prompt_tokens: z.number().optional(), completion_tokens: z.number().optional() }).nullish(),
  error: z.object({ message: z.string().optional() }).nullish(),
})

/** Models that reason take no temperature and refuse a question that names one. */
const reasoning = /^(?:o\d|gpt-5)/iu

const protocol: Protocol = {
  ask: (settings, { system, prompt, maxOutputTokens, temperature }) => ({
    path: '/chat/completions',
    headers: { ...(settings.key ? { authorization: `Bearer ${settings.key}` } : {}) },
    body: {
      model: settings.model,
      messages: [
        { role: reasoning.test(settings.model) ? 'developer' : 'system', content: system },
        { role: 'user', content: prompt },
      ],
      max_completion_tokens: longestAnswer(settings, maxOutputTokens),
      ...(reasoning.test(settings.model) ? {} : { temperature }),
      stream: true,
      stream_options: { include_usage: true },
      // What is asked is not kept for training or for reading it again there.
      store: false,
    },
  }),
  read(event) {
    const { data } = Event.safeParse(event)
    const [choice] = data?.choices ?? []
    const { prompt_tokens: inputTokens, completion_tokens: outputTokens } = data?.usage ?? {}
    if (data?.error) return { refusal: data.error.message ?? 'no reason was given' }
    if (choice?.finish_reason === 'content_filter') return { refusal: 'it was held back (content_filter)' }
    const text = choice?.delta?.content ?? choice?.delta?.refusal
    return {
      ...(text ? { text } : {}),
      ...(inputTokens === undefined ? {} : { inputTokens }),
      ...(outputTokens === undefined ? {} : { outputTokens }),
      ...(choice?.finish_reason ? { isEnd: true } : {}),
      ...(choice?.finish_reason === 'length' ? { isCutOff: true } : {}),
    }
  },
}

/** OpenAI itself. Servers that speak like it are `openaiCompatible`. */
export const llm: Llm = {
  id: 'openai',
  label: 'OpenAI',
  presets: [{ label: 'OpenAI', url: 'https://api.openai.com/v1' }],
  needsUrl: true,
  options: streamingOptions,
  contextTokens: roomOfService,
  generate: (settings, request, context) => streamedAnswer(protocol, settings, request, context),
}
