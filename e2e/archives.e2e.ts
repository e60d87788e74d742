import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { t } from '../src/renderer/texts'
import { expect, test } from './app'
import { takeSamples } from './firstQuestion'
import { conversation } from './pages/conversation'
import { library } from './pages/library'
import { switcher } from './pages/switcher'
import { workspaceDialogs } from './pages/workspaceDialogs'

test.skip(!process.env['CARREL_LONG'], 'It takes long: npm run test:long runs it.')

const secret = 'correct horse battery'
const name = t('workspace.firstName')

test('a workspace is exported to the downloads, and the file becomes the same workspace again', async ({ app }) => {
  test.setTimeout(180_000)
  const { page } = app
  const dialogs = workspaceDialogs(page)
  await takeSamples(page)
  await conversation(page).ask('What is the price of a tall shelf unit in oak?')
  await conversation(page).expectWhole()
  const answer = await conversation(page).lastAnswer.innerText()

  await dialogs.openExport()
  await expect(dialogs.exportAction).toBeDisabled()
  await dialogs.typeTwice(secret)
  await app.screen('archive-export')
  const coming = page.waitForEvent('download')
  await dialogs.exportAction.click()
  const download = await coming
  expect(download.suggestedFilename()).toBe(`${name}.carrel`)
  const file = join(app.scratch, 'moved.carrel')
  await download.saveAs(file)
  await dialogs.expectClosed()
  expect(readFileSync(file).includes('shelving-price-list')).toBe(false)

  const choose = async (path: string) => {
    const chooser = page.waitForEvent('filechooser')
    await dialogs.choose.click()
    await (await chooser).setFiles(path)
  }
  const bytes = readFileSync(file)
  bytes[bytes.length >> 1]! ^= 1
  const damaged = join(app.scratch, 'damaged.carrel')
  writeFileSync(damaged, bytes)
  await dialogs.openImport()
  await choose(damaged)
  await dialogs.passphrase.fill(secret)
  await dialogs.importAction.click()
  await expect(page.getByText(/The archive is damaged between byte \d+ and \d+/).first()).toBeVisible({ timeout: 60_000 })
  await choose(file)
  await expect(dialogs.dialog).toContainText('moved.carrel')
  await dialogs.passphrase.fill('another passphrase')
  await dialogs.importAction.click()
  await expect(page.getByText(/does not open this archive/).first()).toBeVisible({ timeout: 60_000 })
  await app.screen('archive-import')
  await dialogs.passphrase.fill(secret)
  await dialogs.importAction.click()
  await dialogs.expectClosed()
  await expect(switcher(page).trigger).toHaveAccessibleName(t('workspace.switch', { name: `${name} (2)` }))
  await library(page).expectReady(['building-report.pdf'])
  expect(await conversation(page).lastAnswer.innerText()).toBe(answer)
})
