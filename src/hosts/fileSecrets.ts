import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { SecretStore } from '../core/createCore'

const Secrets = z.record(z.string(), z.string())

/** Keys in a file only this user can read: what a host without a key ring offers. */
export function createFileSecrets(data: string): SecretStore {
  const path = join(data, 'secrets.json')
  const read = () => (existsSync(path) ? Secrets.parse(JSON.parse(readFileSync(path, 'utf8'))) : {})
  const write = (secrets: Record<string, string>) => {
    const next = `${path}.${process.pid}.tmp`
    writeFileSync(next, JSON.stringify(secrets), { mode: 0o600 })
    chmodSync(next, 0o600)
    renameSync(next, path)
  }
  return {
    available: () => true,
    get: async (name) => read()[name] ?? null,
    set: async (name, value) => write({ ...read(), [name]: value }),
    remove: async (name) => {
      const { [name]: removed, ...rest } = read()
      if (removed !== undefined) write(rest)
    },
  }
}
