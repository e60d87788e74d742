import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { t } from '../src/renderer/texts'
import { expect, test } from './app'
import { takeSamples } from './firstQuestion'
import { runCommand, runJson } from './host'
import { conversation } from './pages/conversation'
import { library } from './pages/library'
import { privacy } from './pages/privacy'
import { settings } from './pages/settings'
import { switcher } from './pages/switcher'
import { workspaceDialogs } from './pages/workspaceDialogs'

test.skip(!process.env['CARREL_LONG'], 'It takes long: npm run test:long runs it.')

const secret = 'correct horse battery'
const name = t('workspace.firstName')

/** Files of the data folder that hold these bytes; those the system keeps locked are none of ours. */
function filesWith(data: string, text: string): string[] {
  return readdirSync(data, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path).includes(text))
}

test('a workspace is sealed with a passphrase, shows nothing, and opens to what it was', async ({ app }) => {
  test.setTimeout(180_000)
  const { page } = app
  const dialogs = workspaceDialogs(page)
  await takeSamples(page)
  await conversation(page).ask('What is the price of a tall shelf unit in oak?')
  await conversation(page).expectWhole()
  const answer = await conversation(page).lastAnswer.innerText()
  expect(filesWith(app.options.data, 'shelving-price-list').length).toBeGreaterThan(0)

  await dialogs.openSeal()
  await dialogs.passphrase.fill(secret)
  await dialogs.again.fill('correct horse')
  await expect(dialogs.sealAction).toBeDisabled()
  await dialogs.again.fill(secret)
  await app.screen('seal-dialog')
  await dialogs.sealAction.click()
  await expect(dialogs.sealed.heading(name)).toBeVisible({ timeout: 60_000 })
  await dialogs.expectClosed()
  await app.screen('sealed')
  expect(filesWith(app.options.data, 'shelving-price-list')).toEqual([])
  expect(readdirSync(join(app.options.data, 'workspaces'))).toEqual([])
  await expect(page.locator('body')).not.toContainText('shelving-price-list')
  await switcher(page).trigger.click()
  await expect(page.getByRole('menuitem', { name: t('archive.export') })).toHaveCount(0)
  await page.keyboard.press('Escape')

  const asked = await runCommand(['ask', name, 'What is the price of a tall shelf unit in oak?', '--json'], app.options)
  expect({ code: asked.code, body: JSON.parse(asked.stdout) }).toMatchObject({ code: 3, body: { error: { code: 'WORKSPACE_SEALED' } } })
  expect(await runJson<{ workspaces: object[] }>(['workspace', 'list'], app.options)).toMatchObject({
    workspaces: [{ name, sealedAt: expect.any(String) }],
  })

  await dialogs.sealed.open('another passphrase')
  await expect(dialogs.sealed.failure).toContainText('does not open')
  await app.screen('sealed-wrong')
  await page.reload()
  await dialogs.sealed.open(secret)
  await library(page).expectReady(['building-report.pdf'])
  await expect(conversation(page).lastAnswer).toContainText('oak', { ignoreCase: true })
  expect(await conversation(page).lastAnswer.innerText()).toBe(answer)

  await privacy(page).open()
  await privacy(page).lockAfter.selectOption('15')
  await app.screen('settings-lock')
  await settings(page).close()
  await dialogs.openSeal()
  await expect(dialogs.dialog).toContainText(t('seal.keyHeld'))
  await expect(dialogs.passphrase).toHaveCount(0)
  await dialogs.sealAction.click()
  await expect(dialogs.sealed.heading(name)).toBeVisible({ timeout: 60_000 })
})
