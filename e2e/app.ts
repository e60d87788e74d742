import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, expect, type Page, test as base } from '@playwright/test'
import { type Host, type HostOptions, root, startHost } from './host'
import { attemptsIn } from './networkLog'

/** A Carrel of a story's own: its data folder, its host, its window, and what they tried to reach. */
export interface App {
  page: Page
  host: Host
  options: HostOptions
  /** Folder for files of the story, gone afterwards. */
  scratch: string
  /** Addresses the window asked for that are not its host's; each was refused. */
  outgoing: string[]
  /** Hosts a story agreed to, with their ports: to these, processes may try to go. */
  consented: string[]
  /** Starts a host on the same data, once the one before has ended, and opens the window on it. */
  startAgain(): Promise<void>
  /** Keeps a picture of the window in out/e2e/screens. */
  screen(name: string): Promise<void>
}

export interface Surroundings {
  /** Command the host is started with, e.g. to give it a network of its own. */
  prefix: string[] | undefined
}

const screens = join(root, 'out', 'e2e', 'screens')

/** Refuses and notes every request of the window, and every socket, that does not go to a host of the story. */
async function guardWindow(context: BrowserContext, ownHosts: ReadonlySet<string>, outgoing: string[]): Promise<void> {
  const isOwn = (address: string) => ownHosts.has(new URL(address).host)
  await context.route('**/*', async (route) => {
    const address = route.request().url()
    if (isOwn(address) || /^(data|blob):/.test(address)) return await route.fallback()
    outgoing.push(address)
    await route.abort('blockedbyclient')
  })
  context.on('page', (page) => page.on('websocket', (socket) => isOwn(socket.url()) || outgoing.push(socket.url())))
}

/** Tests with an app that is started for each and ended after it; a story fails where anything reached out or the window threw. */
export const test = base.extend<{ app: App } & Surroundings>({
  prefix: [undefined, { option: true }],
  app: async ({ context, prefix }, use, info) => {
    const scratch = mkdtempSync(join(tmpdir(), 'carrel-story-'))
    const networkLog = join(scratch, 'network.jsonl')
    const data = join(scratch, 'data')
    mkdirSync(screens, { recursive: true })
    const options = { data, networkLog, ...(prefix ? { prefix } : {}) }
    const outgoing: string[] = []
    const faults: string[] = []
    const ownHosts = new Set<string>()
    const app = { options, scratch, outgoing, consented: [] as string[] } as App
    await guardWindow(context, ownHosts, outgoing)
    app.page = await context.newPage()
    app.page.on('pageerror', (error) => faults.push(String(error)))
    app.startAgain = async () => {
      app.host = await startHost(options)
      ownHosts.add(new URL(app.host.origin).host)
      await app.page.goto(app.host.url)
    }
    app.screen = async (name) => void (await app.page.screenshot({ path: join(screens, `${name}.png`) }))
    try {
      await app.startAgain()
      await use(app)
      const unasked = attemptsIn(networkLog).filter(({ target }) => !app.consented.includes(target))
      expect(unasked, 'no process reached out').toEqual([])
      expect(outgoing, 'the window reached out').toEqual([])
      expect(faults, 'the window threw').toEqual([])
    } finally {
      if (info.status !== info.expectedStatus) await info.attach('host.txt', { body: app.host?.errors() ?? '' })
      await app.page.close()
      await app.host?.stop()
      rmSync(scratch, { recursive: true, force: true })
    }
  },
})

export { expect }
