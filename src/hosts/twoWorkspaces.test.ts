import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { finalJobStates } from '../contract/jobs'
import { type LibraryHost, openLibraryHost } from './testing/libraryHost'

/* Two workspaces of one host: whatever is asked in one, nothing of the other is said. */

const runs = process.env.CARREL_LONG ? 300 : 30
/** Strings that stand in the one and nowhere else: in texts, names, tags and questions. */
const canaries = ['quokkazephyr', 'palimpsestine', 'vermilion-otter']
let library: LibraryHost
let id: string
const client = () => library.host.client
const here = { workspace: 'w' }

beforeAll(async () => {
  library = await openLibraryHost()
  id = (await client().workspaces.create({ name: 'there' })).workspace.id
  const [text, name, asked] = canaries as [string, string, string]
  await add('there', library.file(`there/${name}.md`, `# Harbour\n\nThe ${text} ferry leaves the quay at seven. The rent is due in May.\n`))
  for await (const event of await client().chat.ask({ workspace: 'there', question: `When does the ${asked} ferry leave?` })) void event
  await add('w', library.file('here.md', '# Harbour\n\nThe morning ferry leaves the quay at nine. The rent is due in June.\n'))
}, 120_000)
afterAll(() => library.close())

async function add(workspace: string, path: string): Promise<void> {
  const { job } = await client().documents.add({ workspace, sources: [{ kind: 'path', path }] })
  for await (const next of await client().jobs.watch({ workspace, job })) if (finalJobStates.includes(next.state)) return
}

async function all(events: AsyncIterable<unknown>): Promise<unknown[]> {
  const told: unknown[] = []
  for await (const event of events) told.push(event)
  return told
}

describe('a workspace beside another', { timeout: 300_000 }, () => {
  it(`says nothing of it in ${runs} questions of every kind`, async () => {
    const words = fc.constantFrom(...canaries, 'ferry', 'quay', 'rent', 'May', 'seven', '"ferry leaves"', '-nine', '*', 'a')
    const query = fc.array(words, { minLength: 1, maxLength: 5 }).map((some) => some.join(' '))
    const kinds = fc.constantFrom('hybrid', 'keyword', 'vector', 'ask', 'lists')
    await fc.assert(
      fc.asyncProperty(query, kinds, async (asked, kind) => {
        const told = JSON.stringify(await answerTo(asked, kind)).toLowerCase()
        // An answer may repeat what was asked.
        expect(canaries.filter((canary) => !asked.includes(canary) && told.includes(canary))).toEqual([])
        expect(told).not.toContain(id)
        expect(told).not.toContain('ferry leaves the quay at seven')
      }),
      { numRuns: runs, seed: 20_261_121 },
    )
  })

  it('holds nothing of it in its folder, and opens none of its documents by their ids', async () => {
    const there = (await client().documents.list({ workspace: 'there' })).documents[0]!
    await expect(client().documents.text({ ...here, document: there.id })).rejects.toMatchObject({ code: 'DOCUMENT_NOT_FOUND' })
    await expect(client().search.query({ ...here, query: 'ferry', documents: [there.id] })).rejects.toMatchObject({
      code: 'DOCUMENT_NOT_FOUND',
    })
    const own = (await client().workspaces.get(here)).workspace.id
    const files = readdirSync(join(library.data, 'workspaces', own), { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    )
    expect(files.length).toBeGreaterThan(5)
    const [text, name] = canaries as [string, string]
    const held = files.filter((entry) =>
      [text, name].some((canary) => readFileSync(join(entry.parentPath, entry.name)).includes(`${canary} ferry`)),
    )
    expect(held.map((entry) => entry.name)).toEqual([])
  })
})

async function answerTo(query: string, kind: string): Promise<unknown> {
  if (kind === 'ask') return all(await client().chat.ask({ ...here, question: query, keep: false }))
  if (kind === 'lists')
    return Promise.all([
      client().documents.list(here),
      client().jobs.list(here),
      client().chat.messages(here),
      client().chat.suggestions(here),
      client().egress.list({ ...here }),
      client().egress.export(here),
      client().workspaces.stats(here),
      client().documents.text({ ...here, document: 'here.md' }),
    ])
  return client().search.query({ ...here, query, mode: kind as 'hybrid', limit: 50 })
}
