import { writeFileSync } from 'node:fs'
import { expect, test } from './app'
import { runJson } from './host'
import { conversation } from './pages/conversation'
import { settings } from './pages/settings'
import { source } from './pages/source'
import { switcher } from './pages/switcher'

test.skip(!process.env['CARREL_LONG'], 'It takes long: npm run test:long runs it.')

test('a question for a figure is computed over a sheet; the query is shown, and the chip marks the cells', async ({ app }, info) => {
  const { page } = app
  const file = info.outputPath('sales.csv')
  const rows = ['North,Heron,1200', 'South,Moss,80', 'North,Lathe,2000', 'East,Moss,499']
  writeFileSync(file, `Region,Customer,Amount\n${rows.join('\n')}\nTotal,,3779\n`)
  await runJson(['workspace', 'create', 'Sales'], app.options)
  await runJson(['add', 'Sales', file], app.options)
  await switcher(page).open('Sales')
  const talk = conversation(page)
  await talk.ask('What is the total amount in the North region?')
  await talk.expectWhole()
  await expect(talk.lastAnswer).toContainText('The sum of “Amount” where “Region” is North is 3,200 (2 rows).')
  await talk.computedOf(talk.lastAnswer).click()
  await expect(talk.lastAnswer).toContainText(`SELECT SUM("Amount") FROM "sales.csv"`)
  await expect(talk.lastAnswer).toContainText('1 row that adds up others was left out')
  await talk.chipsOf(talk.lastAnswer).first().click()
  await expect(source(page).heading('sales.csv')).toBeVisible()
  await expect(source(page).mark).toHaveText(['1200', '2000'])
  await app.screen('figure')

  await talk.ask('What is the average amount per region?')
  await talk.expectWhole()
  await expect(talk.lastAnswer.getByRole('row')).toHaveCount(4)
  await app.screen('figure-groups')
  await expect(await talk.record(talk.lastAnswer)).toContainText('SELECT "Region", AVG("Amount")')
})

test('a question for every document asks each by itself, says which say something, and how many were asked', async ({ app }, info) => {
  const { page } = app
  const texts = {
    'north-lease.md': 'The rent is 900 euros a month.',
    'south-lease.md': 'The rent is 1,200 euros a month, with the garden.',
    'garden.md': 'There is a shed behind the hedge.',
  }
  const files = Object.entries(texts).map(([name, text]) => {
    const file = info.outputPath(name)
    writeFileSync(file, `# ${name}\n\n${text}\n`)
    return file
  })
  await runJson(['workspace', 'create', 'Leases'], app.options)
  await runJson(['add', 'Leases', ...files], app.options)
  await switcher(page).open('Leases')
  const talk = conversation(page)
  await talk.ask('What is the rent in each lease?')
  await talk.expectWhole()
  await expect(talk.lastAnswer).toContainText('900 euros')
  await expect(talk.lastAnswer).toContainText('1,200 euros')
  const read = talk.readOf(talk.lastAnswer, { way: 'each', count: 3, found: 2 })
  await read.click()
  await expect(talk.lastAnswer.getByRole('button', { name: 'garden.md' })).toBeVisible()
  await app.screen('every-document')

  await runJson(['model', 'add', 'Echo', '--provider', 'echo', '--model', 'echo'], app.options)
  await settings(page).chooseModel('Echo')
  await talk.ask('What is the rent in each lease?')
  await expect(talk.answers).toHaveCount(2)
  await talk.expectWhole()
  const record = await talk.record(talk.lastAnswer)
  // Nobody is asked with the third document: nothing in it fits.
  for (const name of ['north-lease.md', 'south-lease.md']) await expect(record.getByText(`To answer: ${name}`)).toBeVisible()
  const call = record.getByRole('group').filter({ hasText: 'To answer: north-lease.md' })
  // The last call stands open.
  if ((await call.getAttribute('open')) === null) await call.getByText('To answer: north-lease.md').click()
  await expect(record.getByText('[1] north-lease.md, p. 1', { exact: true }).first()).toBeVisible()
  await app.screen('what-was-sent-each')
})
