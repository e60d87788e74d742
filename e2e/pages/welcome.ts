import type { Page } from '@playwright/test'
import { t } from '../../src/renderer/texts'

/** What an empty workspace shows. */
export function welcome(page: Page) {
  return {
    heading: page.getByRole('heading', { name: t('welcome.title') }),
    addSamples: page.getByRole('button', { name: t('welcome.samples') }),
  }
}
