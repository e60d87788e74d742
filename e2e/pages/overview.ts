import { expect, type Page } from '@playwright/test'
import { t } from '../../src/renderer/texts'

/** The page of all workspaces. */
export function overview(page: Page) {
  const table = page.getByRole('table', { name: t('overview.title') })
  return {
    table,
    async show(): Promise<void> {
      await page.getByRole('button', { name: t('overview.title'), exact: true }).click()
      await expect(table).toBeVisible()
    },
    rowOf: (name: string) => table.getByRole('row', { name }),
    names: async () => table.getByRole('rowheader').getByRole('button').allTextContents(),
    async sortBy(column: string): Promise<void> {
      await page.getByRole('button', { name: t('overview.sortBy', { column }), exact: true }).click()
    },
  }
}
