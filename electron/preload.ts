import { contextBridge, ipcRenderer, webUtils } from 'electron'
import { version } from '../package.json'
import { channels, type WindowCommand, windowCommands } from './commands'

declare const window: { location: { origin: string }; postMessage(message: unknown, origin: string, transfer: readonly unknown[]): void }

// A port cannot pass the bridge between the two worlds; a message of the window to itself can carry it.
ipcRenderer.on(channels.port, (event) => window.postMessage({ type: channels.port }, window.location.origin, event.ports))

contextBridge.exposeInMainWorld('carrel', {
  version,
  platform: process.platform,
  connect: (): void => void ipcRenderer.invoke(channels.connect),
  pathForFile: (file: Parameters<typeof webUtils.getPathForFile>[0]): string => webUtils.getPathForFile(file),
  askSavePath: (name: string): Promise<string | null> => ipcRenderer.invoke(channels.savePath, { name: String(name) }),
  onCommand: (listener: (command: WindowCommand) => void): (() => void) => {
    const hear = (_event: unknown, command: unknown) => {
      const known = windowCommands.find((name) => name === command)
      if (known) listener(known)
    }
    ipcRenderer.on(channels.command, hear)
    return () => void ipcRenderer.removeListener(channels.command, hear)
  },
})
