import { expect, type Page } from '@playwright/test'
import { t } from '../../src/renderer/texts'

/** The list of conversations within the conversation zone, and what is done to one of them. */
export function chats(page: Page) {
  const list = page.getByRole('list', { name: t('chats.title') })
  const rows = list.getByRole('button', { name: new RegExp(`^${t('chats.open', { title: '' })}`) })
  const field = page.getByRole('searchbox', { name: t('chats.search') })
  const menu = async (title: string, item: string) => {
    await list.getByRole('button', { name: t('chats.more', { title }), exact: true }).click()
    await page.getByRole('menuitem', { name: item, exact: true }).click()
  }
  return {
    list,
    rows,
    field,
    row: (title: string) => list.getByRole('button', { name: t('chats.open', { title }), exact: true }),
    /** By its keys. */
    async show(): Promise<void> {
      await page.keyboard.press('ControlOrMeta+Shift+h')
      await expect(field).toBeFocused()
    },
    create: () => page.getByRole('button', { name: t('chats.create') }).click(),
    pin: (title: string) => menu(title, t('chats.pin')),
    exportAs: (title: string, format: 'md' | 'docx' | 'pdf') => menu(title, t('chats.export', { format: t(`chats.formats.${format}`) })),
    /** Types a new title into the dialog that is open. */
    async renameTo(title: string): Promise<void> {
      const dialog = page.getByRole('dialog', { name: t('chats.renameTitle') })
      await dialog.getByRole('textbox', { name: t('chats.name') }).fill(title)
      await page.keyboard.press('Enter')
      await expect(dialog).toBeHidden()
    },
    async confirmDelete(): Promise<void> {
      await page
        .getByRole('alertdialog')
        .getByRole('button', { name: t('chats.deleteAction') })
        .click()
    },
  }
}
