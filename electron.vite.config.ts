import { resolve } from 'node:path'
import { defineConfig } from 'electron-vite'
import { listFiles, listPackages, rendererPlugins, shared } from './vite.config'

const root = import.meta.dirname

/** What runs in Node or in Electron's main process; the preload script is CJS because a sandboxed one cannot be a module. */
const node = {
  main: {
    ...shared,
    plugins: [listPackages()],
    build: {
      rolldownOptions: {
        // Optional, so electron-vite does not leave it out by itself; its binaries are other packages on every platform.
        external: [/^@?node-llama-cpp(\/|$)/],
        input: {
          main: resolve(root, 'electron/main.ts'),
          worker: resolve(root, 'src/worker/main.ts'),
          cli: resolve(root, 'src/hosts/cli/main.ts'),
        },
      },
    },
  },
  preload: {
    ...shared,
    plugins: [listPackages()],
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
    plugins: [...rendererPlugins(), listPackages(), listFiles()],
    build: { minify: true, chunkSizeWarningLimit: 2_000, rolldownOptions: { input: resolve(root, 'src/renderer/index.html') } },
  },
}

/** scripts/build.mjs asks for one half at a time, so that a change in one does not rebuild the other. */
export default defineConfig(() => {
  const part = process.env['CARREL_BUILD_PART']
  return { ...(part === 'window' ? {} : node), ...(part === 'node' ? {} : page) }
})
