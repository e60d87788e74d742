import { Menu, Tray } from 'electron'
import type { ImportProgress } from './importWatch'

export interface TrayOptions {
  icon: string
  show: () => void
  quit: () => void
}

/** An icon beside the clock while documents are read, so that a long import can be watched from anywhere; gone when it is done. */
export function createTray({ icon, show, quit }: TrayOptions): { update(progress: ImportProgress): void; close(): void } {
  let tray: Tray | null = null
  const close = () => {
    tray?.destroy()
    tray = null
  }
  const open = () => {
    const made = new Tray(icon)
    made.setContextMenu(
      Menu.buildFromTemplate([{ label: 'Show Carrel', click: show }, { type: 'separator' }, { label: 'Quit', click: quit }]),
    )
    made.on('click', show)
    return made
  }
  return {
    update({ text }) {
      if (text === '') return close()
      tray ??= open()
      tray.setToolTip(`Carrel: ${text}`)
    },
    close,
  }
}
