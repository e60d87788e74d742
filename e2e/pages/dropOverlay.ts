import type { Page } from '@playwright/test'
import { t } from '../../src/renderer/texts'

/** What lies over the window while files are held over it; it names the workspace. */
export function dropOverlay(page: Page) {
  return page.getByText(t('drop.hint'), { exact: true })
}
