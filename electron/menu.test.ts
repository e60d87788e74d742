import type { MenuItemConstructorOptions } from 'electron'
import { expect, test } from 'vitest'
import { windowCommands } from './commands'
import { menuTemplate } from './menu'

function itemsOf(platform: string, developing = false) {
  const sent: string[] = []
  const template = menuTemplate({
    platform,
    developing,
    send: (command) => sent.push(command),
    showDataFolder: () => sent.push('data folder'),
  })
  const items = template.flatMap((menu) => (Array.isArray(menu.submenu) ? (menu.submenu as MenuItemConstructorOptions[]) : []))
  return { items, sent }
}

test.each(['linux', 'darwin', 'win32'])(
  'on %s every command of the window is in the menu exactly once, and is sent when it is chosen',
  (platform) => {
    const { items, sent } = itemsOf(platform)
    for (const item of items) item.click?.(undefined as never, undefined, undefined as never)
    expect(sent.sort()).toEqual([...windowCommands, 'data folder'].sort())
  },
)

test.each(['linux', 'darwin', 'win32'])('on %s no shortcut is given twice', (platform) => {
  const shortcuts = itemsOf(platform).items.flatMap(({ accelerator }) => accelerator ?? [])
  expect(new Set(shortcuts).size).toBe(shortcuts.length)
  expect(shortcuts).toEqual(expect.arrayContaining(['CommandOrControl+,', 'CommandOrControl+K']))
})

test('developer tools are offered in a checkout only', () => {
  const roles = (developing: boolean) => itemsOf('linux', developing).items.map(({ role }) => role)
  expect(roles(true)).toContain('toggleDevTools')
  expect(roles(false)).not.toContain('toggleDevTools')
})
