import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from './app'
import { runJson } from './host'
import { chats } from './pages/chats'
import { conversation } from './pages/conversation'
import { settings } from './pages/settings'

const lease = `# Lease of the mill house

The rent of the mill house is EUR 1,450 a month.

The deposit of the mill house is EUR 4,350.

The lease of the mill house ends on 31 March 2027.
`

test('a conversation goes on: follow-ups, shapes of answers, next questions, what was sent, and files of it', async ({ app }) => {
  const { page, options, scratch } = app
  writeFileSync(join(scratch, 'lease.md'), lease)
  await runJson(['workspace', 'create', 'Mill'], options)
  await runJson(['add', 'Mill', join(scratch, 'lease.md')], options)
  await runJson(['model', 'add', 'Echo', '--provider', 'echo', '--model', 'echo'], options)

  const talk = conversation(page)
  await expect(talk.suggestions.filter({ hasText: 'How much is the rent of the mill house?' })).toBeVisible({ timeout: 30_000 })
  await talk.suggestions.filter({ hasText: 'How much is the rent of the mill house?' }).click()
  await talk.expectWhole()
  await expect(talk.lastAnswer).toContainText('1,450')

  await talk.ask('And the deposit?')
  await expect(talk.lastAnswer).toContainText('Understood as: How much is the deposit of the mill house?')
  await talk.expectWhole()
  await expect(talk.lastAnswer).toContainText('4,350')
  await app.screen('follow-up')

  await expect(talk.next.first()).toHaveText('When does the lease of the mill house end?')
  await talk.chooseStyle('quotes')
  await talk.next.first().press('Enter')
  await expect(talk.answers).toHaveCount(3)
  await talk.expectWhole()
  await expect(talk.lastAnswer.locator('blockquote')).toContainText('31 March 2027')

  await settings(page).chooseModel('Echo')
  await talk.chooseStyle('detailed')
  await talk.ask('How much is the rent of the mill house?')
  await expect(talk.lastAnswer).toContainText('Written by Echo')
  await talk.expectWhole()
  const record = await talk.record(talk.lastAnswer)
  await expect(record).toContainText('The passages stand between')
  await expect(record).toContainText('Given to echo within Carrel')
  await app.screen('what-was-sent')
  const [saved] = await Promise.all([page.waitForEvent('download'), talk.saveRecord.click()])
  const kept = JSON.parse(readFileSync(await saved.path(), 'utf8')) as { calls: { prompt: string }[]; style: string }
  expect(kept.calls[0]?.prompt).toContain('EUR 1,450 a month')
  expect(kept.style).toBe('detailed')
  await page.keyboard.press('Escape')

  const list = chats(page)
  await list.show()
  for (const format of ['md', 'docx', 'pdf'] as const) {
    const [file] = await Promise.all([page.waitForEvent('download'), list.exportAs('How much is the rent of the mill house?', format)])
    expect(file.suggestedFilename()).toBe(`How much is the rent of the mill house.${format}`)
    expect(statSync(await file.path()).size).toBeGreaterThan(500)
  }
})
