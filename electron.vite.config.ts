import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { defineConfig } from 'electron-vite'
import { listFiles, rendererPlugins, shared } from './vite.config'

const root = import.meta.dirname

const present = (input: Record<string, string>) => Object.fromEntries(Object.entries(input).filter(([, path]) => existsSync(path)))

/** What runs in Node or in Electron's main process; the preload script is CJS because a sandboxed one cannot be a module. */
const node = {
  main: {
    ...shared,
    build: {
      rolldownOptions: {
        input: present({
          main: resolve(root, 'electron/main.ts'),
          worker: resolve(root, 'src/worker/main.ts'),
          cli: resolve(root, 'src/hosts/cli/main.ts'),
        }),
      },
    },
  },
  preload: {
    ...shared,
    build: {
      rolldownOptions: { input: resolve(root, 'electron/preload.ts'), output: { format: 'cjs' as const, entryFileNames: '[name].cjs' } },
    },
  },
}

/** What runs in the window. */
const page = {
  renderer: {
    ...shared,
    root: 'src/renderer',
    plugins: [...rendererPlugins(), listFiles()],
    build: { minify: true, rolldownOptions: { input: resolve(root, 'src/renderer/index.html') } },
  },
}

/** scripts/build.mjs asks for one half at a time, so that a change in one does not rebuild the other. */
export default defineConfig(() => {
  const part = process.env['CARREL_BUILD_PART']
  return { ...(part === 'window' ? {} : node), ...(part === 'node' ? {} : page) }
})
