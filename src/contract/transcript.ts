import { z } from 'zod'

/** A conversation as it is written into a file: what was asked and answered, and what each answer stands on, in words. */
export const Transcript = z.object({
  title: z.string(),
  workspace: z.string(),
  /** When it was written, ISO 8601. */
  at: z.string(),
  turns: z.array(
    z.object({
      question: z.string(),
      understood: z.string().optional(),
      answer: z.string().describe('Markdown with markers like [1]'),
      /** Who wrote it and how it ended, in a sentence or two. */
      remark: z.string(),
      unverified: z.array(z.string()).describe('Sentences for which no supporting quote was found'),
      sources: z.array(z.object({ n: z.number().int(), name: z.string(), place: z.string(), quote: z.string() })),
    }),
  ),
})
export type Transcript = z.infer<typeof Transcript>

export const TranscriptFormat = z.enum(['md', 'docx', 'pdf'])
export type TranscriptFormat = z.infer<typeof TranscriptFormat>
