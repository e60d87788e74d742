import { expect, type Locator, type Page } from '@playwright/test'
import { t } from '../../src/renderer/texts'

/** The library zone: what is in the workspace and how it stands. */
export function library(page: Page) {
  const list = page.getByRole('list', { name: t('library.documents'), exact: true })
  const rowOf = (name: string): Locator =>
    list.getByRole('listitem').filter({ has: page.getByRole('button', { name: t('library.open', { name }), exact: true }) })
  return {
    list,
    rowOf,
    /** The sign of a document that is ready. */
    readyMark: (name: string) => rowOf(name).getByLabel(t('status.ready'), { exact: true }),
    async expectReady(names: readonly string[], timeout = 90_000): Promise<void> {
      for (const name of names) await expect(this.readyMark(name), name).toBeVisible({ timeout })
    },
    open: (name: string) => page.getByRole('button', { name: t('library.open', { name }), exact: true }).click(),
    check: (name: string) => page.getByRole('checkbox', { name: t('library.check', { name }), exact: true }).click(),
    async searchPassages(words: string): Promise<void> {
      await page.getByRole('tab', { name: t('library.search') }).click()
      const field = page.getByRole('searchbox', { name: t('search.field') })
      await field.fill(words)
      await field.press('Enter')
      await expect(
        page
          .getByRole('list', { name: t('search.results') })
          .getByRole('button')
          .first(),
      ).toBeVisible()
    },
    filter: (words: string) => page.getByRole('searchbox', { name: t('library.filter') }).fill(words),
    showDocuments: () => page.getByRole('tab', { name: t('library.documents') }).click(),
    retryButton: (name: string) => page.getByRole('button', { name: t('library.retry', { name }), exact: true }),
  }
}
