import type { Page } from '@playwright/test'
import { t } from '../../src/renderer/texts'
import { settings } from './settings'

/** The page of the settings about what leaves this machine, and the question before something does. */
export function privacy(page: Page) {
  const { dialog } = settings(page)
  const question = page.getByRole('alertdialog')
  return {
    async open(): Promise<void> {
      await settings(page).open()
      await dialog.getByRole('tab', { name: t('settings.privacy.title'), exact: true }).click()
    },
    mode: (mode: 'local' | 'services' | 'ask') => dialog.getByRole('radio', { name: t(`settings.privacy.${mode}`), exact: true }),
    hosts: dialog.getByRole('list', { name: t('settings.privacy.hosts') }),
    deny: (host: string) => dialog.getByRole('button', { name: t('settings.privacy.deny', { host }), exact: true }),
    ledger: dialog.getByRole('table', { name: t('settings.privacy.ledger') }).locator('tbody tr'),
    exportLedger: dialog.getByRole('button', { name: t('settings.privacy.export'), exact: true }),
    lockAfter: dialog.getByRole('combobox', { name: t('settings.privacy.lock') }),
    question,
    questionAbout: (host: string) => question.getByRole('heading', { name: t('composer.askTitle', { host }) }),
    allow: question.getByRole('button', { name: t('composer.askAction') }),
    cancel: question.getByRole('button', { name: t('actions.cancel') }),
  }
}
