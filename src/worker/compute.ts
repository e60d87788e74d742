import type { WorkerContract } from '../contract/worker'
import { compute, type Candidate } from '../engine/answer/compute/compute'
import { openPageFile } from '../engine/answer/pages'
import { summarySentences } from '../engine/answer/whole/summarySentences'
import type { Page } from '../engine/page'
import type { Handlers } from '../rpc/handlers'

/** What a worker does for each `compute.*` procedure of the worker contract. */
export const computeHandlers: Handlers<WorkerContract['compute']> = {
  async tables({ question, candidates }) {
    return { computed: compute(question, await Promise.all(candidates.map(readCandidate))) }
  },
  async summary({ pagesFile, most }) {
    return { sentences: summarySentences(await readAll(pagesFile), most) }
  },
}

async function readAll(pagesFile: string): Promise<Page[]> {
  const file = await openPageFile(pagesFile)
  try {
    const pages: Page[] = []
    for (const page of file.pages) pages.push(await file.read(page))
    return pages
  } finally {
    await file.close()
  }
}

async function readCandidate({ document, name, pagesFile, pages }: { document: string; name: string; pagesFile: string; pages: number[] }) {
  const file = await openPageFile(pagesFile)
  try {
    const candidate: Candidate = { document, name, pages: await Promise.all(pages.filter((page) => file.entries.has(page)).map(file.read)) }
    return candidate
  } finally {
    await file.close()
  }
}
