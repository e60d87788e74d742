// Page files of the filings, read once by the real reader.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { corpus, scratch } from './engine.mjs'

export function questionsOfFilings() {
  return readFileSync(join(corpus, 'financebench/questions.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}

/** Reads every PDF through the pipeline, or takes the page files of an earlier run. */
export async function readFilings(engine) {
  const folder = join(corpus, 'financebench/pdfs')
  const [pages, staging] = [join(scratch, 'pages'), join(scratch, 'read')]
  await mkdir(pages, { recursive: true })
  await mkdir(staging, { recursive: true })
  const documents = []
  for (const file of readdirSync(folder).sort()) {
    const id = basename(file, '.pdf')
    const note = join(pages, `${id}.json`)
    if (!existsSync(note)) {
      const started = performance.now()
      const sha256 = createHash('sha256')
        .update(await readFile(join(folder, file)))
        .digest('hex')
      const input = { document: id, name: file, file: join(folder, file), sha256, pages, staging, ocr: 'auto', embedder: 'hash' }
      for await (const event of engine.ingest(input, { signal: new AbortController().signal }))
        if (event.type === 'done') await writeFile(note, JSON.stringify({ pagesKey: event.pagesKey, pages: event.pages }))
      console.error(`${file}: read in ${((performance.now() - started) / 1000).toFixed(0)} s`)
    }
    const { pagesKey } = JSON.parse(readFileSync(note, 'utf8'))
    documents.push({ id, name: file, place: 'page', pages: pagesOf(engine, join(pages, pagesKey)) })
  }
  return documents
}

async function* pagesOf(engine, path) {
  const file = await engine.openPageFile(path)
  try {
    for (const number of file.pages) yield await file.read(number)
  } finally {
    await file.close()
  }
}
