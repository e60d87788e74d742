import { expect, test } from './app'
import { makeMixedFolder } from './folders'
import { conversation } from './pages/conversation'
import { dropOnWindow } from './pages/drop'
import { dropOverlay } from './pages/dropOverlay'
import { library } from './pages/library'
import { tray } from './pages/tray'

test('a folder of mixed files dropped on the window is read with progress; a broken file is shown as failed with its reason', async ({
  app,
}) => {
  const { page } = app
  const { path, readable, broken } = makeMixedFolder(app.scratch)
  await dropOnWindow(page, [path], async () => {
    await expect(dropOverlay(page)).toBeVisible()
    await app.screen('drop-overlay')
  })
  await expect(dropOverlay(page)).toBeHidden()
  await expect(tray(page).progress).toBeVisible()
  await app.screen('drop-under-way')

  await library(page).expectReady(readable, 120_000)
  const row = library(page).rowOf(broken)
  await expect(row).toContainText(/damaged|could not be read|cannot be read/i)
  await expect(library(page).retryButton(broken)).toBeVisible()
  await expect(tray(page).failedCount(1)).toBeVisible()
  await tray(page).expand.click()
  await expect(tray(page).failedList).toContainText('broken.pdf')
  await expect(library(page).rowOf('.hidden.txt')).toHaveCount(0)
  await app.screen('drop-done')

  await conversation(page).ask('When does the café open?')
  await conversation(page).expectWhole()
  await expect(conversation(page).lastAnswer).toContainText(/eight|huit|8 a\.m\./)

  const rows = library(page).list.getByRole('listitem')
  await expect(rows).toHaveCount(readable.length + 1)
  await dropOnWindow(page, [path])
  await expect(tray(page).progress).toBeVisible()
  await expect(tray(page).progress).toBeHidden({ timeout: 60_000 })
  await library(page).expectReady(readable)
  await expect(rows, 'the same folder once more adds nothing twice').toHaveCount(readable.length + 1)
})
