/** What the desktop's preload offers the window; absent in a browser. */
export interface DesktopBridge {
  readonly version: string
  /** As Node names it: darwin, linux, win32. */
  readonly platform: string
  /** Asks for a MessagePort; it arrives as a window message `{type: 'carrel:port'}` with one port. */
  connect(): void
  /** Absolute path of a file or folder the user dropped or chose. */
  pathForFile(file: File): string
  /** Asks the user where a new file of this name goes; its absolute path, or null where they want none. */
  askSavePath?(name: string): Promise<string | null>
  /** Hears what the menu asks of the window; returns how to stop. */
  onCommand?(listener: (command: DesktopCommand) => void): () => void
}

/** What the desktop's menu can ask of the window. */
export type DesktopCommand = 'openSettings' | 'openPalette' | 'newWorkspace' | 'addFiles' | 'addFolder' | 'focusQuestion'

declare global {
  interface Window {
    carrel?: DesktopBridge
  }
}

/** The desktop's bridge, or undefined in a browser. */
export function desktop(): DesktopBridge | undefined {
  return window.carrel
}
