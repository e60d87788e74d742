import { resolve } from 'node:path'
import { defineConfig } from 'electron-vite'
import { rendererPlugins, shared } from './vite.config'

const root = import.meta.dirname

export default defineConfig({
  main: {
    ...shared,
    build: {
      rolldownOptions: {
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
    build: { rolldownOptions: { input: resolve(root, 'electron/preload.ts'), output: { format: 'cjs', entryFileNames: '[name].cjs' } } },
  },
  renderer: {
    ...shared,
    root: 'src/renderer',
    plugins: rendererPlugins(),
    build: { minify: true, rolldownOptions: { input: resolve(root, 'src/renderer/index.html') } },
  },
})
