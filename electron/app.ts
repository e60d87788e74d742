import { join } from 'node:path'
import { app, type BrowserWindow, dialog, MessageChannelMain, nativeTheme, protocol, screen, session, shell } from 'electron'
import { z } from 'zod'
import type { HostOptions } from '../src/hosts/startHost'
import { listPageFiles } from '../src/hosts/web/page'
import { type AppHost, openAppHost } from './appHost'
import { channels } from './commands'
import { openExternal } from './external'
import { type ImportListener, watchImports } from './importWatch'
import { handle, trustContents } from './ipc'
import { installMenu } from './menu'
import { restrictNavigation } from './navigation'
import { notifyOfImport } from './notifications'
import { ownOrigin, scheme } from './origin'
import { createProtocolHandler } from './protocol'
import { offerSaveDialog } from './saveDialog'
import { createKeyRingSecrets } from './secrets'
import { blockForeignRequests, restrictSession } from './session'
import { spawnUtilityProcess } from './spawnUtilityProcess'
import { createTray } from './tray'
import { bringToFront, createWindow } from './window'
import { readWindowPlace, rememberWindowPlace } from './windowState'

export interface AppOptions {
  /** Data folder; its lock is taken or its holder joined. */
  data: string
  port?: number
  /** Absolute paths of what was built. */
  preload: string
  rendererFolder: string
  /** Folder with icons and samples. */
  resources: string
  /** False in a checkout: developer tools are offered then. */
  packaged: boolean
  log: HostOptions['log']
}

/** The desktop app once it runs. */
export interface RunningApp {
  /** The loopback address other programs of this user reach. */
  address: string
  /** Brings the window to the front, or makes one. */
  show(): void
  close(): Promise<void>
}

/** Closes every door of the pages of this app; to be called before the app is ready, so that no page comes before its rules. */
export function restrictPages(): void {
  app.enableSandbox()
  restrictNavigation(app, {
    openOutside: (address) => void openExternal(address, null),
  })
}

/** Starts the application on its data folder and opens its window. Call it when Electron is ready; throws what openHost throws. */
export async function startApp(options: AppOptions): Promise<RunningApp> {
  const { data, log, resources } = options
  restrictSession(session.defaultSession)
  blockForeignRequests(session.defaultSession, { onBlocked: (address) => log('A request of the page was refused', { address }) })
  const host = await openAppHost({
    data,
    kind: 'electron',
    log,
    resources,
    spawnWorker: spawnUtilityProcess,
    secrets: createKeyRingSecrets(join(data, 'keys.json')),
    ...(options.port === undefined ? {} : { port: options.port }),
  })
  protocol.handle(scheme, createProtocolHandler(listPageFiles(options.rendererFolder), host))
  handle(channels.connect, z.undefined(), (_input, caller) => {
    const { port1, port2 } = new MessageChannelMain()
    host.serve(port1)
    caller.postMessage(channels.port, null, [port2])
  })
  const windows = keepOneWindow(options)
  offerSaveDialog(() => windows.current())
  installMenu({
    platform: process.platform,
    send: (command) => windows.show().webContents.send(channels.command, command),
    showDataFolder: () => void shell.openPath(data),
    developing: !options.packaged,
  })
  windows.show()
  const watch = new AbortController()
  const tray = followImports(host, { signal: watch.signal, resources, windows, log })
  return {
    address: host.address,
    show: () => void windows.show(),
    close: async () => {
      watch.abort()
      tray.close()
      await host.close()
    },
  }
}

interface OneWindow {
  /** The window, made anew where it was closed, in front of all others. */
  show(): BrowserWindow
  current(): BrowserWindow | null
}

function keepOneWindow({ data, preload, resources, log }: AppOptions): OneWindow {
  let window: BrowserWindow | null = null
  const placeFile = join(data, 'window.json')
  const open = () => {
    const made = createWindow({
      preload,
      place: readWindowPlace(
        placeFile,
        screen.getAllDisplays().map((display) => display.workArea),
      ),
      background: nativeTheme.shouldUseDarkColors ? '#16171a' : '#ffffff',
      ...(process.platform === 'linux' ? { icon: join(resources, 'icon.png') } : {}),
    })
    trustContents(made.webContents)
    rememberWindowPlace(made, placeFile, { onError: (error) => log('The place of the window was not kept', { error: String(error) }) })
    made.on('closed', () => (window = null))
    made.loadURL(`${ownOrigin}/`).catch((error) => dialog.showErrorBox('Carrel could not show its window', String(error)))
    return made
  }
  return {
    current: () => window,
    show: () => {
      if (window) bringToFront(window)
      return (window ??= open())
    },
  }
}

interface FollowOptions {
  signal: AbortSignal
  resources: string
  windows: OneWindow
  log: AppOptions['log']
}

function followImports(host: AppHost, { signal, resources, windows, log }: FollowOptions): { close(): void } {
  const show = () => void windows.show()
  const tray = createTray({ icon: join(resources, 'tray.png'), show, quit: () => app.quit() })
  const listener: ImportListener = {
    onProgress: (progress) => {
      tray.update(progress)
      windows.current()?.setProgressBar(progress.text === '' ? -1 : progress.done / Math.max(1, progress.total))
    },
    onEnd: (job) => notifyOfImport(job, { focused: windows.current()?.isFocused() ?? false, onClick: show }),
  }
  watchImports(host.client, listener, { signal }).catch((error) => {
    if (!signal.aborted) log('The watch over imports ended', { error: String(error) })
  })
  return tray
}
