import { type BrowserWindow, dialog } from 'electron'
import { z } from 'zod'
import { channels } from './commands'
import { handle } from './ipc'

/** A name only, of a kind a file may have on every system: where it goes, the user says. */
const Wanted = z.object({ name: z.string().min(1).max(200) })

/** Lets the page ask the user where a new archive is written; it learns the path that was chosen, or null. */
export function offerSaveDialog(windowInFront: () => BrowserWindow | null): void {
  handle(channels.savePath, Wanted, ({ name }) => askForPath(name, windowInFront()))
}

async function askForPath(name: string, parent: BrowserWindow | null): Promise<string | null> {
  const options = {
    defaultPath: name.replace(/[\u0000-\u001f\\/:*?"<>|]/g, '_'),
    filters: [{ name: 'Carrel archive', extensions: ['carrel'] }],
    properties: ['createDirectory' as const],
  }
  const { canceled, filePath } = await (parent ? dialog.showSaveDialog(parent, options) : dialog.showSaveDialog(options))
  return canceled || !filePath ? null : filePath
}
