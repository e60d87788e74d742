import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from './app'
import { askSuggested, followChip, takeSamples } from './firstQuestion'
import { makeMixedFolder } from './folders'
import { root, runJson } from './host'
import { attemptsIn, guardedPids } from './networkLog'
import { conversation } from './pages/conversation'
import { dropOnWindow } from './pages/drop'
import { library } from './pages/library'
import { noQuietNetwork, openQuietNetwork, type QuietNetwork } from './quietNetwork'

/** Node processes below a process, itself among them; Linux only. */
function nodeProcessesBelow(root: number): number[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      parents.set(Number(name), Number(/^PPid:\s+(\d+)/m.exec(readFileSync(join('/proc', name, 'status'), 'utf8'))?.[1]))
    } catch {
      continue
    }
  }
  const isBelow = (pid: number | undefined): boolean => pid !== undefined && pid > 1 && (pid === root || isBelow(parents.get(pid)))
  return [...parents.keys()].filter(isBelow)
}

/** The network the story runs in: loopback alone where the machine can give that, else the usual one; the guards refuse in both. */
const missing = noQuietNetwork()
if (missing) process.stdout.write(`no network of its own for the offline story, the guards alone watch it: ${missing}\n`)

const quiet = test.extend<{ quietNetwork: QuietNetwork | null }>({
  quietNetwork: async ({}, use) => {
    const network = missing ? null : await openQuietNetwork()
    await use(network)
    network?.close()
  },
  prefix: async ({ quietNetwork }, use) => use(quietNetwork?.prefix),
  context: async ({ quietNetwork, playwright, launchOptions, viewport }, use, info) => {
    const program = launchOptions.executablePath ?? playwright.chromium.executablePath()
    const executablePath = quietNetwork ? quietNetwork.wrap(program, info.outputDir) : program
    const browser = await playwright.chromium.launch({ ...launchOptions, executablePath })
    await use(await browser.newContext({ viewport }))
    await browser.close()
  },
})

quiet('with the network refused for every process the whole way works, and nobody tries to reach out', async ({ app }) => {
  const { page, options } = app
  await takeSamples(page)
  if (process.platform === 'linux') {
    const guarded = guardedPids(options.networkLog)
    expect(guarded.length, 'host and workers').toBeGreaterThan(2)
    expect(
      nodeProcessesBelow(app.host.pid).filter((pid) => !guarded.includes(pid)),
      'processes without a guard',
    ).toEqual([])
  }
  await askSuggested(page, 0)
  await followChip(page, 'letter-opening-date.pdf')
  await conversation(page).ask('What is the price of a tall shelf unit in oak?')
  await expect(conversation(page).answers).toHaveCount(2)
  await conversation(page).expectWhole()
  await expect(conversation(page).lastAnswer).toContainText('412.00')

  const { path, readable, broken } = makeMixedFolder(app.scratch)
  await dropOnWindow(page, [path])
  await library(page).expectReady(readable, 120_000)
  await expect(library(page).retryButton(broken)).toBeVisible()

  expect(attemptsIn(options.networkLog), 'attempts of the processes').toEqual([])
  expect(app.outgoing, 'attempts of the window').toEqual([])
})

quiet(
  'the kernel is not asked once for a way out by the command line, its workers and their native parts',
  async ({ quietNetwork }, info) => {
    quiet.skip(quietNetwork === null, missing ?? '')
    const data = info.outputPath('data')
    const options = { data, networkLog: info.outputPath('network.jsonl'), prefix: quietNetwork?.prefix ?? [] }
    const before = quietNetwork?.attempts()
    await runJson(['workspace', 'create', 'Quay'], options)
    const paths = ['letter-opening-date.pdf', 'lease-agreement.docx', 'project-notes.md'].map((name) =>
      join(root, 'resources/samples', name),
    )
    await runJson(['add', 'Quay', ...paths], options)
    await runJson(['search', 'Quay', 'opening date'], options)
    const { citations } = await runJson<{ citations: unknown[] }>(['ask', 'Quay', 'What is the new opening date?'], options)
    expect(citations.length).toBeGreaterThan(0)
    expect(attemptsIn(options.networkLog)).toEqual([])
    expect((quietNetwork?.attempts() ?? 0) - (before ?? 0), 'attempts the kernel counted').toBe(0)
  },
)
