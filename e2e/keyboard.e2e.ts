import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { test } from './app'
import { sampleNames, sampleQuestions } from './folders'
import { takeSamples, askSuggested } from './firstQuestion'
import { conversation } from './pages/conversation'
import { library } from './pages/library'
import { palette } from './pages/palette'
import { settings } from './pages/settings'
import { source } from './pages/source'
import { welcome } from './pages/welcome'

/** Most presses of Tab that may lie between one control and another of the same view. */
const mostTabs = 40

/** Presses Tab until a control has the focus, and checks that the focus can be seen. */
async function tabTo(page: Page, control: ReturnType<Page['locator']>): Promise<void> {
  for (let presses = 0; presses < mostTabs; presses++) {
    if (await control.evaluate((node) => node === document.activeElement).catch(() => false)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`${control} was not reached within ${mostTabs} presses of Tab`)
}

test('the first question can be asked, and its source opened and closed, by keyboard alone', async ({ app }) => {
  const { page } = app
  await welcome(page).heading.waitFor()
  await tabTo(page, welcome(page).addSamples)
  await page.keyboard.press('Enter')
  await library(page).expectReady(sampleNames, 90_000)

  const talk = conversation(page)
  await tabTo(page, talk.suggestions.first())
  await page.keyboard.press('Enter')
  await talk.expectWhole()
  await tabTo(page, talk.chipsOf(talk.lastAnswer).first())
  await app.screen('keyboard-chip-focused')
  await page.keyboard.press('Enter')
  await expect(source(page).mark.first()).toBeInViewport()
  await tabTo(page, source(page).close)
  await page.keyboard.press('Enter')
  await expect(source(page).close).toBeHidden()

  await page.keyboard.press('Control+j')
  await expect(talk.question).toBeFocused()
  await page.keyboard.type(sampleQuestions[2] as string)
  await page.keyboard.press('Enter')
  await expect(talk.answers).toHaveCount(2)

  await page.keyboard.press('Control+k')
  await page.keyboard.type('building')
  await app.screen('palette')
  await page.keyboard.press('ArrowDown')
  await expect(palette(page).option('building-report.pdf')).toBeVisible()
  await palette(page).option('building-report.pdf').waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+,')
  await expect(settings(page).dialog).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(settings(page).dialog).toBeHidden()
})

/** Serious and critical faults axe finds in what is shown now. */
async function faultsOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary}`))
}

/** Shows the main views one after the other. */
async function walkThrough(page: Page, check: (view: string) => Promise<void>): Promise<void> {
  const talk = conversation(page)
  await check('answer')
  await talk.chipsOf(talk.lastAnswer).first().click()
  await expect(source(page).mark.first()).toBeInViewport()
  await page.mouse.move(2, 2)
  await check('source')
  await library(page).open('building-report.pdf')
  await expect(source(page).pageAsItLooks(1)).toBeVisible()
  await check('report')
  await library(page).open('shelving-price-list.jpg')
  await expect(source(page).heading('shelving-price-list.jpg')).toBeVisible()
  await check('picture')
  await source(page).close.click()
  await settings(page).open()
  await check('settings')
  await settings(page).models.click()
  await check('settings-models')
  await settings(page).quality.tab.click()
  await check('settings-quality')
  await settings(page).storage.click()
  await check('settings-storage')
  await settings(page).close()
  await page.setViewportSize({ width: 700, height: 900 })
  await check('narrow')
  await page.setViewportSize({ width: 1440, height: 900 })
}

test('no view has a serious fault of access, in the light and in the dark theme', async ({ app }) => {
  test.skip(!process.env['CARREL_LONG'], 'It takes long: npm run test:long runs it.')
  test.setTimeout(400_000)
  const { page } = app
  const themes = ['light', 'dark'] as const
  const inBoth = async (view: string) => {
    for (const theme of themes) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
      await app.screen(`${theme}-${view}`)
      expect.soft(await faultsOf(page), `${view}, ${theme}`).toEqual([])
    }
  }
  await welcome(page).heading.waitFor()
  await inBoth('welcome')
  await takeSamples(page)
  await inBoth('suggestions')
  await askSuggested(page, 0)
  await walkThrough(page, inBoth)
})
