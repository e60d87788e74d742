import { expect, type Locator, type Page } from '@playwright/test'
import { test } from './app'
import { followChip, takeSamples } from './firstQuestion'
import { sampleQuestions } from './folders'
import { runCommand, runJson } from './host'
import { conversation } from './pages/conversation'
import { source } from './pages/source'

test.skip(!process.env['CARREL_LONG'], 'It takes long: npm run test:long runs it.')

/** Wide, narrow with one zone at a time, low, and as it was. */
const sizes = [
  { width: 1_100, height: 700 },
  { width: 700, height: 900 },
  { width: 1_440, height: 420 },
  { width: 2_000, height: 1_100 },
  { width: 1_440, height: 900 },
]

async function expectMarkHeld(page: Page, what: string): Promise<void> {
  for (const size of sizes) {
    await page.setViewportSize(size)
    const mark = source(page).mark.first()
    const target = (await mark.evaluate((node) => node.tagName)) === 'MARK' ? mark : mark.locator('> *').first()
    await expect(target, `${what} at ${size.width} × ${size.height}`).toBeInViewport({ timeout: 5_000 })
  }
}

/** Chips of an answer that begin a line. */
async function chipsAlone(answer: Locator): Promise<string[]> {
  return await answer.locator('.prose-answer').evaluate((body) => {
    const alone: string[] = []
    for (const chip of body.querySelectorAll('button')) {
      const line = chip.parentElement!.getBoundingClientRect()
      if (chip.getBoundingClientRect().left - line.left < 6) alone.push(chip.getAttribute('aria-label') ?? '')
    }
    return alone
  })
}

test('the marked passage stays in sight while the window changes its size: PDF, picture and text', async ({ app }) => {
  const { page } = app
  await takeSamples(page)
  const talk = conversation(page)
  const follow = async (question: string, document: string) => {
    await talk.ask(question)
    await talk.expectWhole()
    await followChip(page, document)
    await expectMarkHeld(page, document)
  }
  await follow('How many decibels do the outdoor units reach?', 'building-report.pdf')
  await follow('How much does delivery and assembly cost?', 'shelving-price-list.jpg')
  await follow('How much is the monthly rent, and when is it first due?', 'project-notes.md')
  await source(page).close.click()
  for (let width = 420; width < 900; width += 24) {
    await page.setViewportSize({ width, height: 800 })
    for (const answer of await talk.answers.all()) expect(await chipsAlone(answer), `at ${width} pixels`).toEqual([])
  }
})

test('suggested questions belong to the workspace: another window shows them too, until the samples are removed', async ({
  app,
  browser,
}) => {
  const { page } = app
  await takeSamples(page)
  const other = await browser.newPage()
  await other.goto(app.host.url)
  await expect(conversation(other).suggestions).toHaveText(sampleQuestions)
  await other.close()
  const { workspaces } = await runJson<{ workspaces: { name: string }[] }>(['workspace', 'list'], app.options)
  expect((await runCommand(['remove', workspaces[0]?.name ?? '', 'building-report.pdf'], app.options)).code).toBe(0)
  await page.reload()
  await expect(conversation(page).question).toBeVisible()
  // What is offered now is told from the documents that are left.
  await expect(conversation(page).suggestions).not.toHaveText(sampleQuestions)
})
