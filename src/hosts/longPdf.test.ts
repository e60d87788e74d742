import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { finalJobStates, type Job } from '../contract/jobs'
import { handmadePdf, textLines } from '../engine/formats/pdf/testing/handmadePdf'
import { type LibraryHost, openLibraryHost } from './testing/libraryHost'

/* A very long PDF through a real host: paused half-way and resumed, every page has its number, and its reader stays small. */

const pages = process.env.CARREL_LONG ? 5_000 : 400
const mostMemory = 512 * 2 ** 20
const workspace = 'w'
let library: LibraryHost

beforeAll(async () => {
  library = await openLibraryHost()
})
afterAll(() => library.close())

/** A word that stands on one page only. */
const marker = (page: number) => `marker${((page * 7_919) % 100_003) + 100_003}`

it(`a PDF of ${pages} pages is held half-way, goes on, and has its page numbers right to the end`, { timeout: 600_000 }, async () => {
  const filler = Array.from(
    { length: 30 },
    (_, line) => `Line ${line + 1} of this page tells of the harbour, its quay and all that is kept there.`,
  )
  const file = library.file(
    'long.pdf',
    handmadePdf(
      Array.from({ length: pages }, (_, i) => ({ texts: textLines([`Page ${i + 1} has the word ${marker(i + 1)}.`, ...filler]) })),
    ),
  )
  const memory = watchMemory()
  const started = performance.now()
  const job = await library.submit(file)
  const { jobs } = library.host.client

  const isHalfRead = ({ progress }: Job) => progress.pages.done >= pages / 2
  for await (const next of await jobs.watch({ workspace, job })) {
    expect(finalJobStates).not.toContain(next.state)
    if (isHalfRead(next)) break
  }
  await jobs.pause({ workspace, job })
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  const held = (await jobs.get({ workspace, job })).job
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  const stillHeld = (await jobs.get({ workspace, job })).job
  expect([held.state, stillHeld.state]).toEqual(['paused', 'paused'])
  expect(stillHeld.progress.pages.done).toBe(held.progress.pages.done)
  expect(held.progress.pages.done).toBeLessThan(pages)
  await jobs.resume({ workspace, job })

  const { result } = await library.ended(job)
  const seconds = (performance.now() - started) / 1_000
  const most = memory.stop()
  expect(result.documents).toMatchObject([{ status: 'ready', pages, coverage: { read: pages, recognised: 0, empty: 0, failed: 0 } }])
  const { pages: texts } = await library.host.client.documents.text({ workspace, document: 'long.pdf' })
  expect(texts.map(({ page }) => page)).toEqual(Array.from({ length: pages }, (_, i) => i + 1))
  for (const { page, text } of texts) expect(text).toContain(`Page ${page} has the word ${marker(page)}.`)
  for (const page of [1, Math.round(pages / 2), pages - 1, pages]) {
    const { hits } = await library.host.client.search.query({ workspace, query: `"${marker(page)}"`, mode: 'keyword', limit: 1 })
    expect(hits).toMatchObject([{ name: 'long.pdf', page }])
  }
  console.info(`${pages} pages in ${seconds.toFixed(1)} s, held for 2 of them; reader at most ${(most / 2 ** 20).toFixed(0)} MB`)
  expect(most > 0).toBe(existsSync('/proc/self/statm'))
  expect(most).toBeLessThan(mostMemory)
})

/** Watches the workers that read, children of this process; gives the most memory one of them ever had, 0 where the system does not tell. */
function watchMemory(): { stop(): number } {
  let most = 0
  const look = () => {
    for (const pid of readersOf(process.pid)) most = Math.max(most, peakOf(pid))
  }
  const timer = setInterval(look, 200)
  return {
    stop: () => {
      look()
      clearInterval(timer)
      return most
    },
  }
}

function readersOf(parent: number): string[] {
  if (!existsSync('/proc/self/statm')) return []
  const all = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(parent)], { encoding: 'utf8' })
    .trim()
    .split('\n')
  return all.filter((one) => one.endsWith(' ingest')).map((one) => one.trim().split(' ')[0]!)
}

/** The peak of its resident memory in bytes, as Linux keeps it. */
function peakOf(pid: string): number {
  try {
    return Number(/VmHWM:\s*(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0) * 1_024
  } catch {
    return 0
  }
}
