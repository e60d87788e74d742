import { expect, test } from './app'
import { askSuggested, followChip, takeSamples } from './firstQuestion'
import { conversation } from './pages/conversation'
import { source } from './pages/source'

test('a first start offers samples, answers a suggested question, and a chip opens the right page with the passage marked', async ({
  app,
}) => {
  const { page } = app
  await app.screen('first-start-empty')
  await takeSamples(page)
  await app.screen('first-start-samples-ready')

  await askSuggested(page, 0)
  const talk = conversation(page)
  await expect(talk.lastAnswer).toContainText('19 September')
  await app.screen('first-start-answer')
  await followChip(page, 'letter-opening-date.pdf')
  await app.screen('first-start-scan-marked')

  await talk.ask('How much is the monthly rent, and when is it first due?')
  await expect(talk.answers).toHaveCount(2)
  await talk.expectWhole()
  await expect(talk.lastAnswer).toContainText('4,200')
  await followChip(page, 'project-notes.md')
  await app.screen('first-start-text-marked')

  await talk.ask('What is the measured efficiency of the gas boiler?')
  await expect(talk.answers).toHaveCount(3)
  await talk.expectWhole()
  await expect(talk.lastAnswer).toContainText('74 percent')
  await followChip(page, 'building-report.pdf')
  await app.screen('first-start-report-marked')

  await source(page).close.click()
  await page.reload()
  await expect(talk.answers).toHaveCount(3)
})
