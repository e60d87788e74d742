import { expect, test } from './app'
import { takeSamples } from './firstQuestion'
import { conversation } from './pages/conversation'
import { library } from './pages/library'
import { overview } from './pages/overview'
import { t } from '../src/renderer/texts'

test.skip(!process.env['CARREL_LONG'], 'It takes long: npm run test:long runs it.')

test('all workspaces stand side by side with figures, marks and totals, in any order, a click away', async ({ app }) => {
  const { page } = app
  await takeSamples(page)
  await conversation(page).ask('What is the price of a tall shelf unit in oak?')
  await conversation(page).expectWhole()
  for (const name of ['Ash & Sons', 'Birch']) {
    await overview(page).show()
    await page.getByRole('button', { name: t('workspace.create'), exact: true }).click()
    await page.getByRole('textbox', { name: t('workspace.name') }).fill(name)
    await page.getByRole('button', { name: t('workspace.createAction'), exact: true }).click()
    await expect(page.getByRole('button', { name: t('workspace.switch', { name }) })).toBeVisible()
  }
  await overview(page).show()
  const { table, rowOf, names } = overview(page)
  const first = t('workspace.firstName')
  await expect(rowOf(first)).toContainText('ms')
  await expect(rowOf(first)).toContainText('%')
  await expect(rowOf('Birch')).toContainText(t('overview.marks.empty'))
  await expect(rowOf(first).getByRole('img')).toHaveAccessibleName(/ 1 questions/)
  expect(await names()).toEqual(['Ash & Sons', 'Birch', first])
  await app.screen('overview')

  await overview(page).sortBy(t('overview.columns.documents'))
  await expect(table.getByRole('row').nth(1)).toContainText(first)
  await page.getByRole('searchbox', { name: t('overview.filter') }).fill('ash')
  await expect(table.getByRole('row')).toHaveCount(2)
  await page.getByRole('searchbox', { name: t('overview.filter') }).fill('')
  await page.emulateMedia({ colorScheme: 'dark' })
  await app.screen('overview-dark')
  await page.getByRole('button', { name: t('overview.open', { name: first }), exact: true }).click()
  await expect(page.getByRole('button', { name: t('workspace.switch', { name: first }) })).toBeVisible()
  await expect(page.getByRole('region', { name: t('zones.library') })).toBeVisible()
})

test('a workspace is told how long it keeps what, and shows what would go before anything goes', async ({ app }) => {
  const { page } = app
  await takeSamples(page)
  await page.getByRole('button', { name: t('settings.title') }).click()
  await page.getByRole('tab', { name: t('settings.storage.title') }).click()
  await page.getByRole('combobox', { name: t('retention.parts.documents') }).selectOption('365')
  await page.getByRole('button', { name: t('retention.preview') }).click()
  await expect(page.getByRole('status').filter({ hasText: t('retention.nothing') })).toBeVisible()
  await app.screen('retention')
})

test('a workspace that is set up well is saved as a template, and the next one offers the same questions and tags', async ({ app }) => {
  const { page } = app
  await takeSamples(page)
  await page.getByRole('button', { name: t('settings.title') }).click()
  await page.getByRole('textbox', { name: t('focus.questions') }).fill('When does the contract end?\nWho signs it?')
  await page.getByRole('textbox', { name: t('focus.tags') }).fill('Contract, Invoice')
  await app.screen('focus')
  await page.getByRole('button', { name: t('focus.save'), exact: true }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: t('actions.close'), exact: true })
    .click()
  await overview(page).show()
  await page.getByRole('button', { name: t('overview.more', { name: t('workspace.firstName') }) }).click()
  await page.getByRole('menuitem', { name: t('templates.menu') }).click()
  await page.getByRole('textbox', { name: t('templates.name') }).fill('Client')
  await page.getByRole('button', { name: t('templates.save'), exact: true }).click()
  await page.getByRole('button', { name: t('workspace.create'), exact: true }).click()
  await page.getByRole('textbox', { name: t('workspace.name'), exact: true }).fill('Ash & Sons')
  await page.getByRole('combobox', { name: t('templates.use') }).selectOption('Client')
  await app.screen('template')
  await page.getByRole('button', { name: t('workspace.createAction'), exact: true }).click()
  await expect(page.getByRole('button', { name: t('workspace.switch', { name: 'Ash & Sons' }) })).toBeVisible()
  await page.getByRole('button', { name: t('settings.title') }).click()
  await expect(page.getByRole('textbox', { name: t('focus.tags') })).toHaveValue('Contract, Invoice')
})

test('the same question is answered as before and says so; the library shows what is used', async ({ app }) => {
  const { page } = app
  await takeSamples(page)
  const question = 'What is the price of a tall shelf unit in oak?'
  await conversation(page).ask(question)
  await conversation(page).expectWhole()
  await page.getByRole('button', { name: t('chats.create'), exact: true }).click()
  await conversation(page).ask(question)
  const { lastAnswer } = conversation(page)
  await expect(lastAnswer.getByRole('button', { name: t('conversation.anew') })).toBeVisible()
  await expect(
    library(page)
      .list.getByRole('img', { name: /^Used lately/ })
      .first(),
  ).toBeVisible()
  await app.screen('repeated')
  await page.getByRole('button', { name: t('use.menu'), exact: true }).click()
  await page.getByRole('menuitemradio', { name: t('use.used') }).click()
  await expect(library(page).list.getByRole('listitem').last()).toContainText('letter-opening-date')
  await lastAnswer.getByRole('button', { name: t('conversation.anew') }).click()
  await expect(page.getByRole('button', { name: t('conversation.anew') })).toHaveCount(0)
})

test('a deleted workspace is taken back with Undo, and is there as it was', async ({ app }) => {
  const { page } = app
  await takeSamples(page)
  await overview(page).show()
  const name = t('workspace.firstName')
  await page.getByRole('button', { name: t('overview.more', { name }) }).click()
  await page.getByRole('menuitem', { name: t('workspace.delete') }).click()
  await page
    .getByRole('alertdialog')
    .getByRole('button', { name: t('workspace.deleteAction') })
    .click()
  await expect(page.getByText(t('workspace.deleted', { name })).first()).toBeVisible()
  await app.screen('undo')
  await page
    .getByRole('button', { name: t('workspace.undo') })
    .first()
    .click()
  await expect(page.getByText(t('workspace.back', { name })).first()).toBeVisible()
  await expect(page.getByRole('button', { name: t('workspace.switch', { name }) })).toBeVisible()
  await page.getByRole('button', { name: t('overview.open', { name }), exact: true }).click()
  await expect(library(page).list.getByRole('listitem')).toHaveCount(5)
})
