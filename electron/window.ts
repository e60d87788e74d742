import { BrowserWindow, type BrowserWindowConstructorOptions, type WebPreferences } from 'electron'
import type { WindowPlace } from './windowState'

/** What every window may do: show our page, talk through the preload script, and nothing else. */
export function secureWebPreferences(preload: string): WebPreferences {
  return {
    preload,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
    safeDialogs: true,
  }
}

export interface WindowOptions {
  preload: string
  place: WindowPlace
  /** Icon of the window; macOS and Windows take it from the program. */
  icon?: string
  /** Background until the page is drawn, so that nothing flashes. */
  background: string
}

/** The one place windows are made; the window is shown once its page is drawn. */
export function createWindow({ preload, place, icon, background }: WindowOptions): BrowserWindow {
  const { maximized, ...bounds } = place
  const options: BrowserWindowConstructorOptions = {
    ...bounds,
    minWidth: 720,
    minHeight: 480,
    show: false,
    title: 'Carrel',
    backgroundColor: background,
    ...(icon ? { icon } : {}),
    webPreferences: secureWebPreferences(preload),
  }
  const window = new BrowserWindow(options)
  if (maximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  return window
}

/** Brings a window to the front, wherever it is. */
export function bringToFront(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}
