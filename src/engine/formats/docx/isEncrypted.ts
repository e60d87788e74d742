import { open } from 'node:fs/promises'

/** Whether a compound file holds an encrypted office document; its directory names the stream in UTF-16. */
export async function isEncrypted(path: string): Promise<boolean> {
  const name = Buffer.from('EncryptedPackage', 'utf16le')
  const file = await open(path, 'r')
  try {
    const buffer = Buffer.alloc(1 << 20)
    for (let at = 0; ; at += buffer.length - name.length) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, at)
      if (buffer.subarray(0, bytesRead).includes(name)) return true
      if (bytesRead < buffer.length) return false
    }
  } finally {
    await file.close()
  }
}
