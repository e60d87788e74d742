import { expect, test } from './app'
import { takeSamples } from './firstQuestion'
import { conversation } from './pages/conversation'
import { library } from './pages/library'
import { t } from '../src/renderer/texts'

test.skip(!process.env['CARREL_LONG'], 'It takes long: npm run test:long runs it.')

test('documents are tagged, and tag and kind limit library, search and question alike', async ({ app }) => {
  const { page } = app
  await takeSamples(page)
  const rows = library(page).list.getByRole('listitem')
  const all = await rows.count()
  const name = 'letter-opening-date.pdf'
  await library(page).rowOf(name).hover()
  await page.getByRole('button', { name: t('library.more', { name }), exact: true }).click()
  await page.getByRole('menuitem', { name: t('tags.menu') }).click()
  await page.getByRole('combobox', { name: t('tags.field') }).fill('Letters')
  await page.getByRole('button', { name: t('tags.add'), exact: true }).click()
  await expect(page.getByRole('list', { name: t('tags.list') }).getByText('Letters')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(library(page).rowOf(name)).toContainText('#Letters')

  await page.getByRole('button', { name: t('scope.none'), exact: true }).click()
  await page.getByRole('button', { name: t('scope.choice', { name: 'Letters', count: 1 }), exact: true }).click()
  await expect(rows).toHaveCount(1)
  await expect(page.getByText(t('scope.onlyTag', { tag: 'Letters' }), { exact: true })).toBeVisible()

  await page.getByRole('tab', { name: t('library.search') }).click()
  await page.getByRole('searchbox', { name: t('search.field') }).fill('opening')
  const hits = page.getByRole('list', { name: t('search.results') }).getByRole('listitem')
  await expect(hits.first()).toContainText('letter-opening-date')
  for (const text of await hits.allTextContents()) expect(text).toContain('letter-opening-date')
  await expect(page.getByLabel(t('search.stages'))).toContainText('ms')
  await page.getByRole('button', { name: t('search.why', { rank: 1 }), exact: true }).click()
  await expect(hits.first()).toContainText(t('search.features.coverage'))

  await conversation(page).ask('What is the price of a tall shelf unit in oak?')
  await conversation(page).expectWhole()
  for (const text of await conversation(page).sourcesOf(conversation(page).lastAnswer).getByRole('listitem').allTextContents())
    expect(text).toContain('letter-opening-date')

  await page
    .getByRole('button', { name: t('scope.clear') })
    .first()
    .click()
  await page.getByRole('tab', { name: t('library.documents') }).click()
  await expect(rows).toHaveCount(all)
})
