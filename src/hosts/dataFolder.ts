import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where data is kept when nothing else was said: the place the system has for it. */
export function defaultDataFolder(environment: NodeJS.ProcessEnv = process.env): string {
  if (environment.CARREL_DATA) return environment.CARREL_DATA
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Carrel')
  if (process.platform === 'win32') return join(environment.APPDATA ?? join(homedir(), 'AppData', 'Roaming'), 'Carrel')
  return join(environment.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'carrel')
}
