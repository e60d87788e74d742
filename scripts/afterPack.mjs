// Runs after electron-builder has packed the app and before it signs it: sets every fuse of Electron's binary.
// electron-builder's own setting knows eight of the nine fuses of Electron 45.
import { join } from 'node:path'
import { flipFuses, FuseV1Options, FuseVersion } from '@electron/fuses'

/** Number of the architecture arm64 in electron-builder's Arch. */
const arm64 = 3

/** What each fuse is set to; the integrity of the archive is checked on macOS and Windows only, Electron has no check on Linux. */
export const fusesFor = (platform) => ({
  [FuseV1Options.RunAsNode]: false,
  [FuseV1Options.EnableCookieEncryption]: true,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: platform === 'darwin' || platform === 'win32',
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  [FuseV1Options.WasmTrapHandlers]: true,
})

function programOf({ appOutDir, electronPlatformName, packager }) {
  const { productFilename } = packager.appInfo
  const names = { darwin: `${productFilename}.app`, win32: `${productFilename}.exe` }
  return join(appOutDir, names[electronPlatformName] ?? packager.executableName)
}

/** The hook electron-builder calls; throws where the binary has a fuse that is not named here. */
export default async function afterPack(context) {
  await flipFuses(programOf(context), {
    version: FuseVersion.V1,
    strictlyRequireAllFuses: true,
    resetAdHocDarwinSignature: context.electronPlatformName === 'darwin' && context.arch === arm64,
    ...fusesFor(context.electronPlatformName),
  })
}
