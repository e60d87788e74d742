import { makeGguf } from '../src/engine/llms/llamaCpp/testing/makeGguf'
import { t } from '../src/renderer/texts'
import { expect, test } from './app'
import { runJson } from './host'
import { settings } from './pages/settings'

test.skip(!process.env['CARREL_LONG'], 'It takes long: npm run test:long runs it.')

test('a language model is taken from a file in the settings, stands among those that answer, and is deleted', async ({ app }, info) => {
  const { page } = app
  const file = info.outputPath('tiny.gguf')
  makeGguf(file, { layers: 1, hidden: 32, heads: 2, inner: 32 })
  await settings(page).open()
  await settings(page).models.click()
  const { localModels } = settings(page)
  await expect(localModels.card('MiniLM').first()).toBeVisible()
  await localModels.path.fill(file)
  await localModels.import.click()
  await expect(localModels.card('tiny')).toBeVisible({ timeout: 30_000 })
  await app.screen('settings-models')
  const { models } = await runJson<{ models: { label: string; local: boolean }[] }>(['model', 'list'], app.options)
  expect(models).toMatchObject([{ label: 'tiny', local: true }])
  await localModels.delete('tiny').click()
  await page
    .getByRole('alertdialog')
    .getByRole('button', { name: t('settings.localModels.delete'), exact: true })
    .click()
  await expect(localModels.card('tiny')).toBeHidden()
  expect((await runJson<{ models: unknown[] }>(['model', 'list'], app.options)).models).toEqual([])
})

test('a download says before it begins what it fetches from where, and what is wrong where nobody answers', async ({ app }) => {
  const { page } = app
  // Nobody listens on the port of the discard protocol.
  await runJson(['model', 'source', 'http://127.0.0.1:9'], app.options)
  await settings(page).open()
  await settings(page).models.click()
  const { localModels } = settings(page)
  await localModels.download('bge-small').click()
  const asked = page.getByRole('alertdialog')
  await expect(asked).toContainText('127.0.0.1:9/Xenova/bge-small-en-v1.5')
  await expect(asked).toContainText('MIT')
  await asked.getByRole('button', { name: t('settings.localModels.download'), exact: true }).click()
  await expect(localModels.card('bge-small')).toContainText('refused the connection', { timeout: 60_000 })
  await localModels.cancel('bge-small').click()
  await expect(localModels.download('bge-small')).toBeVisible()
})
