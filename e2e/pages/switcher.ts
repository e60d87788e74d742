import { expect, type Page } from '@playwright/test'
import { t } from '../../src/renderer/texts'

/** The workspace switcher in the top bar. */
export function switcher(page: Page) {
  const names = new RegExp(`^${t('workspace.switch', { name: '' }).trim()}`)
  const trigger = page.getByRole('button', { name: names })
  return {
    trigger,
    /** Opens a workspace from the menu, where it is not open already. */
    async open(name: string): Promise<void> {
      await expect(trigger).toBeVisible()
      await trigger.click()
      await page.getByRole('menuitemradio', { name: new RegExp(`^${name}`) }).click()
      await expect(page.getByRole('button', { name: t('workspace.switch', { name }) })).toBeVisible()
    },
  }
}
