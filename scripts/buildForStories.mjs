// Playwright's global set-up: the stories run the built host and the built window.
import { buildStale } from './build.mjs'

/** Builds what is stale; a tree that does not build has no stories to tell. */
export default async function buildForStories() {
  await buildStale({ stream: process.stderr })
}
