import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { Computed } from './answers'
import { procedure } from './base'
import { Coverage, OcrMode } from './documents'
import { Chunking } from './pipeline'
import { Pages } from './scope'
import { SearchCorrection, SearchExplanation, SearchHit, SearchMode } from './search'
import { Transcript } from './transcript'

/*
 * What core asks of its worker processes. Paths, not bytes, cross this border; a worker touches only the folders it is given.
 */

/** A file found while collecting, copied under its hash; or why it could not be taken. */
export const Collected = z.object({
  name: z.string().describe('File name, or path relative to the folder that was added, with /'),
  origin: z.string().nullable(),
  bytes: z.number().int(),
  modifiedMs: z.number(),
  sha256: z.string().describe('Empty where the file could not be read'),
  code: z.string().optional(),
  message: z.string().optional(),
})
export type Collected = z.infer<typeof Collected>

export const CollectInput = z.object({
  sources: z.array(
    z.object({
      path: z.string(),
      name: z.string().optional().describe('Name to give instead of the file’s own; folders keep theirs'),
      origin: z.string().nullable().optional().describe('What to note as origin instead of the path; null: none'),
    }),
  ),
  into: z.string().nullable().describe('Folder for copies under their SHA-256; null: hash only'),
  maxFileBytes: z.number(),
})
export type CollectInput = z.infer<typeof CollectInput>

export const CollectEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('listed'), files: z.number().int() }),
  z.object({ type: z.literal('files'), files: z.array(Collected) }),
])
export type CollectEvent = z.infer<typeof CollectEvent>

export const IngestInput = z.object({
  document: z.string(),
  name: z.string(),
  file: z.string().describe('Absolute path of the original or its copy'),
  sha256: z.string(),
  pages: z.string().describe('Folder of page files of the workspace'),
  staging: z.string().describe('Folder for the passages on their way to the index'),
  ocr: OcrMode,
  languages: z.record(z.string(), z.string()).optional().describe('Data for further languages of OCR: absolute path by Tesseract’s code'),
  threads: z.number().int().positive().optional().describe('Pages that may be recognised beside each other; 1 where none is given'),
  embedder: z.string(),
  chunking: Chunking.optional(),
  depth: z.number().int().optional().describe('How many containers the document lies in'),
  password: z.string().optional(),
  maxFileBytes: z.number().optional().describe('Largest child of a container; 2 GB where none is given'),
})
export type IngestInput = z.infer<typeof IngestInput>

export const PageState = z.enum(['read', 'recognised', 'empty', 'failed'])
export type PageState = z.infer<typeof PageState>

/** A name and the letters that stand for it, as a document defines them. */
export const Acronym = z.object({ short: z.string(), long: z.string() })
export type Acronym = z.infer<typeof Acronym>

export const IngestEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('identified'), format: z.string(), mediaType: z.string() }),
  z.object({ type: z.literal('opening').describe('Opening the document goes on; at most once a second') }),
  z.object({ type: z.literal('opened'), pages: z.number().int() }),
  z.object({
    type: z.literal('stage'),
    stage: z.enum(['extracting', 'recognising', 'chunking', 'embedding', 'validating']),
    done: z.number(),
    total: z.number(),
  }),
  z.object({
    type: z.literal('page'),
    page: z.number().int(),
    state: PageState,
    confidence: z.number().optional(),
    message: z.string().optional(),
    resumed: z.boolean().optional(),
  }),
  z.object({
    type: z.literal('child'),
    name: z.string().describe('Path within the container, with /'),
    bytes: z.number().int(),
    sha256: z.string().describe('Empty where it could not be taken out; else its bytes lie in the staging folder as DOCUMENT.SHA256.child'),
    picture: z.boolean().optional().describe('Shown in the document: no document of its own where nothing is written in it'),
    code: z.string().optional(),
    message: z.string().optional(),
  }),
  z.object({
    type: z.literal('done'),
    pagesKey: z.string().describe('Name of the page file within the pages folder'),
    pages: z.number().int(),
    coverage: Coverage,
    passages: z.number().int(),
    digest: z.string().describe('SHA-256 over the ids and hashes of the passages, in order'),
    passagesFile: z.string().describe('Absolute path in the staging folder'),
    language: z.string().optional(),
    published: z.string().optional(),
    acronyms: z.array(Acronym).optional(),
  }),
])
export type IngestEvent = z.infer<typeof IngestEvent>

const inIndex = z.object({ index: z.string().describe('The LanceDB folder of the workspace'), embedder: z.string() })

export const IndexProblem = z.object({ code: z.string(), message: z.string(), document: z.string().optional() })

/** What the index holds of one document. */
export const IndexedDocument = z.object({ document: z.string(), passages: z.number().int(), digest: z.string() })
export type IndexedDocument = z.infer<typeof IndexedDocument>

/** A hit before core gives the document its name. */
export const IndexHit = SearchHit.omit({ name: true })
export type IndexHit = z.infer<typeof IndexHit>

/** A question made from a passage, which it should find. */
export const MadeQuestion = z.object({
  question: z.string(),
  kind: z.enum(['heading', 'rare', 'sentence']),
  passage: z.string(),
  text: z.string().describe('What the passage says: a copy of it is as right'),
})
export type MadeQuestion = z.infer<typeof MadeQuestion>

export const LearnEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('step'), step: z.number().int(), steps: z.number().int(), loss: z.number() }),
  z.object({
    type: z.literal('learnt'),
    embedder: z.string().describe('Id of the learnt embedding'),
    passages: z.number().int().describe('What it was learnt from'),
    loss: z.number(),
    moved: z.number().describe('Mean cosine of the changed rows with those they began as'),
  }),
])
export type LearnEvent = z.infer<typeof LearnEvent>

/** What a model of this machine writes. */
const GenerateEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('usage'), inputTokens: z.number().int().optional(), outputTokens: z.number().int().optional() }),
  z.object({ type: z.literal('cutOff') }),
])

export const workerContract = {
  /** Answers as soon as the process can work. */
  hello: procedure.output(z.object({ pid: z.number().int() })),
  ingest: {
    collect: procedure.input(CollectInput).output(eventIterator(CollectEvent)),
    read: procedure.input(IngestInput).output(eventIterator(IngestEvent)),
    /** A page as it looks, where no browser shows the original. */
    picture: procedure
      .input(z.object({ name: z.string(), file: z.string(), page: z.number().int().positive(), most: z.number().int().positive() }))
      .output(z.object({ jpeg: z.base64() })),
    /** A conversation as a PDF, whose letters native code draws. */
    print: procedure.input(z.object({ transcript: Transcript })).output(z.object({ pdf: z.base64() })),
  },
  index: {
    write: procedure
      .input(
        inIndex.extend({
          document: z.string(),
          passagesFile: z.string(),
          fresh: z.boolean().describe('No row of this document was ever written'),
        }),
      )
      .output(z.object({ rows: z.number().int() })),
    search: procedure
      .input(
        inIndex.extend({
          query: z.string(),
          limit: z.number().int(),
          mode: SearchMode,
          documents: z.array(z.string()).optional(),
          except: z.array(z.string()).optional().describe('Documents that are not searched, where these are fewer to name'),
          pages: Pages.optional(),
          floor: z.boolean().optional(),
          rerank: z.boolean().optional(),
          reranker: z.string().optional().describe('Id of an installed reranker'),
          explain: z.boolean().optional(),
          perDocument: z.number().int().optional(),
          neighbours: z.boolean().optional(),
          also: z.array(z.string()).optional().describe('Other names the documents give for what is asked'),
        }),
      )
      .output(
        z.object({
          hits: z.array(IndexHit),
          timings: z.record(z.string(), z.number()),
          note: z.string().optional(),
          explanation: SearchExplanation.optional(),
          correction: SearchCorrection.optional(),
        }),
      ),
    /** Opens the table, searches once and reads these passages, so that the first question is as quick as the next. */
    warm: procedure.input(inIndex.extend({ passages: z.array(z.string()).max(1_000) })).output(z.object({ passages: z.number().int() })),
    remove: procedure.input(inIndex.extend({ documents: z.array(z.string()) })).output(z.object({ rows: z.number().int() })),
    /** Rewrites what deleted rows left behind, so that their text is off the disk. */
    erase: procedure.input(inIndex).output(z.object({ bytesBefore: z.number(), bytesAfter: z.number() })),
    optimise: procedure
      .input(
        inIndex.extend({
          always: z.boolean().default(false),
          anew: z.boolean().optional().describe('Builds every index anew from the rows, because its files are damaged'),
        }),
      )
      .output(z.object({ done: z.boolean() })),
    stats: procedure
      .input(inIndex)
      .output(z.object({ rows: z.number().int(), unindexedRows: z.number().int(), dimension: z.number().int() })),
    /** Reads every row: counts, digests, hashes, vector lengths, doubled ids. */
    verify: procedure.input(inIndex).output(z.object({ documents: z.array(IndexedDocument), problems: z.array(IndexProblem) })),
    /** Copies passages out of a table into a file, ordered by document. */
    export: procedure
      .input(
        inIndex.extend({
          documents: z.array(z.string()).optional(),
          most: z.number().int().optional().describe('About so many at most, drawn evenly'),
          into: z.string().describe('Absolute path of the file'),
        }),
      )
      .output(z.object({ passages: z.number().int() })),
    /** Makes questions from passages that no learning has seen. */
    questions: procedure.input(inIndex.extend({ most: z.number().int() })).output(z.object({ questions: z.array(MadeQuestion) })),
    /** Removes a table that is no longer wanted, with what was learnt for it. */
    drop: procedure.input(inIndex).output(z.object({ dropped: z.boolean() })),
    /** Lets go of every handle of an index, before its folder is moved or removed. */
    close: procedure.input(z.object({ index: z.string() })).output(z.object({ closed: z.boolean() })),
  },
  compute: {
    /** Figures over tables that were read; nothing where no table accounts for the question. */
    tables: procedure
      .input(
        z.object({
          question: z.string(),
          candidates: z.array(
            z.object({
              document: z.string(),
              name: z.string(),
              pagesFile: z.string().describe('Absolute path'),
              pages: z.array(z.number().int()).describe('Those that are not there are passed over'),
            }),
          ),
        }),
      )
      .output(z.object({ computed: z.array(Computed) })),
    /** The sentences that hold most of what a document is about. */
    summary: procedure.input(z.object({ pagesFile: z.string().describe('Absolute path'), most: z.number().int().positive() })).output(
      z.object({
        sentences: z.array(z.object({ page: z.number().int(), start: z.number().int(), end: z.number().int(), text: z.string() })),
      }),
    ),
  },
  /** A language model, in a process of its own. */
  generate: {
    answer: procedure
      .input(
        z.object({
          model: z.string().regex(/^gguf-[0-9a-f]{8}$/),
          system: z.string(),
          prompt: z.string(),
          maxOutputTokens: z.number().int().positive(),
          temperature: z.number().min(0).max(2),
        }),
      )
      .output(eventIterator(GenerateEvent)),
    /** Answers when nothing is being written any more. */
    rest: procedure.output(z.object({ resting: z.literal(true) })),
  },
  /** Long work beside the index, in a process of its own and of low priority. */
  learn: {
    /** Learns a table from passages and keeps it beside the index. */
    table: procedure
      .input(
        z.object({
          passagesFile: z.string(),
          index: z.string(),
          waits: z.boolean().describe('Nobody waits for it: everything else goes first'),
        }),
      )
      .output(eventIterator(LearnEvent)),
    /** Gives passages the vectors of an embedder: a file a document. */
    embed: procedure
      .input(inIndex.extend({ passagesFile: z.string(), into: z.string().describe('Folder for the files'), waits: z.boolean() }))
      .output(
        z.object({
          documents: z.array(z.object({ document: z.string(), passages: z.number().int(), digest: z.string(), passagesFile: z.string() })),
        }),
      ),
  },
}
export type WorkerContract = typeof workerContract
