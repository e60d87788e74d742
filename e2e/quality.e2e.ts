import { writeFileSync } from 'node:fs'
import { expect, test } from './app'
import { runJson } from './host'
import { settings } from './pages/settings'
import { switcher } from './pages/switcher'

test.skip(!process.env['CARREL_LONG'], 'It takes long: npm run test:long runs it.')

const rooms = ['mill', 'tower', 'granary', 'harbour', 'bridge', 'chapel', 'orchard', 'stable']

test('a workspace is checked and learns its words in the settings; learning is held, goes on and is cancelled', async ({ app }, info) => {
  const { page } = app
  const file = info.outputPath('rooms.md')
  const sections = Array.from(
    { length: 260 },
    (_one, i) =>
      `## Room ${i} of the ${rooms[i % 8]}\n\nIt has ${(i % 7) + 2} windows to the ${['north', 'south', 'east'][i % 3]} and was painted by the ${rooms[(i * 3) % 8]} keeper. ${'Whoever sleeps there hears the water at night and the carts in the morning. '.repeat(6)}\n`,
  )
  writeFileSync(file, `# Rooms\n\n${sections.join('\n')}`)
  await runJson(['workspace', 'create', 'Rooms'], app.options)
  await runJson(['add', 'Rooms', file], app.options)
  await switcher(page).open('Rooms')
  await settings(page).open()
  await settings(page).quality.tab.click()
  // A library that was never measured is measured by itself, once it is open.
  await expect(settings(page).quality.ways).toHaveCount(4, { timeout: 90_000 })
  await settings(page).quality.checkNow.click()
  await expect(settings(page).quality.ways).toHaveCount(4, { timeout: 60_000 })
  await app.screen('settings-quality')

  await settings(page).quality.learn.click()
  await settings(page).quality.pause.click()
  await settings(page).quality.resume.click()
  await settings(page).quality.cancel.click()
  await expect(settings(page).quality.learn).toBeVisible({ timeout: 30_000 })
})

test('a workspace is cut another way in the settings, which say first what that costs', async ({ app }, info) => {
  const { page } = app
  const file = info.outputPath('notes.md')
  writeFileSync(
    file,
    ['Rent', 'Notice', 'Repairs'].map((name) => `# ${name}\n\n${`The ${name} is agreed on in writing. `.repeat(12)}\n`).join('\n'),
  )
  await runJson(['workspace', 'create', 'Notes'], app.options)
  await runJson(['add', 'Notes', file], app.options)
  await switcher(page).open('Notes')
  await settings(page).open()
  await settings(page).quality.tab.click()
  const { passages, embedding, anew } = settings(page).reading
  await expect(embedding).toBeVisible()
  await passages.selectOption('document')
  await expect(page.getByText('1 document with 3 passages')).toBeVisible()
  await anew.click()
  await expect(passages).toHaveValue('document')
  await passages.scrollIntoViewIfNeeded()
  await app.screen('settings-reading')
  await expect
    .poll(async () => (await runJson<{ documents: { passages: number }[] }>(['documents', 'Notes'], app.options)).documents[0]?.passages)
    .toBe(1)
})
