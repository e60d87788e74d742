import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FuseV1Options, FuseState, getCurrentFuseWire } from '@electron/fuses'
import { expect, test } from 'vitest'
import afterPack from './afterPack.mjs'

/** What marks the wire in Electron's binary: the text, its version, its length, then one character per fuse. */
const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'

function packedProgram(name: string, fuses = 9) {
  const appOutDir = mkdtempSync(join(tmpdir(), 'carrel-fuses-'))
  writeFileSync(
    join(appOutDir, name),
    Buffer.concat([
      Buffer.alloc(500, 'x'),
      Buffer.from(sentinel),
      Buffer.from([1, fuses]),
      Buffer.alloc(fuses, '0'),
      Buffer.alloc(500, 'x'),
    ]),
  )
  return { appOutDir, program: join(appOutDir, name) }
}

const packager = { executableName: 'carrel', appInfo: { productFilename: 'Carrel' } }
const on = FuseState.ENABLE
const off = FuseState.DISABLE

test.each([
  ['linux', 'carrel', off],
  ['win32', 'Carrel.exe', on],
])('on %s all nine fuses are set, whatever they were', async (electronPlatformName, name, integrity) => {
  const { appOutDir, program } = packedProgram(name)
  await afterPack({ appOutDir, electronPlatformName, arch: 1, packager })
  expect(await getCurrentFuseWire(program)).toEqual({
    version: '1',
    [FuseV1Options.RunAsNode]: off,
    [FuseV1Options.EnableCookieEncryption]: on,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: off,
    [FuseV1Options.EnableNodeCliInspectArguments]: off,
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: integrity,
    [FuseV1Options.OnlyLoadAppFromAsar]: on,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: off,
    [FuseV1Options.GrantFileProtocolExtraPrivileges]: off,
    [FuseV1Options.WasmTrapHandlers]: on,
  })
})

test('a fuse that is not known here stops the packaging', async () => {
  const { appOutDir } = packedProgram('carrel', 10)
  await expect(afterPack({ appOutDir, electronPlatformName: 'linux', arch: 1, packager })).rejects.toThrow('strictlyRequireAllFuses')
})

test('a program without fuses stops the packaging', async () => {
  const appOutDir = mkdtempSync(join(tmpdir(), 'carrel-fuses-'))
  writeFileSync(join(appOutDir, 'carrel'), 'no wire here')
  await expect(afterPack({ appOutDir, electronPlatformName: 'linux', arch: 1, packager })).rejects.toThrow('sentinel')
})
