import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

/** Settings every bundle and the tests share. */
export const shared = {}

export const rendererPlugins = () => [react(), tailwindcss()]

export default defineConfig({
  ...shared,
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'electron/**/*.test.ts', 'scripts/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    globalSetup: ['scripts/buildForTests.mjs'],
  },
})
