import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { t } from '../src/renderer/texts'
import { expect, test } from './app'
import { conversation } from './pages/conversation'
import { library } from './pages/library'
import { tray } from './pages/tray'

test.skip(!process.env['CARREL_LONG'], 'It takes long: npm run test:long runs it.')

const article = `<!doctype html><title>Opening the reading room</title><body><h1>Opening the reading room</h1>
<p>The reading room opens on the fourteenth of March at nine in the morning. Visitors leave bags and coats at the desk.</p>
<p>Group visits are possible on Thursdays; please write to the keeper two weeks before.</p></body>`

let site: Server
test.beforeEach(async () => {
  site = createServer((request, response) => {
    if (request.url !== '/opening') return void response.writeHead(404).end()
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(article)
  })
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
})
test.afterEach(() => new Promise((resolve) => site.close(resolve)))

test('a web page is added by its address and answers; one on this machine is refused until it is allowed by name', async ({ app }) => {
  const { page } = app
  const { port } = site.address() as AddressInfo
  await page.getByRole('button', { name: t('welcome.samples') }).click()
  await library(page).expectReady(['building-report.pdf'])

  const add = async () => {
    await page.getByRole('button', { name: t('library.add'), exact: true }).click()
    await page.getByRole('menuitem', { name: t('address.menu') }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: t('address.field') }).fill(`http://127.0.0.1:${port}/opening`)
    await app.screen('address-dialog')
    await dialog.getByRole('button', { name: t('address.action') }).click()
    await expect(dialog).toBeHidden()
  }
  await add()
  await expect(tray(page).failedCount(1)).toBeVisible()
  await tray(page).expand.click()
  await expect(tray(page).failedList).toContainText(/this machine|private|allow/i)

  const allowed = await fetch(`${app.host.origin}/api/settings`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${app.host.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ network: { allow: [`127.0.0.1:${port}`] } }),
  })
  expect(allowed.status).toBe(200)
  await add()
  await library(page).expectReady(['Opening the reading room.html'])
  await conversation(page).ask('When does the reading room open?')
  await conversation(page).expectWhole()
  await expect(conversation(page).lastAnswer).toContainText('fourteenth of March')
})
