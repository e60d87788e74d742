import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../../contract/errors'
import type { Acronym, IngestEvent, IngestInput } from '../../contract/worker'
import { embedderOf } from '../embedders'
import type { Format } from '../format'
import { AcronymSample } from './acronyms'
import { chunk } from './chunk'
import { embed } from './embed'
import { LanguageSample } from './language'
import type { PageFile } from './pageFile'
import { whileWorking } from './whileWorking'
import { verifyPassages, writePassages } from './passagesFile'

export interface PackedPages {
  passages: number
  digest: string
  passagesFile: string
  language?: string
  published?: string
  acronyms?: Acronym[]
}

/** Chunks and embeds page by page into a file for the index, and reads it back; a long document never is in memory whole. */
export async function* packPages(
  pages: PageFile,
  format: Format,
  input: IngestInput,
  { signal }: { signal: AbortSignal },
): AsyncGenerator<IngestEvent, PackedPages> {
  await mkdir(input.staging, { recursive: true })
  const passagesFile = join(input.staging, `${encodeURIComponent(input.document)}.passages`)
  const writer = await writePassages(passagesFile)
  const total = pages.pages.length
  try {
    yield { type: 'stage', stage: 'chunking', done: 0, total }
    const sample = new LanguageSample(total)
    const defined = new AcronymSample()
    const drafts = chunk(pagesOf(pages, [sample, defined]), { ...input, place: format.place })
    let done = 0
    let lives = () => {}
    const batches = embed(drafts, embedderOf(input.embedder, { beside: input.pages }), { signal, alive: () => lives() })
    for (;;) {
      const next = whileWorking((alive) => ((lives = alive), batches.next()))
      let step = await next.next()
      for (; !step.done; step = await next.next()) yield { type: 'stage', stage: 'embedding', done, total }
      if (step.value.done) break
      await writer.write(step.value.value)
      done = step.value.value.at(-1)!.page
      yield { type: 'stage', stage: 'embedding', done, total }
    }
    const written = await writer.finish()
    if (written.passages === 0)
      throw new AppError('DOCUMENT_NO_TEXT', 'The document opens, but there is no text in it that a reader would see.')
    yield { type: 'stage', stage: 'validating', done: 0, total: written.passages }
    await verifyPassages(passagesFile)
    const language = await sample.language()
    const published = total > 0 ? (await pages.read(pages.pages[0]!)).published : undefined
    const acronyms = defined.acronyms()
    return {
      ...written,
      passagesFile,
      ...(acronyms.length > 0 ? { acronyms } : {}),
      ...(language ? { language } : {}),
      ...(published ? { published } : {}),
    }
  } finally {
    await writer.close()
  }
}

async function* pagesOf(file: PageFile, samples: readonly Pick<LanguageSample, 'add'>[]) {
  for (const [index, number] of file.pages.entries()) {
    const page = await file.read(number)
    for (const sample of samples) sample.add(page, index)
    yield page
  }
}
