import { join } from 'node:path'
import { expect, test } from './app'
import { root, runJson } from './host'
import { conversation } from './pages/conversation'
import { settings } from './pages/settings'
import { switcher } from './pages/switcher'
import { type SlowModelServer, startSlowModelServer } from './slowModelServer'

let server: SlowModelServer
test.beforeEach(async () => {
  server = await startSlowModelServer()
})
test.afterEach(() => server.close())

test('an answer stopped half-way is kept and marked, and the model server sees the connection close', async ({ app }) => {
  const { page } = app
  await runJson(['workspace', 'create', 'Quay'], app.options)
  await runJson(['add', 'Quay', join(root, 'resources/samples/project-notes.md')], app.options)
  await switcher(page).open('Quay')
  await settings(page).open()
  await settings(page).models.click()
  await settings(page).addModel({ label: 'Slow', url: server.url, model: 'slow' })
  await app.screen('settings-models')
  await settings(page).close()
  await settings(page).chooseModel('Slow')

  const talk = conversation(page)
  await talk.ask('When is the opening date?')
  await expect(talk.lastAnswer).toContainText('19 September 2026', { timeout: 30_000 })
  await app.screen('stop-while-writing')
  const [request] = server.requests
  expect(JSON.stringify(request?.messages)).toContain('19 September')
  await talk.stopButton.click()

  await expect(talk.stoppedMark(talk.lastAnswer)).toBeVisible()
  await server.left
  const written = server.written()
  await talk.expectWhole()
  await expect(talk.lastAnswer).toContainText('19 September 2026')
  await expect(talk.lastAnswer).toContainText('Written by Slow')
  await expect(talk.sourcesOf(talk.lastAnswer).getByRole('listitem')).toHaveCount(1)
  await app.screen('stop-stopped')
  expect(server.requests).toHaveLength(1)

  await page.reload()
  await expect(talk.stoppedMark(talk.lastAnswer)).toBeVisible()
  await expect(talk.lastAnswer).toContainText('19 September 2026')
  expect(server.written(), 'nothing was written after the stop').toBe(written)
})

test('an answer is stopped from another window that shows its conversation', async ({ app, context }) => {
  test.skip(!process.env['CARREL_LONG'], 'It takes long: npm run test:long runs it.')
  const { page, options } = app
  await runJson(['workspace', 'create', 'Quay'], options)
  await runJson(['add', 'Quay', join(root, 'resources/samples/project-notes.md')], options)
  await runJson(['model', 'add', 'Slow', '--provider', 'openaiCompatible', '--url', server.url, '--model', 'slow'], options)
  await switcher(page).open('Quay')
  await settings(page).chooseModel('Slow')
  const [here, there] = [conversation(page), conversation(await context.newPage())]
  await here.ask('When is the opening date?')
  await expect(here.lastAnswer).toContainText('19 September 2026', { timeout: 30_000 })
  await there.open(app.host.url)
  await expect(there.questions).toHaveText(['When is the opening date?'])
  await there.stopButton.click()
  await expect(here.stoppedMark(here.lastAnswer)).toBeVisible()
  await expect(there.stoppedMark(there.lastAnswer)).toBeVisible()
  await expect(there.lastAnswer).toContainText('19 September 2026')
  await here.expectWhole()
  await there.expectWhole()
})
