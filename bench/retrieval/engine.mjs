// The product's own reading, chunking, embedding and index, as one bundle.
import { existsSync } from 'node:fs'
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'vite'

export const root = resolve(import.meta.dirname, '../..')
export const corpus = process.env.CARREL_CORPUS ?? resolve(root, '../shared/corpus')
/** Bundle, page files and indices; kept, so that reading 2,796 pages is done once. */
export const scratch = process.env.CARREL_BENCH_FOLDER ?? join(root, 'out', 'bench-retrieval')

export async function buildEngine() {
  process.env.CARREL_RESOURCES ??= join(root, 'resources')
  process.env.LANCEDB_LOG ??= 'error'
  await mkdir(scratch, { recursive: true })
  const entry = join(scratch, 'entry.ts')
  const from = (path) => JSON.stringify(join(root, 'src', path))
  await writeFile(
    entry,
    `export { indexHandlers } from ${from('worker/index.ts')}
     export { search } from ${from('engine/index/search.ts')}
     export { weights, features } from ${from('engine/index/rerank.ts')}
     export { writePassages } from ${from('engine/ingest/passagesFile.ts')}
     export { chunk } from ${from('engine/ingest/chunk.ts')}
     export { embed } from ${from('engine/ingest/embed.ts')}
     export { ingest } from ${from('engine/ingest/pipeline.ts')}
     export { openPageFile } from ${from('engine/ingest/pageFile.ts')}
     export { learnTable } from ${from('engine/learning/learnTable.ts')}
     export { reembed } from ${from('engine/learning/reembed.ts')}
     export { embedderOf } from ${from('engine/embedders/index.ts')}
     export { plainPage } from ${from('engine/page.ts')}
     export { makeModel } from ${from('engine/embedders/transformers/testing/makeModel.ts')}
     export { readModelFolder } from ${from('engine/embedders/transformers/modelFolder.ts')}
     export { makeGguf } from ${from('engine/llms/llamaCpp/testing/makeGguf.ts')}
     export { runLocally } from ${from('engine/llms/llamaCpp/runner.ts')}`,
  )
  if (!existsSync(join(scratch, 'node_modules'))) await symlink(join(root, 'node_modules'), join(scratch, 'node_modules'))
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: entry,
      outDir: join(scratch, 'built'),
      emptyOutDir: true,
      target: 'node24',
      rolldownOptions: { output: { entryFileNames: 'engine.mjs' } },
    },
    ssr: { external: true },
  })
  return import(pathToFileURL(join(scratch, 'built', 'engine.mjs')).href)
}

/** Chunks, embeds and indexes documents: `{id, name, place, pages}` each. Gives where their index is. */
export async function indexDocuments(engine, name, documents, { embedder, chunking, keep = false }) {
  const ref = { index: join(scratch, 'index', name, 'index'), embedder }
  if (keep && existsSync(join(ref.index, `${embedder}.lance`))) return { ref, passages: (await engine.indexHandlers.stats(ref, {})).rows }
  await rm(ref.index, { recursive: true, force: true })
  const staging = join(scratch, 'staging', name)
  await rm(staging, { recursive: true, force: true })
  await mkdir(staging, { recursive: true })
  const waiting = new Set()
  let passages = 0
  for (const { id, name: title, place, pages } of documents) {
    const file = join(staging, `${id}.passages`)
    const writer = await engine.writePassages(file)
    const drafts = engine.chunk(pages, { document: id, name: title, place, chunking })
    for await (const batch of engine.embed(drafts, engine.embedderOf(embedder), {})) await writer.write(batch)
    passages += (await writer.finish()).passages
    await writer.close()
    const write = engine.indexHandlers
      .write({ ...ref, document: id, passagesFile: file, fresh: true }, {})
      .finally(() => waiting.delete(write))
    waiting.add(write)
    if (waiting.size >= 512) await Promise.race(waiting)
  }
  await Promise.all(waiting)
  await engine.indexHandlers.optimise({ ...ref, always: true }, {})
  await rm(staging, { recursive: true, force: true })
  return { ref, passages }
}

/**
 * Lets the embedding learn from the passages of an index, as a workspace does, and puts them into a second table beside the first. Only the
 * text of the corpus is seen. Gives where the second table is, and what it took in seconds.
 */
export async function learnFrom(engine, ref) {
  const staging = join(scratch, 'staging', 'learning')
  await rm(staging, { recursive: true, force: true })
  const passagesFile = join(staging, 'passages')
  await engine.indexHandlers.export({ ...ref, into: passagesFile, most: 20_000 }, {})
  const started = performance.now()
  const cpu = process.cpuUsage()
  let embedder
  for await (const event of engine.learnTable({ passagesFile, index: ref.index }, {}))
    if (event.type === 'learnt') embedder = event.embedder
  const learnt = { ref: { ...ref, embedder }, seconds: (performance.now() - started) / 1000, cpuSeconds: process.cpuUsage(cpu).user / 1e6 }
  if (!existsSync(join(ref.index, `${embedder}.lance`))) {
    const own = { passagesFile, into: join(staging, 'documents') }
    const documents = await engine.reembed(own, engine.embedderOf(embedder, { beside: ref.index }), {})
    for (let at = 0; at < documents.length; at += 512)
      await Promise.all(
        documents
          .slice(at, at + 512)
          .map(({ document, passagesFile: file }) =>
            engine.indexHandlers.write({ ...learnt.ref, document, passagesFile: file, fresh: true }, {}),
          ),
      )
    await engine.indexHandlers.optimise({ ...learnt.ref, always: true }, {})
  }
  await rm(staging, { recursive: true, force: true })
  return learnt
}
