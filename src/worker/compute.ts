import type { WorkerContract } from '../contract/worker'
import { compute, type Candidate } from '../engine/answer/compute/compute'
import { openPageFile } from '../engine/answer/pages'
import type { Handlers } from '../rpc/handlers'

/** What a worker does for each `compute.*` procedure of the worker contract. */
export const computeHandlers: Handlers<WorkerContract['compute']> = {
  async tables({ question, candidates }) {
    return { computed: compute(question, await Promise.all(candidates.map(readCandidate))) }
  },
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
