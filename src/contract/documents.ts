import { z } from 'zod'
import { DocumentRef, procedure, WorkspaceRef } from './base'
import { DocumentErrorCode } from './errors'
import { Place } from './places'
import { DocumentKind, Tag } from './scope'

export const documentStatuses = [
  'queued',
  'extracting',
  'recognising',
  'chunking',
  'embedding',
  'indexing',
  'validating',
  'ready',
  'ready-partly',
  'needs-password',
  'failed',
  'cancelled',
] as const
export const DocumentStatus = z.enum(documentStatuses)
export type DocumentStatus = z.infer<typeof DocumentStatus>

/** Statuses after which nothing more happens by itself. */
export const finalStatuses: readonly DocumentStatus[] = ['ready', 'ready-partly', 'needs-password', 'failed', 'cancelled']

export const OcrMode = z.enum(['auto', 'off', 'force']).describe('auto: pages that need it; off: none; force: every page')
export type OcrMode = z.infer<typeof OcrMode>

/** Pages by what became of them; their sum is the number of pages. */
export const Coverage = z.object({
  read: z.number().int().describe('Pages whose text was read'),
  recognised: z.number().int().describe('Pages whose text came from OCR'),
  empty: z.number().int().describe('Pages with nothing on them'),
  failed: z.number().int().describe('Pages that could not be read or recognised'),
})
export type Coverage = z.infer<typeof Coverage>

export const Progress = z.object({
  stage: z.string(),
  done: z.number(),
  total: z.number(),
})
export type Progress = z.infer<typeof Progress>

/** How much something is used, and how well it ranks. */
export const Use = z.object({
  found: z.number().int().describe('How often a passage of it was among what a search or a question found'),
  cited: z.number().int().describe('How often an answer cites it'),
  meanRank: z.number().nullable().describe('Mean place among what was found, 1 is the best; null: only cited'),
  lastAt: z.string(),
})
export type Use = z.infer<typeof Use>

/** Days after its last use for which something counts as hot. */
export const hotForDays = 30

export const Warmth = z.enum(['hot', 'cold', 'never']).describe(`hot: used within ${hotForDays} days; cold: not any more; never: not yet`)
export type Warmth = z.infer<typeof Warmth>

/** How warm something is at a moment, milliseconds since 1970. */
export function warmthOf({ use }: { use?: Use | undefined }, nowMs: number): Warmth {
  if (!use) return 'never'
  return nowMs - Date.parse(use.lastAt) < hotForDays * 86_400_000 ? 'hot' : 'cold'
}

export const Document = z.object({
  id: z.string(),
  name: z.string(),
  parent: z.string().optional(),
  format: z.string().nullable().describe('Reader that read it, e.g. pdf; null before it was identified'),
  mediaType: z.string().nullable(),
  kind: DocumentKind.optional().describe('Known as soon as the document was identified'),
  tags: z.array(z.string()).optional(),
  status: DocumentStatus,
  pages: z.number().int(),
  passages: z.number().int(),
  bytes: z.number().int(),
  sha256: z.string(),
  addedAt: z.string(),
  coverage: Coverage,
  progress: Progress.optional(),
  code: DocumentErrorCode.optional(),
  message: z.string().optional(),
  origin: z.string().nullable().describe('Where it was added from'),
  language: z.string().optional().describe('ISO 639-1 code of the language most of its text is in, where it can be told'),
  use: Use.optional().describe('Absent: it was never used'),
  published: z.string().optional().describe('Day it says it was published, e.g. 2026-11-21: web pages and transcripts that tell'),
})
export type Document = z.infer<typeof Document>

/** What can be added: a path on this machine (desktop, command line), something uploaded to the web host before, or a web address. */
export const SourceRef = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('path'), path: z.string().min(1) }),
  z.object({
    kind: z.literal('upload'),
    upload: z.string(),
    name: z.string().min(1).max(1024).describe('File name, or path relative to the dropped folder with /'),
  }),
  z.object({
    kind: z.literal('url'),
    url: z.url({ protocol: /^https?$/, error: 'Only http and https addresses can be added.' }).max(4096),
    language: z
      .string()
      .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'A language is a tag such as en, de or pt-BR.')
      .optional()
      .describe('Language wanted where there is a choice, e.g. of a transcript'),
  }),
])
export type SourceRef = z.infer<typeof SourceRef>

export const PageText = z.object({
  page: z.number().int(),
  text: z.string(),
  source: z.enum(['text', 'ocr', 'mixed']),
  hidden: z.array(z.object({ start: z.number().int(), end: z.number().int(), reason: z.string() })).optional(),
  confidence: z.number().optional().describe('Mean confidence of OCR, 0 to 100'),
  doubtful: z
    .array(z.object({ start: z.number().int(), end: z.number().int(), confidence: z.number() }))
    .optional()
    .describe('Words of which OCR is less than 60 sure, as characters of the text'),
})
export type PageText = z.infer<typeof PageText>

export const BlockKind = z.enum(['heading', 'paragraph', 'list', 'table', 'code', 'quote', 'caption'])
export type BlockKind = z.infer<typeof BlockKind>

/** A structural piece of a page: characters start to end of its text. */
export const Block = z.object({
  kind: BlockKind,
  start: z.number().int(),
  end: z.number().int(),
  level: z.number().int().optional().describe('Heading level, 1 is the highest'),
  label: z.string().optional().describe('What the block defines where it has no heading, e.g. a function; passages carry it as context'),
})
export type Block = z.infer<typeof Block>

/** From this character of a page on, the place is this one: a row of cells, a cue of a transcript, a part of a message. */
export const Anchor = z.object({ start: z.number().int(), place: Place })
export type Anchor = z.infer<typeof Anchor>

/** A page as the source viewer needs it. */
export const DocumentPage = PageText.extend({
  width: z.number().describe('Points; 0 for formats without pages'),
  height: z.number(),
  blocks: z.array(Block),
  anchors: z.array(Anchor).optional().describe('Places within the page, in ascending order'),
  title: z.string().optional().describe('What the page calls itself, e.g. the name of a sheet or the title of a slide'),
  words: z.array(z.number()).describe('Six numbers a word: start, end (characters of text), x, y, width, height (points)'),
  confidences: z
    .array(z.number())
    .optional()
    .describe('How sure OCR is of each word, 0 to 100, in the order of words; 100 where the page says the word itself'),
})
export type DocumentPage = z.infer<typeof DocumentPage>

const inDocument = z.object({ workspace: WorkspaceRef, document: DocumentRef })

export const documents = {
  add: procedure
    .route({ method: 'POST', path: '/workspaces/{workspace}/documents', summary: 'Add files and folders; a job', successStatus: 202 })
    .input(z.object({ workspace: WorkspaceRef, sources: z.array(SourceRef).min(1).max(100_000), ocr: OcrMode.default('auto') }))
    .output(z.object({ job: z.string() })),
  addSamples: procedure
    .route({ method: 'POST', path: '/workspaces/{workspace}/samples', summary: 'Add the sample documents; a job', successStatus: 202 })
    .input(z.object({ workspace: WorkspaceRef }))
    .output(z.object({ job: z.string(), questions: z.array(z.string()) })),
  list: procedure
    .route({ method: 'GET', path: '/workspaces/{workspace}/documents', summary: 'List documents in the order they were added' })
    .input(
      z.object({
        workspace: WorkspaceRef,
        offset: z.coerce.number().int().nonnegative().default(0),
        limit: z.coerce.number().int().positive().max(10_000).default(1_000),
      }),
    )
    .output(z.object({ documents: z.array(Document), total: z.number().int() })),
  get: procedure
    .route({ method: 'GET', path: '/workspaces/{workspace}/documents/{+document}', summary: 'Read one document' })
    .input(inDocument)
    .output(z.object({ document: Document })),
  text: procedure
    .route({ method: 'POST', path: '/workspaces/{workspace}/text', summary: 'What was read of a document, page by page' })
    .input(inDocument.extend({ page: z.number().int().positive().optional() }))
    .output(z.object({ pages: z.array(PageText) })),
  page: procedure
    .route({ method: 'POST', path: '/workspaces/{workspace}/page', summary: 'One page with its blocks and word boxes' })
    .input(
      inDocument.extend({
        page: z.number().int().positive(),
        around: z.number().int().nonnegative().optional().describe('Character that a cut page should hold'),
        limit: z.number().int().min(1_000).max(10_000_000).optional().describe('Most characters, about; without it the page comes whole'),
      }),
    )
    .output(
      z.object({
        page: DocumentPage,
        pages: z.number().int(),
        cut: z
          .object({ start: z.number().int(), length: z.number().int() })
          .optional()
          .describe('Where a cut page begins in the whole, and how long that is; positions in the page count from there'),
      }),
    ),
  picture: procedure
    .route({
      method: 'POST',
      path: '/workspaces/{workspace}/picture',
      summary: 'How a page of a picture that browsers do not show looks: TIFF',
    })
    .input(
      inDocument.extend({
        page: z.number().int().positive(),
        most: z.number().int().min(16).max(4_000).default(1_600).describe('Pixels it may be wide and high'),
      }),
    )
    .output(z.object({ jpeg: z.base64() })),
  pageStates: procedure
    .route({ method: 'POST', path: '/workspaces/{workspace}/pages', summary: 'What became of each page of a document' })
    .input(inDocument)
    .output(
      z.object({
        pages: z.array(
          z.object({
            page: z.number().int(),
            state: z.enum(['read', 'recognised', 'empty', 'failed']),
            confidence: z.number().optional(),
            message: z.string().optional(),
          }),
        ),
      }),
    ),
  tag: procedure
    .route({ method: 'POST', path: '/workspaces/{workspace}/tag', summary: 'Put tags on documents, or take them off' })
    .input(
      z.object({
        workspace: WorkspaceRef,
        documents: z.array(DocumentRef).min(1).max(100_000),
        add: z.array(Tag).max(50).default([]),
        remove: z.array(Tag).max(50).default([]),
      }),
    )
    .output(z.object({ documents: z.array(Document) })),
  tags: procedure
    .route({ method: 'GET', path: '/workspaces/{workspace}/tags', summary: 'The tags of a workspace, with how many documents have each' })
    .input(z.object({ workspace: WorkspaceRef }))
    .output(z.object({ tags: z.array(z.object({ tag: z.string(), documents: z.number().int() })) })),
  remove: procedure
    .route({
      method: 'POST',
      path: '/workspaces/{workspace}/remove',
      summary: 'Remove documents: out of search at once, off the disk when the job has ended; a job',
      successStatus: 202,
    })
    .input(z.object({ workspace: WorkspaceRef, documents: z.array(DocumentRef).min(1) }))
    .output(z.object({ job: z.string() })),
  retry: procedure
    .route({
      method: 'POST',
      path: '/workspaces/{workspace}/retry',
      summary: 'Read documents again; without names, all that failed or were cancelled; a job',
      successStatus: 202,
    })
    .input(z.object({ workspace: WorkspaceRef, documents: z.array(DocumentRef).optional(), ocr: OcrMode.optional() }))
    .output(z.object({ job: z.string() })),
  unlock: procedure
    .route({
      method: 'POST',
      path: '/workspaces/{workspace}/unlock',
      summary: 'Read a document with its password, which is kept nowhere; a job',
      successStatus: 202,
    })
    .input(inDocument.extend({ password: z.string().min(1).max(1024) }))
    .output(z.object({ job: z.string() })),
}
