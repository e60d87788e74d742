import { z } from 'zod'
import type { Llm } from '../llm'
import { longestAnswer, roomOfService, streamingOptions } from './streaming/options'
import { type Protocol, streamedAnswer } from './streaming/streamedAnswer'

const Part = z.object({ text: z.string().optional(), thought: z.boolean().optional() })

const Event = z.object({
  candidates: z
    .array(z.object({ content: z.object({ parts: z.array(Part).optional() }).optional(), finishReason: z.string().optional() }))
    .optional(),
  usageMetadata: z.object({ promptTokenCount: z.number().optional(), candidatesTokenCount: z.number().optional() }).optional(),
  promptFeedback: z.object({ blockReason: z.string().optional() }).optional(),
  error: z.object({ message: z.string().optional() }).optional(),
})

/** Ends of an answer that are none: the service held it back. */
const heldBack = new Set(['SAFETY', 'RECITATION', 'BLOCKLIST', 'PROHIBITED_CONTENT', 'SPII'])

const protocol: Protocol = {
  ask: (settings, { system, prompt, maxOutputTokens, temperature }) => ({
    path: `/models/${encodeURIComponent(settings.model.replace(/^models\//u, ''))}:streamGenerateContent?alt=sse`,
    // The key goes into a header, never into the address, which ends up in logs.
    headers: { ...(settings.key ? { 'x-goog-api-key': settings.key } : {}) },
    body: {
      systemInstruction: { parts: [{ text: system }] },
      contents: [{ role: 'user', parts: [{ text: prompt }] }],
      generationConfig: { maxOutputTokens: longestAnswer(settings, maxOutputTokens), temperature },
    },
  }),
  read(event) {
    const { data } = Event.safeParse(event)
    const [candidate] = data?.candidates ?? []
    const reason = data?.promptFeedback?.blockReason ?? candidate?.finishReason
    if (data?.error) return { refusal: data.error.message ?? 'no reason was given' }
    if (reason && (data?.promptFeedback?.blockReason || heldBack.has(reason))) return { refusal: `it was held back (${reason})` }
    const text = (candidate?.content?.parts ?? []).map((part) => (part.thought ? '' : (part.text ?? ''))).join('')
    const { promptTokenCount, candidatesTokenCount } = data?.usageMetadata ?? {}
    return {
      ...(text ? { text } : {}),
      ...(promptTokenCount === undefined ? {} : { inputTokens: promptTokenCount }),
      ...(candidatesTokenCount === undefined ? {} : { outputTokens: candidatesTokenCount }),
      ...(candidate?.finishReason ? { isEnd: true } : {}),
      ...(candidate?.finishReason === 'MAX_TOKENS' ? { isCutOff: true } : {}),
    }
  },
}

/** Gemini, by Google’s Generative Language API. */
export const llm: Llm = {
  id: 'google',
  label: 'Google',
  presets: [{ label: 'Google', url: 'https://generativelanguage.googleapis.com/v1beta' }],
  needsUrl: true,
  options: streamingOptions,
  contextTokens: roomOfService,
  generate: (settings, request, context) => streamedAnswer(protocol, settings, request, context),
}
