import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { acquireDataLock } from '../core/dataLock'
import { type RunningHost, startHost } from './startHost'
import { ended, libraryOf, problemsOf } from './testing/restart'

/*
 * Random commands in two workspaces of one host, against a model that knows which documents each must hold: after every sequence the
 * catalogues are the model, nothing is wrong in them, and neither says a word of the other.
 */

const runs = process.env.CARREL_LONG ? 500 : 4
const seed = Number(process.env.CARREL_SEED ?? 20_261_121)
const long = process.env.CARREL_LONG ? 14 : 8

const sides = ['quokka', 'zephyr'] as const
type Side = (typeof sides)[number]

const side = fc.constantFrom(...sides)
const slot = fc.constantFrom('a', 'b', 'c')
const command = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('add' as const), side, slot, version: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove' as const), side, slot }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('tag' as const), side, slot }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('search' as const, 'ask' as const), side }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('rename' as const, 'begin anew' as const), side }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const), side }) },
)
type Command = typeof command extends fc.Arbitrary<infer T> ? T : never

/** What a workspace must hold: the version of each document, and its tag. */
interface Expected {
  name: string
  documents: Map<string, { version: number; tagged: boolean }>
}

let folder: string
let host: RunningHost
let model: Record<Side, Expected>
let made = 0

async function open(): Promise<void> {
  host = await startHost(acquireDataLock(join(folder, 'data'))!, { data: join(folder, 'data'), kind: 'cli', port: 0, log: () => {} })
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'carrel-model-'))
  mkdirSync(join(folder, 'data'))
  await open()
}, 60_000)
afterAll(async () => {
  await host.close()
  rmSync(folder, { recursive: true, force: true })
})

/** A workspace of a side, with nothing in it. */
async function begin(of: Side): Promise<Expected> {
  const name = `${of} ${++made}`
  await host.client.workspaces.create({ name })
  return { name, documents: new Map() }
}

const wordOf = (of: Side, inSlot: string, version: number) => `${of}${inSlot}${'xyz'[version - 1]}`

async function obey(one: Command): Promise<void> {
  const { client } = host
  const own = model[one.side]
  const workspace = own.name
  const name = 'slot' in one ? `${one.side}-${one.slot}.md` : ''
  const held = own.documents.get(name)
  if (one.kind === 'add') {
    const path = join(folder, name)
    const word = wordOf(one.side, one.slot, one.version)
    writeFileSync(path, `# ${one.side}\n\nThe ferry of ${word} leaves the quay of ${one.side} at ${one.version}.\n`)
    const { job } = await client.documents.add({ workspace, sources: [{ kind: 'path', path }] })
    await ended(host, workspace, job)
    own.documents.set(name, { version: one.version, tagged: held?.tagged ?? false })
  } else if (one.kind === 'remove' && held) {
    const { job } = await client.documents.remove({ workspace, documents: [name] })
    await ended(host, workspace, job)
    own.documents.delete(name)
  } else if (one.kind === 'tag' && held) {
    await client.documents.tag({ workspace, documents: [name], add: [`${one.side} tag`] })
    held.tagged = true
  } else if (one.kind === 'search') {
    await client.search.query({ workspace, query: 'ferry quay' })
  } else if (one.kind === 'ask') {
    for await (const event of await client.chat.ask({ workspace, question: `When does the ferry of ${one.side} leave?` })) void event
  } else if (one.kind === 'rename') {
    own.name = `${one.side} ${++made}`
    await client.workspaces.update({ workspace, name: own.name })
  } else if (one.kind === 'begin anew') {
    await client.workspaces.delete({ workspace })
    model[one.side] = await begin(one.side)
  } else if (one.kind === 'restart') {
    await host.close()
    await open()
  }
}

/** Compares a workspace with the model, and everything it says with the name of the other. */
async function look(of: Side): Promise<void> {
  const { client } = host
  const { name: workspace, documents } = model[of]
  const other = sides.find((one) => one !== of)!
  expect((await libraryOf(host, workspace)).map(({ name, status, tags }) => ({ name, status, tagged: (tags ?? []).length > 0 }))).toEqual(
    [...documents].map(([name, { tagged }]) => ({ name, status: 'ready', tagged })).sort((a, b) => a.name.localeCompare(b.name)),
  )
  for (const [name, { version }] of documents) {
    const inSlot = name.at(-4)!
    for (const tried of [1, 2, 3]) {
      const { hits } = await client.search.query({ workspace, query: `"${wordOf(of, inSlot, tried)}"`, mode: 'keyword' })
      expect(hits.map((hit) => hit.name)).toEqual(tried === version ? [name] : [])
    }
  }
  expect(await problemsOf(host, workspace)).toEqual([])
  const said = JSON.stringify([
    await client.search.query({ workspace, query: 'ferry quay leaves', limit: 50 }),
    await client.documents.list({ workspace }),
    await client.jobs.list({ workspace }),
    await client.chat.messages({ workspace }),
    await client.egress.export({ workspace }),
    await client.workspaces.stats({ workspace }),
  ])
  expect(said.includes(other)).toBe(false)
}

it(
  `${runs} random sequences of commands leave what the model says, and no word of the other workspace (seed ${seed})`,
  { timeout: 7_200_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 2, maxLength: long }), async (commands) => {
        model = { quokka: await begin('quokka'), zephyr: await begin('zephyr') }
        for (const one of commands) await obey(one)
        for (const one of sides) await look(one)
        for (const one of sides) await host.client.workspaces.delete({ workspace: model[one].name })
      }),
      { numRuns: runs, seed },
    )
  },
)
