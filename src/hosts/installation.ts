import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import manifest from '../../package.json'

/** Where the parts of this installation are. Bundled, this file stands in out/main. */
export function installation(): { version: string; workerEntry: string; rendererFolder: string; resources: string } {
  const main = dirname(fileURLToPath(import.meta.url))
  const out = existsSync(join(main, 'worker.js')) ? dirname(main) : dirname(dirname(main))
  return {
    version: manifest.version,
    workerEntry: join(out, 'main', 'worker.js'),
    rendererFolder: join(out, 'renderer'),
    resources: join(dirname(out), 'resources'),
  }
}
