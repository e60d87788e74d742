import { expect, type Page } from '@playwright/test'
import { sampleNames, sampleQuestions } from './folders'
import { conversation } from './pages/conversation'
import { library } from './pages/library'
import { source, wordsUnder } from './pages/source'
import { welcome } from './pages/welcome'

const letters = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')

/** A start with nothing in it: takes the offered samples and waits until they are all read. */
export async function takeSamples(page: Page): Promise<void> {
  await welcome(page).heading.waitFor()
  await welcome(page).addSamples.click()
  await expect(conversation(page).suggestions).toHaveText(sampleQuestions)
  await library(page).expectReady(sampleNames, 90_000)
}

/** Clicks the suggested question with this number, from 0, and waits for a whole answer with chips. */
export async function askSuggested(page: Page, number: number): Promise<void> {
  const talk = conversation(page)
  await talk.suggestions.nth(number).click()
  await talk.expectWhole()
  await expect(talk.chipsOf(talk.lastAnswer).first()).toBeVisible()
}

/** Follows the chip of an answer that leads to a document, and checks that the right words are marked there, in sight. */
export async function followChip(page: Page, document: string): Promise<void> {
  const talk = conversation(page)
  const chip = talk
    .chipsOf(talk.lastAnswer)
    .filter({ visible: true })
    .and(page.getByRole('button', { name: document }))
    .first()
  await expect(async () => {
    await page.mouse.move(2, 2)
    await chip.hover()
    await expect(talk.quoteShown).toBeVisible({ timeout: 1_000 })
  }).toPass({ timeout: 15_000 })
  const quote = await talk.quoteShown.innerText()
  await chip.click()
  const shown = source(page)
  await expect(shown.heading(document)).toBeVisible()
  if (document.endsWith('.pdf')) await expectMarkOnPdf(page, { chip: (await chip.getAttribute('aria-label')) ?? '', quote })
  else {
    await expect(shown.mark.first()).toBeInViewport()
    if (!/\.(jpe?g|png)$/.test(document)) expect(letters((await shown.mark.allInnerTexts()).join(' '))).toContain(letters(quote))
  }
}

async function expectMarkOnPdf(page: Page, { chip, quote }: { chip: string; quote: string }): Promise<void> {
  const shown = source(page)
  const number = Number(/p\. (\d+)/.exec(chip)?.[1])
  const mark = shown.markOver(number)
  await expect(mark.locator('> *').first()).toBeInViewport()
  await expect(shown.pageNumber).toHaveValue(String(number))
  const looks = shown.pageAsItLooks(number)
  const hasText = (await looks.innerText()).trim().length > 0
  if (hasText) await expect.poll(async () => letters(await wordsUnder(mark, looks)).includes(letters(quote).slice(4, -4))).toBe(true)
}
