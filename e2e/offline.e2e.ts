import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from './app'
import { askSuggested, followChip, takeSamples } from './firstQuestion'
import { makeMixedFolder } from './folders'
import { guardedPids } from './networkLog'
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

test('with the network refused for every process the whole way works, and nobody tries to reach out', async ({ app }) => {
  const { page } = app
  await takeSamples(page)
  if (process.platform === 'linux') {
    const guarded = guardedPids(app.options.networkLog)
    expect(guarded.length, 'host and workers').toBeGreaterThan(2)
    expect(
      nodeProcessesBelow(app.host.pid).filter((pid) => !guarded.includes(pid)),
      'processes without a guard',
    ).toEqual([])
  }
  await askSuggested(page, 0)
  await followChip(page, 'letter-opening-date.pdf')
  const { path, readable } = makeMixedFolder(app.scratch)
  await dropOnWindow(page, [path])
  await library(page).expectReady(readable, 120_000)
})

const quiet = test.extend<{ quietNetwork: QuietNetwork }>({
  quietNetwork: async ({}, use) => {
    const network = await openQuietNetwork()
    await use(network)
    network.close()
  },
  prefix: async ({ quietNetwork }, use) => use(quietNetwork.prefix),
  context: async ({ quietNetwork, playwright, launchOptions, viewport }, use, info) => {
    const program = quietNetwork.wrap(launchOptions.executablePath ?? playwright.chromium.executablePath(), info.outputDir)
    const browser = await playwright.chromium.launch({ ...launchOptions, executablePath: program })
    await use(await browser.newContext({ viewport }))
    await browser.close()
  },
})

const missing = noQuietNetwork()
if (missing) process.stdout.write(`skipped: the whole way in a network of its own (${missing})\n`)

quiet(
  'in a network namespace with loopback alone the whole way works, and the kernel is never asked for another way',
  async ({ app, quietNetwork }) => {
    quiet.skip(missing !== null, missing ?? '')
    const { page } = app
    const before = quietNetwork.attempts()
    await takeSamples(page)
    await askSuggested(page, 0)
    await followChip(page, 'letter-opening-date.pdf')
    await conversation(page).ask('What is the price of a tall shelf unit in oak?')
    await conversation(page).expectWhole()
    await expect(conversation(page).lastAnswer).toContainText('412.00')
    expect(quietNetwork.attempts() - before, 'attempts the kernel counted, the browser’s own among them').toBe(0)
  },
)
