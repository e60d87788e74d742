import type { Page } from '@playwright/test'
import { t } from '../../src/renderer/texts'

/** The settings and the choice of a model. */
export function settings(page: Page) {
  const dialog = page.getByRole('dialog', { name: t('settings.title') })
  const openButton = page.getByRole('button', { name: t('settings.title') })
  return {
    dialog,
    openButton,
    async open(): Promise<void> {
      await openButton.click()
      await dialog.waitFor()
    },
    async close(): Promise<void> {
      await dialog.getByRole('button', { name: t('actions.close') }).click()
      await dialog.waitFor({ state: 'hidden' })
    },
    models: dialog.getByRole('tab', { name: t('settings.models.title') }),
    storage: dialog.getByRole('tab', { name: t('settings.storage.title') }),
    localModels: {
      card: (label: string) =>
        dialog
          .getByRole('list', { name: t('settings.localModels.list') })
          .getByRole('listitem')
          .filter({ has: page.getByText(label, { exact: true }) }),
      path: dialog.getByLabel(t('settings.localModels.path'), { exact: true }),
      import: dialog.getByRole('button', { name: t('settings.localModels.import'), exact: true }),
      download: (label: string) => dialog.getByRole('button', { name: t('settings.localModels.downloadOf', { label }), exact: true }),
      cancel: (label: string) => dialog.getByRole('button', { name: t('settings.localModels.cancelOf', { label }) }),
      delete: (label: string) => dialog.getByRole('button', { name: t('settings.localModels.deleteOf', { label }) }),
    },
    quality: {
      tab: dialog.getByRole('tab', { name: t('settings.quality.title') }),
      checkNow: dialog.getByRole('button', { name: t('settings.quality.checkNow') }),
      /** A row a way of searching. */
      ways: dialog.getByRole('table', { name: t('settings.quality.latest') }).locator('tbody tr'),
      learn: dialog.getByRole('button', { name: t('settings.quality.learn') }),
      pause: dialog.getByRole('button', { name: t('settings.quality.pause') }),
      resume: dialog.getByRole('button', { name: t('settings.quality.resume') }),
      cancel: dialog.getByRole('button', { name: t('settings.quality.cancel') }),
    },
    reading: {
      passages: dialog.getByRole('combobox', { name: t('settings.reading.passages'), exact: true }),
      embedding: dialog.getByRole('combobox', { name: t('settings.reading.embedding'), exact: true }),
      anew: page.getByRole('alertdialog').getByRole('button', { name: t('settings.reading.anewAction') }),
    },
    theme: (theme: 'auto' | 'light' | 'dark') => dialog.getByRole('radio', { name: t(`settings.general.${theme}`), exact: true }),
    async addModel({ label, url, model }: { label: string; url: string; model: string }): Promise<void> {
      await dialog.getByRole('button', { name: t('settings.models.add') }).click()
      await dialog.getByLabel(t('settings.models.url'), { exact: true }).fill(url)
      await dialog.getByLabel(t('settings.models.model'), { exact: true }).fill(model)
      await dialog.getByLabel(t('settings.models.label'), { exact: true }).fill(label)
      await dialog.getByRole('button', { name: t('settings.models.addAction'), exact: true }).click()
      await dialog
        .getByRole('list', { name: t('settings.models.title') })
        .getByText(label, { exact: true })
        .waitFor()
    },
    async chooseModel(label: string): Promise<void> {
      await page.getByRole('button', { name: t('model.choose', { name: t('model.none') }) }).click()
      await page.getByRole('menuitemradio', { name: new RegExp(`^${label}`) }).click()
      await page.getByRole('button', { name: t('model.choose', { name: label }) }).waitFor()
    },
  }
}
