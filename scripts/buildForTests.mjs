// Vitest's global set-up: tests that start real workers run the bundle, so it has to be of today.
import { buildStale } from './build.mjs'
import { runsEverything } from './project.mjs'

/** Builds the Node bundles where they are stale. A tree that does not build stops only the tests that need the bundle. */
export default async function buildForTests() {
  if (!runsEverything(process.version)) {
    throw new Error(
      `The tests need Node 22.13 or newer and run on ${process.version}. Use npm run unit, or put node_modules/.bin first on the PATH.`,
    )
  }
  try {
    await buildStale({ wanted: ['node'], stream: process.stderr })
  } catch (error) {
    process.stderr.write(
      `${error.message}\nThe tests go on with the bundle as it was; those that start workers do not test the present sources.\n`,
    )
  }
}
