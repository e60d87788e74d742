import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { safeStorage } from 'electron'
import { z } from 'zod'
import { AppError } from '../src/contract/errors'
import type { SecretStore } from '../src/core/createCore'

/** Encrypted keys in base64, by name. */
const Secrets = z.record(z.string(), z.string())

/** Linux without a key ring "encrypts" with a password everyone knows; `unknown` is said before the app is ready. */
const unsafeBackends = ['basic_text', 'unknown']

function isSafe(): boolean {
  if (!safeStorage.isEncryptionAvailable()) return false
  return process.platform !== 'linux' || !unsafeBackends.includes(safeStorage.getSelectedStorageBackend())
}

/**
 * Keys in a file, each encrypted with the system's key ring. Where there is none `set` throws SECRETS_UNAVAILABLE and nothing is written.
 * A key that cannot be decrypted any more is null: the key ring was replaced, and the key has to be entered again.
 */
export function createKeyRingSecrets(file: string): SecretStore {
  const read = () => (existsSync(file) ? Secrets.parse(JSON.parse(readFileSync(file, 'utf8'))) : {})
  const write = (secrets: Record<string, string>) => {
    writeFileSync(`${file}.tmp`, JSON.stringify(secrets), { mode: 0o600 })
    chmodSync(`${file}.tmp`, 0o600)
    renameSync(`${file}.tmp`, file)
  }
  const set = async (name: string, value: string) => {
    if (!isSafe()) {
      throw new AppError(
        'SECRETS_UNAVAILABLE',
        'This system offers no safe place for keys, so the key was not saved. Unlock or install a key ring, then try again.',
      )
    }
    const encrypted = (await safeStorage.encryptStringAsync(value)).toString('base64')
    write({ ...read(), [name]: encrypted })
  }
  return {
    available: isSafe,
    set,
    async get(name) {
      const encrypted = read()[name]
      if (encrypted === undefined || !isSafe()) return null
      try {
        const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(Buffer.from(encrypted, 'base64'))
        if (shouldReEncrypt) await set(name, result)
        return result
      } catch {
        return null
      }
    },
    async remove(name) {
      const { [name]: removed, ...rest } = read()
      if (removed !== undefined) write(rest)
    },
  }
}
