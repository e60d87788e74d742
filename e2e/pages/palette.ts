import type { Page } from '@playwright/test'
import { t } from '../../src/renderer/texts'

/** The palette: commands, workspaces and documents by typing. */
export function palette(page: Page) {
  const dialog = page.getByRole('dialog', { name: t('palette.title') })
  return { dialog, option: (name: string) => dialog.getByRole('option', { name, exact: true }) }
}
