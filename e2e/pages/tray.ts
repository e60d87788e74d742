import type { Page } from '@playwright/test'
import { t } from '../../src/renderer/texts'

/** The progress tray below every view. */
export function tray(page: Page) {
  const region = page.getByRole('region', { name: t('tray.label') })
  return {
    region,
    progress: region.getByRole('progressbar', { name: t('tray.progress') }),
    expand: region.getByRole('button', { name: t('tray.expand') }),
    failedList: region.getByRole('list', { name: t('tray.failedList') }),
    failedCount: (count: number) => region.getByText(t('tray.failed', { count })).first(),
  }
}
