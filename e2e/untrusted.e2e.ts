import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { type App, expect, test } from './app'
import { scripts, waysOut } from './fixtures/payloads'
import { runJson } from './host'
import { chats } from './pages/chats'
import { conversation } from './pages/conversation'
import { library } from './pages/library'
import { type ScriptedModelServer, startScriptedModelServer } from './scriptedModelServer'

/* What documents, models and servers say is shown, and does nothing: no script of theirs runs, and nothing of it is fetched. */

const evil = 'evil.example'
const places = ['title', 'name', 'passage', 'output', 'error'] as const
const scriptsAt = (place: (typeof places)[number]) => scripts((i) => String(places.indexOf(place) * 100 + i))

let server: ScriptedModelServer
test.beforeEach(async () => {
  server = await startScriptedModelServer((question) => {
    const [, kind, number] = /Question: (output|error|ways|link) (\d+)/.exec(question) ?? []
    const i = Number(number)
    if (kind === 'output') return { text: scriptsAt('output')[i] as string }
    if (kind === 'error') return { error: scriptsAt('error')[i] as string }
    if (kind === 'ways') return { text: waysOut(evil)[i] as string }
    return { text: `[Read this](https://${evil}/phish) or <https://user:pw@${evil}/>` }
  })
})
test.afterEach(() => server.close())

async function setUp({ page, options, scratch }: App): Promise<void> {
  // Installed before anything is shown: whatever runs is counted.
  await page.addInitScript(() => {
    const noted: number[] = []
    Object.assign(window, { noted, ran: (n: number) => void noted.push(n) })
  })
  const files = join(scratch, 'files')
  mkdirSync(files)
  const paragraphs = scriptsAt('passage').map((script, i) => `Mill house note ${i}: ${script} is what it says.`)
  writeFileSync(join(files, 'mill.txt'), paragraphs.join('\n\n'))
  for (const [i, script] of scriptsAt('name').entries()) {
    // A slash parts folders, whatever a name wants.
    writeFileSync(join(files, `${script.replaceAll('/', '∕').slice(0, 200)}.txt`), `Name number ${i} of the mill house.`)
  }
  await runJson(['workspace', 'create', 'Quay'], options)
  await runJson(['add', 'Quay', files], options)
  await runJson(['model', 'add', 'Scripted', '--provider', 'openaiCompatible', '--url', server.url, '--model', 'x'], options)
  await page.reload()
}

/** Asks by the HTTP interface, as fast as the host answers, and gives the conversation. */
async function askAll({ host }: App, questions: readonly string[], chat?: string): Promise<string> {
  let within = chat
  for (const question of questions) {
    const response = await fetch(`${host.origin}/api/workspaces/Quay/ask`, {
      method: 'POST',
      headers: { authorization: `Bearer ${host.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ question, model: 'Scripted', documents: ['mill.txt'], ...(within ? { chat: within } : {}) }),
    })
    const said = await response.text()
    within ??= /"chat":"([0-9a-f]+)"/.exec(said)?.[1]
    expect(said, question).toContain('"type":"answer"')
  }
  return within as string
}

async function rename({ host }: App, chat: string, title: string): Promise<void> {
  const response = await fetch(`${host.origin}/api/workspaces/Quay/chats/${chat}`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${host.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ title }),
  })
  expect(response.status, title).toBe(200)
}

/** Nothing ran, nothing could run, nothing is fetched. */
async function expectInert(page: Page): Promise<void> {
  // What a script would do at once it has done by the second frame.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
  const found = await page.evaluate(() => {
    const attributes = [...document.querySelectorAll('*')].flatMap((element) =>
      [...element.attributes].map(({ name, value }) => ({ tag: element.tagName, name, value })),
    )
    const remote = /^\s*(?:https?:|\/\/|javascript:|data:text)/i
    return {
      ran: (window as unknown as { noted: number[] }).noted,
      handlers: attributes.filter(({ name }) => name.startsWith('on')),
      fetching: attributes.filter(
        ({ name, value }) =>
          ['src', 'href', 'srcset', 'poster', 'data', 'action', 'ping', 'background'].includes(name) && remote.test(value),
      ),
      elements: [...document.querySelectorAll('iframe, object, embed, base, meta[http-equiv=refresh], main script, svg script')].length,
    }
  })
  expect(found).toEqual({ ran: [], handlers: [], fetching: [], elements: 0 })
}

test('200 scripts in titles, file names, passages, answers and errors are shown as words, and none runs', async ({ app }) => {
  test.setTimeout(300_000)
  const { page } = app
  await setUp(app)
  const total = places.reduce((sum, place) => sum + scriptsAt(place).length, 0)
  expect(total).toBe(200)

  const outputs = await askAll(
    app,
    scriptsAt('output').map((_, i) => `output ${i} about the mill house notes?`),
  )
  const errors = await askAll(
    app,
    scriptsAt('error').map((_, i) => `error ${i} about the mill house notes?`),
  )
  const talk = conversation(page)
  const list = chats(page)
  for (const [chat, title] of [
    [outputs, 'Outputs'],
    [errors, 'Errors'],
  ] as const) {
    await rename(app, chat, title)
    await list.show()
    await list.row(title).click()
    await expect(talk.questions).toHaveCount(40)
    await expectInert(page)
  }
  // The sentence of the server stands there, so it was shown.
  await expect(page.getByRole('alert').filter({ hasText: 'ran(' }).first()).toBeVisible()

  await list.show()
  for (const [i, title] of scriptsAt('title').entries()) {
    await rename(app, outputs, title)
    await expect(list.rows.filter({ hasText: `ran(${i})` })).toHaveCount(1)
  }
  await expectInert(page)
  await page.keyboard.press('Escape')

  await expect(library(page).list.getByRole('listitem').first()).toBeVisible()
  for (const at of ['Home', 'PageDown', 'PageDown', 'PageDown', 'End']) {
    await library(page).list.getByRole('listitem').first().getByRole('button').first().focus()
    await page.keyboard.press(at)
    await expectInert(page)
  }
  await library(page).searchPassages('mill house note')
  await expectInert(page)
  await library(page).showDocuments()
  await library(page).filter('mill.txt')
  await library(page).open('mill.txt')
  await expect(page.getByText('Mill house note 0:').first()).toBeVisible()
  await expectInert(page)
  await app.screen('untrusted-passages')
})

test('60 ways out of an answer reach nobody, and a link opens only after its host was shown', async ({ app }) => {
  test.setTimeout(240_000)
  const { page, outgoing } = app
  await setUp(app)
  const ways = waysOut(evil)
  expect(ways).toHaveLength(60)
  const chat = await askAll(app, [...ways.map((_, i) => `ways ${i} about the mill house notes?`), 'link 0 about the mill house notes?'])
  await rename(app, chat, 'Ways')
  const talk = conversation(page)
  await chats(page).show()
  await chats(page).row('Ways').click()
  await expect(talk.questions).toHaveCount(61)
  await expectInert(page)
  expect(outgoing).toEqual([])

  const opened: string[] = []
  await page.exposeFunction('noteOpened', (to: string) => void opened.push(to))
  await page.evaluate(() => {
    const { noteOpened } = window as unknown as { noteOpened: (to: string) => void }
    window.open = (to) => (noteOpened(String(to)), null)
  })
  const link = talk.lastAnswer.getByRole('button', { name: /^Read this/ })
  await expect(link).toContainText(evil)
  await link.click()
  const question = page.getByRole('alertdialog')
  await expect(question).toContainText(evil)
  expect(opened).toEqual([])
  await app.screen('untrusted-link')
  await page.keyboard.press('Escape')
  await expect(question).toBeHidden()
  expect(opened).toEqual([])
  expect(outgoing).toEqual([])
})
