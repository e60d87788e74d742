import { z } from 'zod'
import type { Llm } from '../llm'
import { longestAnswer, roomOfService, streamingOptions } from './streaming/options'
import { type Protocol, streamedAnswer } from './streaming/streamedAnswer'

/** Version of the Messages API, as docs.anthropic.com names it. */
const version = '2023-06-01'

const Event = z.object({
  type: z.string(),
  message: z.object({ usage: z.object({ input_tokens: z.number().optional() }).optional() }).optional(),
  delta: z.object({ type: z.string().optional(), text: z.string().optional(), stop_reason: z.string().nullish() }).optional(),
  usage: z.object({ output_tokens: z.number().optional() }).optional(),
  error: z.object({ message: z.string().optional() }).optional(),
})

const protocol: Protocol = {
  ask: (settings, { system, prompt, maxOutputTokens, temperature }) => ({
    path: '/messages',
    headers: { 'anthropic-version': version, ...(settings.key ? { 'x-api-key': settings.key } : {}) },
    body: {
      model: settings.model,
      system,
      messages: [{ role: 'user', content: prompt }],
      max_tokens: longestAnswer(settings, maxOutputTokens),
      temperature,
      stream: true,
    },
  }),
  read(event) {
    const { data } = Event.safeParse(event)
    const inputTokens = data?.message?.usage?.input_tokens
    const outputTokens = data?.usage?.output_tokens
    if (data?.type === 'error') return { refusal: data.error?.message ?? 'no reason was given' }
    return {
      ...(data?.type === 'content_block_delta' && data.delta?.text ? { text: data.delta.text } : {}),
      ...(inputTokens === undefined ? {} : { inputTokens }),
      ...(outputTokens === undefined ? {} : { outputTokens }),
      ...(data?.delta?.stop_reason || data?.type === 'message_stop' ? { isEnd: true } : {}),
      ...(data?.delta?.stop_reason === 'max_tokens' ? { isCutOff: true } : {}),
    }
  },
}

/** Claude, by Anthropic’s Messages API. */
export const llm: Llm = {
  id: 'anthropic',
  label: 'Anthropic',
  presets: [{ label: 'Anthropic', url: 'https://api.anthropic.com/v1' }],
  needsUrl: true,
  options: streamingOptions,
  contextTokens: roomOfService,
  generate: (settings, request, context) => streamedAnswer(protocol, settings, request, context),
}
