import { join } from 'node:path'
import { expect, test } from './app'
import { root, runJson } from './host'
import { chats } from './pages/chats'
import { conversation } from './pages/conversation'
import { settings } from './pages/settings'

test.skip(!process.env['CARREL_LONG'], 'It takes long: npm run test:long runs it.')

test('conversations are the same in two windows, branch, and are found, renamed, pinned and erased', async ({ app, context }) => {
  const { page, options } = app
  const other = await context.newPage()
  await other.goto(app.host.url)
  await expect(other.getByRole('heading', { level: 1 })).toBeVisible()
  const [here, there] = [conversation(page), conversation(other)]

  await runJson(['workspace', 'create', 'Quay'], options)
  await runJson(['add', 'Quay', join(root, 'resources/samples/project-notes.md')], options)
  await runJson(['model', 'add', 'Echo', '--provider', 'echo', '--model', 'echo'], options)

  await here.ask('When is the opening date?')
  await here.expectWhole()
  await expect(here.lastAnswer).toContainText('19 September 2026')
  await expect(there.questions, 'the other window left the welcome page').toHaveText(['When is the opening date?'])
  await expect(there.lastAnswer).toContainText('19 September 2026')

  await settings(page).chooseModel('Echo')
  await here.againOf(here.lastAnswer).press('Enter')
  await expect(here.lastAnswer).toContainText('Written by Echo')
  await here.expectWhole()
  await expect(there.lastAnswer).toContainText('Written by Echo')
  await app.screen('conversation-branch')
  await there.earlierOf(there.lastAnswer).click()
  await expect(there.lastAnswer).not.toContainText('Written by Echo')
  await expect(here.lastAnswer).not.toContainText('Written by Echo')

  await here.edit(here.questions.first(), 'Why was the floor late?')
  await expect(here.questions).toHaveText([/Why was the floor late\?/])
  await here.expectWhole()
  await here.earlierOf(here.questions.first()).click()
  await expect(here.questions).toHaveText([/When is the opening date\?/])
  await expect(there.questions).toHaveText([/When is the opening date\?/])

  await chats(page).create()
  await here.ask('What about the heat pump?')
  await here.expectWhole()
  const list = chats(page)
  await list.show()
  await expect(list.rows).toHaveCount(2)
  await list.field.fill('September floor')
  await expect(list.rows).toHaveCount(1)
  await app.screen('conversation-list')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('F2')
  await list.renameTo('Opening')
  await list.pin('Opening')
  await list.field.fill('')
  await expect(list.rows.first()).toHaveAccessibleName(/Opening$/)

  await app.host.stop()
  await app.startAgain()
  await list.show()
  await expect(list.rows.first()).toHaveAccessibleName(/Opening$/)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(here.questions).toHaveText([/When is the opening date\?/])
  await list.show()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Delete')
  await list.confirmDelete()
  await expect(list.rows).toHaveCount(1)
  const { chats: left } = await runJson<{ chats: { title: string }[] }>(['chat', 'list', 'Quay'], options)
  expect(left.map(({ title }) => title)).toEqual(['What about the heat pump?'])
  await other.close()
})
