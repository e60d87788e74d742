import { Menu, type MenuItemConstructorOptions } from 'electron'
import type { WindowCommand } from './commands'

export interface MenuOptions {
  /** As Node names it; macOS has an application menu of its own. */
  platform: string
  /** Sends a command to the window in front. */
  send: (command: WindowCommand) => void
  showDataFolder: () => void
  /** Developer tools and reloading: in a checkout only. */
  developing: boolean
}

/** The application's menu; every shortcut in it works wherever the focus is. */
export function menuTemplate({ platform, send, showDataFolder, developing }: MenuOptions): MenuItemConstructorOptions[] {
  const mac = platform === 'darwin'
  const command = (label: string, name: WindowCommand, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    click: () => send(name),
    ...(accelerator ? { accelerator } : {}),
  })
  const settings = command('Settings…', 'openSettings', 'CommandOrControl+,')
  const application: MenuItemConstructorOptions = {
    label: 'Carrel',
    submenu: [
      { role: 'about' },
      { type: 'separator' },
      settings,
      { type: 'separator' },
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      { type: 'separator' },
      { role: 'quit' },
    ],
  }
  const file: MenuItemConstructorOptions = {
    label: 'File',
    submenu: [
      command('New Workspace…', 'newWorkspace', 'CommandOrControl+Shift+N'),
      command('Add Files…', 'addFiles', 'CommandOrControl+O'),
      command('Add Folder…', 'addFolder', 'CommandOrControl+Shift+O'),
      { type: 'separator' },
      { label: 'Show Data Folder', click: showDataFolder },
      ...(mac ? [] : [{ type: 'separator' } as const, settings]),
      { type: 'separator' },
      { role: mac ? 'close' : 'quit' },
    ],
  }
  const developer: MenuItemConstructorOptions[] = developing ? [{ type: 'separator' }, { role: 'reload' }, { role: 'toggleDevTools' }] : []
  const view: MenuItemConstructorOptions = {
    label: 'View',
    submenu: [
      command('Commands…', 'openPalette', 'CommandOrControl+K'),
      command('Go to Question', 'focusQuestion', 'CommandOrControl+L'),
      { type: 'separator' },
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      { role: 'togglefullscreen' },
      ...developer,
    ],
  }
  return [...(mac ? [application] : []), file, { role: 'editMenu' }, view, { role: 'windowMenu' }]
}

/** Makes it the menu of the application. */
export function installMenu(options: MenuOptions): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(options)))
}
