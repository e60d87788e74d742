import { expect, type Page } from '@playwright/test'
import { t } from '../../src/renderer/texts'
import { switcher } from './switcher'

/** What the menu of the workspace opens: export, import and seal; and what stands where a sealed workspace is. */
export function workspaceDialogs(page: Page) {
  const dialog = page.getByRole('dialog')
  const passphrase = dialog.getByLabel(t('archive.password'), { exact: true })
  const again = dialog.getByLabel(t('archive.again'), { exact: true })
  const fromMenu = async (name: string) => {
    await switcher(page).trigger.click()
    await page.getByRole('menuitem', { name, exact: true }).click()
    await dialog.waitFor()
  }
  return {
    dialog,
    passphrase,
    again,
    openExport: () => fromMenu(t('archive.export')),
    openImport: () => fromMenu(t('archive.import')),
    openSeal: () => fromMenu(t('seal.menu')),
    choose: dialog.getByRole('button', { name: t('archive.choose') }),
    exportAction: dialog.getByRole('button', { name: t('archive.exportAction'), exact: true }),
    importAction: dialog.getByRole('button', { name: t('archive.importAction'), exact: true }),
    sealAction: dialog.getByRole('button', { name: t('seal.action'), exact: true }),
    async typeTwice(secret: string): Promise<void> {
      await passphrase.fill(secret)
      await again.fill(secret)
    },
    /** The place of a sealed workspace. */
    sealed: {
      heading: (name: string) => page.getByRole('heading', { name: t('seal.isSealed', { name }) }),
      failure: page.getByRole('alert'),
      async open(secret: string): Promise<void> {
        await page.getByLabel(t('archive.password'), { exact: true }).fill(secret)
        await page.getByRole('button', { name: t('seal.open'), exact: true }).click()
      },
    },
    async expectClosed(): Promise<void> {
      await expect(dialog).toBeHidden({ timeout: 60_000 })
    },
  }
}
