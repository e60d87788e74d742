import { isAppError } from '../../contract/errors'
import type { SourceFetch } from '../../engine/source'
import { blocked } from './addresses'

/** As much of a robots.txt as has to be read (RFC 9309 section 2.5 asks for at least 500 KiB). */
const maxRobotsBytes = 512 * 1024

type Rules = (url: string) => boolean

/**
 * Asks the robots.txt of a site about a page, once a site. A site without one allows everything (4xx, RFC 9309 section 2.3.1.3); one
 * that fails or does not answer allows nothing (2.3.1.4). Throws SOURCE_BLOCKED.
 */
export function createRobots(fetch: SourceFetch, { agent }: { agent: string }): (url: string) => Promise<void> {
  const known = new Map<string, Promise<Rules>>()
  return async (url) => {
    const { origin, host } = new URL(url)
    const rules = known.get(origin) ?? rulesOf(origin, fetch, agent)
    known.set(origin, rules)
    if (!(await rules)(url))
      throw blocked(`${host} does not want programs to fetch this page (robots.txt). Open it in a browser and save it as a file.`)
  }
}

async function rulesOf(origin: string, fetch: SourceFetch, agent: string): Promise<Rules> {
  const address = `${origin}/robots.txt`
  try {
    const { status, bytes } = await fetch(address)
    if (status >= 400 && status < 500) return () => true
    if (status >= 300) return () => false
    const { default: parseRobots } = await import('robots-parser')
    const robots = parseRobots(address, new TextDecoder().decode(bytes.subarray(0, maxRobotsBytes)))
    return (url) => robots.isAllowed(url, agent) !== false
  } catch (error) {
    if (!isAppError(error)) throw error
    return () => false
  }
}
