import { expect, type Page } from '@playwright/test'
import { t } from '../../src/renderer/texts'

/** The question for the password of a locked document. */
export function passwordDialog(page: Page) {
  const dialog = page.getByRole('dialog')
  return {
    async enter(document: string, password: string): Promise<void> {
      await page.getByRole('button', { name: t('password.enter', { name: document }), exact: true }).click()
      await dialog.getByRole('textbox', { name: t('password.field'), exact: true }).fill(password)
      await dialog.getByRole('button', { name: t('password.action') }).click()
      await expect(dialog).toBeHidden()
    },
  }
}
