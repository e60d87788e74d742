import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { t } from '../src/renderer/texts'
import { expect, test } from './app'
import { dropOnWindow } from './pages/drop'
import { library } from './pages/library'

test('documents follow a watched folder: new files come, moved ones keep their place, and many vanished ones are asked about', async ({
  app,
}) => {
  const { page } = app
  const folder = join(app.scratch, 'Contracts')
  mkdirSync(join(folder, 'old'), { recursive: true })
  const write = (name: string) => writeFileSync(join(folder, name), `This is the contract ${name} about the delivery of oak shelves.`)
  for (const name of ['a.txt', 'b.txt', 'c.txt', 'd.txt']) write(name)
  const other = join(app.scratch, 'other.txt')
  writeFileSync(other, 'A document that is in no watched folder.')
  await dropOnWindow(page, [other])
  await library(page).expectReady(['other.txt'])

  await page.getByRole('button', { name: t('library.add'), exact: true }).click()
  await page.getByRole('menuitem', { name: t('watches.menu') }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: t('watches.field') }).fill(folder)
  await dialog.getByRole('button', { name: t('watches.action'), exact: true }).click()
  await expect(dialog.getByRole('listitem')).toContainText('Contracts')
  await app.screen('watched-folders')
  await page.keyboard.press('Escape')
  await library(page).expectReady(['a.txt', 'b.txt', 'c.txt', 'd.txt'])

  write('e.txt')
  await library(page).expectReady(['e.txt'])
  renameSync(join(folder, 'a.txt'), join(folder, 'old', 'a.txt'))
  await library(page).expectReady(['old/a.txt'])
  await expect(library(page).rowOf('a.txt')).toHaveCount(0)

  for (const name of ['b.txt', 'c.txt', 'd.txt', 'e.txt']) rmSync(join(folder, name))
  const question = page.getByRole('alert').filter({ hasText: 'vanished' })
  await expect(question).toBeVisible({ timeout: 30_000 })
  await expect(library(page).rowOf('b.txt')).toHaveCount(1)
  await app.screen('vanished-files')
  await question.getByRole('button', { name: t('watches.confirm') }).click()
  await expect(library(page).rowOf('b.txt')).toHaveCount(0, { timeout: 30_000 })
  await expect(library(page).rowOf('old/a.txt')).toHaveCount(1)
  await expect(library(page).rowOf('other.txt')).toHaveCount(1)
})
