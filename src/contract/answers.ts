import { z } from 'zod'
import { ErrorBody } from './errors'
import { Box, Place, Span } from './places'

/** A place an answer stands on. */
export const Citation = z.object({
  n: z.number().int().positive().describe('The number in the answer’s markers'),
  document: z.string(),
  name: z.string(),
  page: z.number().int(),
  place: Place,
  quote: z.string().describe('The span of the passage that supports the claim best, as it stands on the page'),
  boxes: z.array(Box),
  spans: z.array(Span),
})
export type Citation = z.infer<typeof Citation>

/** A sentence of an answer with the citations it carries. */
export const Claim = z.object({
  text: z.string(),
  citations: z.array(z.number().int()),
  verified: z.boolean().describe('A supporting quote was found in the text of a cited page'),
  quotes: z
    .array(Citation)
    .optional()
    .describe('Where several claims share a number: the span of the passage that supports this one, if it is not that of the citation'),
})
export type Claim = z.infer<typeof Claim>

export const Usage = z.object({
  inputTokens: z.number().optional(),
  outputTokens: z.number().optional(),
  cost: z
    .object({ amount: z.number(), currency: z.string() })
    .optional()
    .describe('Where the service tells it, or prices are kept for the model'),
})
export type Usage = z.infer<typeof Usage>

/** A figure that was computed over a table, and how. */
export const Computed = z.object({
  text: z.string().describe('The result as a sentence'),
  sql: z.string().describe('The query that was run over the table'),
  columns: z.array(z.string()).describe('Names of the columns of the result'),
  rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))).describe('The result, at most 100 rows'),
  source: Citation.omit({ n: true }).describe('The cells the figure is made of'),
  used: z.number().int().describe('Rows of the table the figure is made of'),
  of: z.number().int().describe('Rows of the table'),
  totals: z.number().int().describe('Rows that were left out because they add up others'),
})
export type Computed = z.infer<typeof Computed>

export const AnswerStyle = z.enum(['short', 'detailed', 'table', 'quotes']).describe('quotes: sentences of the sources, word for word')
export type AnswerStyle = z.infer<typeof AnswerStyle>

export const ReadDocument = z.object({
  document: z.string(),
  name: z.string(),
  found: z.boolean().describe('It says something of what was asked'),
})
export type ReadDocument = z.infer<typeof ReadDocument>

/** Which documents were read for an answer that passages could not give. */
export const Reading = z.object({
  way: z.enum(['whole', 'parts', 'each']).describe('whole: in one go; parts: part by part, then together; each: every document by itself'),
  documents: z.array(ReadDocument),
  left: z.number().int().describe('Documents that were not read'),
  pagesLeft: z.number().int().optional().describe('Pages that were not read because there are too many'),
})
export type Reading = z.infer<typeof Reading>

export const Answer = z.object({
  answer: z.string(),
  claims: z.array(Claim),
  citations: z.array(Citation),
  model: z.string().nullable().describe('Label of the model; null: extracted without one'),
  usage: Usage.optional(),
  read: Reading.optional().describe('Where whole documents were read, or all of them: which'),
  computed: z.array(Computed).optional().describe('What was computed over tables; the answer then says no more than that'),
  timings: z.record(z.string(), z.number()).describe('Milliseconds per stage'),
  note: z.string().optional().describe('What has to be known of the search to understand the answer'),
  understood: z.string().optional().describe('The question with the conversation in view, where it was put in other words for the search'),
  style: AnswerStyle.optional().describe('Absent: short'),
  repeated: z
    .object({ at: z.string() })
    .optional()
    .describe('It was given before, at this moment, and nothing it stands on has changed: documents, settings, model, index'),
  stopped: z.boolean().optional().describe('The reader stopped it, or it broke off: what stands here is partial'),
  cutOff: z.boolean().optional().describe('The model reached the longest answer it was given before it had said all: the end is missing'),
  error: ErrorBody.optional().describe('Why it broke off'),
})
export type Answer = z.infer<typeof Answer>

/** One call of a model for an answer, word for word. */
export const ModelCall = z.object({
  purpose: z
    .enum(['understanding', 'answer', 'part', 'together'])
    .describe(
      'understanding: a follow-up was put in its own words; answer: what was asked; part: a part was summed up; together: summaries were summed up',
    ),
  of: z.string().optional().describe('The document or part it was about, where an answer takes several calls'),
  question: z.string().describe('What was asked in this call'),
  system: z.string().describe('Rules given to the model, word for word'),
  prompt: z.string().describe('Passages and question as they were sent, word for word'),
  parameters: z.object({ temperature: z.number(), maxOutputTokens: z.number().int() }),
  passages: z.array(
    z.object({
      n: z.number().int().describe('Its number in the prompt; the numbers of the answer count on from 1 as they appear'),
      document: z.string(),
      name: z.string(),
      page: z.number().int(),
      place: Place,
      spans: z.array(Span),
      text: z.string(),
    }),
  ),
  answer: z.string().describe('What the model said, word for word; up to where it was stopped or broke off'),
  usage: Usage.optional(),
  timings: z.record(z.string(), z.number()).describe('Milliseconds: firstText, total'),
  error: ErrorBody.optional().describe('Why it broke off'),
})
export type ModelCall = z.infer<typeof ModelCall>

/** Everything that went into an answer, as it was: enough to ask the same again, of the same or another model. */
export const AnswerRecord = z.object({
  record: z.literal(2).describe('Version of this form'),
  askedAt: z.string(),
  question: z.string(),
  understood: z.string().optional(),
  style: AnswerStyle,
  way: z
    .enum(['passages', 'whole', 'parts', 'each', 'computed'])
    .describe('From the passages found; from whole documents, in one go, part by part or each by itself; or computed over tables'),
  model: z
    .object({
      label: z.string(),
      provider: z.string(),
      name: z.string().describe('The model as its server knows it'),
      host: z.string().nullable().describe('Where it was sent; null: it stayed in this process'),
    })
    .nullable()
    .describe('Null: no model was asked; then nothing was sent anywhere'),
  calls: z
    .array(ModelCall)
    .describe('What the model was given, call by call; extracted without a model: what one would have been given, where that is one call'),
  read: Reading.optional().describe('Which documents were read, where passages could not give the answer'),
  computed: z.array(Computed).optional().describe('What was computed over tables: the queries that were run, and their cells'),
  usage: Usage.optional().describe('Of all calls together'),
  timings: z.record(z.string(), z.number()).describe('Milliseconds per stage'),
  answer: z.string(),
})
export type AnswerRecord = z.infer<typeof AnswerRecord>

/** A call sent once more, beside what was said then. */
export const ReplayedCall = z.object({
  purpose: ModelCall.shape.purpose,
  of: z.string().optional(),
  before: z.string().describe('What was said then'),
  answer: z.string().describe('What is said now'),
  same: z.boolean(),
})
export type ReplayedCall = z.infer<typeof ReplayedCall>
