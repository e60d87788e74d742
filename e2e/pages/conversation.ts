import { expect, type Locator, type Page } from '@playwright/test'
import { t } from '../../src/renderer/texts'

/** The conversation zone: questions, answers, citation chips and the field to ask in. */
export function conversation(page: Page) {
  const question = page.getByRole('textbox', { name: t('composer.label') })
  const answers = page.getByRole('article', { name: t('conversation.answer') })
  return {
    question,
    answers,
    questions: page.getByRole('article', { name: t('conversation.question') }),
    suggestions: page.getByRole('list', { name: t('conversation.suggestions') }).getByRole('button'),
    lastAnswer: answers.last(),
    stopButton: page.getByRole('button', { name: t('composer.stop') }),
    /** The numbered marks within an answer's text. */
    chipsOf: (answer: Locator) => answer.getByRole('button', { name: chipName }),
    /** The quote shown while a chip is hovered. */
    quoteShown: page.locator('[data-radix-popper-content-wrapper] p').first(),
    sourcesOf: (answer: Locator) => answer.getByRole('list', { name: t('conversation.sources') }),
    stoppedMark: (answer: Locator) => answer.getByText(t('conversation.stopped'), { exact: true }),
    /** What shows how the figures of an answer were computed. */
    computedOf: (answer: Locator) => answer.getByRole('button', { name: t('conversation.computed') }),
    /** What says which documents were read, and lists them. */
    readOf: (answer: Locator, { way, count, found }: { way: 'whole' | 'parts' | 'each'; count: number; found: number }) =>
      answer.getByRole('button', { name: t(`conversation.read.${way}`, { count, found }) }),
    next: page.getByRole('list', { name: t('conversation.next') }).getByRole('button'),
    async chooseStyle(style: 'short' | 'detailed' | 'table' | 'quotes'): Promise<void> {
      await page.getByRole('button', { name: new RegExp(`^${t('style.choose', { name: '' })}`) }).press('Enter')
      await page.getByRole('menuitemradio', { name: new RegExp(`^${t(`style.names.${style}`)}`) }).press('Enter')
    },
    /** What was sent for an answer. */
    async record(answer: Locator): Promise<Locator> {
      await answer.getByRole('button', { name: t('conversation.sent') }).press('Enter')
      return page.getByRole('dialog', { name: t('record.title') })
    },
    saveRecord: page.getByRole('button', { name: t('record.save') }),
    againOf: (answer: Locator) => answer.getByRole('button', { name: t('conversation.again') }),
    earlierOf: (message: Locator) => message.getByRole('button', { name: t('conversation.earlier') }),
    laterOf: (message: Locator) => message.getByRole('button', { name: t('conversation.later') }),
    async edit(question: Locator, text: string): Promise<void> {
      await question.getByRole('button', { name: t('conversation.edit') }).press('Enter')
      const field = page.getByRole('textbox', { name: t('conversation.editField') })
      await field.fill(text)
      await field.press('Enter')
    },
    /** Opens the window at an address. */
    open: (url: string) => page.goto(url),
    async ask(text: string): Promise<void> {
      await question.fill(text)
      await question.press('Enter')
    },
    /** Waits until no answer is being written any more. */
    async expectWhole(timeout = 30_000): Promise<void> {
      await expect(answers.last()).toBeVisible({ timeout })
      await expect(page.getByRole('button', { name: t('composer.send'), exact: true })).toBeVisible({ timeout })
      await expect(answers.last()).not.toHaveAttribute('aria-busy', 'true', { timeout })
    },
  }
}

/** What every chip's name begins with, whatever its number, document and place. */
const chipName = new RegExp(
  `^${t('citation.label', { n: '#', name: '', place: '', state: '' })
    .split('#')[0]
    ?.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\d+`,
)
