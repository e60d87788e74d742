import { blankHidden } from '../formats/text/hiddenText'
import type { Page } from '../page'

/** How much of a document is looked at to learn what it is. */
const covered = 12_000
const mostTitle = 120

const monthNames = 'January|February|March|April|May|June|July|August|September|October|November|December'
const period = new RegExp(
  `\\b(?:fiscal|calendar|quarterly|annual|half|transition)?\\s*(?:year|quarter|period|months)\\s+ended\\s+(?:${monthNames})\\s+\\d{1,2},?\\s+\\d{4}`,
  'i',
)
const registrant = /^(.{2,80})\n+\s*\((?:exact|full)\s+name\s+of\s+(?:the\s+)?registrant/im
/** A form a public body asks for, named on a line of its own. */
const form = /^\s*form\s+[\w-]{1,10}\s*$/im

/**
 * What a document is, in a few words each: its file's name as words, as the document itself spells them (BESTBUY: Best Buy), the name it gives itself,
 * and the period it reports on. Every passage carries it as context, since a page of a report says neither whose nor which year's it is.
 */
export function aboutOf(name: string, read: readonly Page[]): string[] {
  // What nobody sees must not get into passages by way of their context either.
  const first = read.map((page) => ({ ...page, text: blankHidden(page) }))
  const title = titleOf(name)
  const text = first
    .map((page) => page.text)
    .join('\n')
    .slice(0, covered)
  const said = [title, ...spelledOut(title, text), ownTitle(first, text), form.exec(text)?.[0], period.exec(text)?.[0]]
  const parts: string[] = []
  for (const part of said) {
    const line = part?.replace(/\s+/g, ' ').trim()
    if (line && !parts.some((one) => one.toLowerCase().includes(line.toLowerCase()))) parts.push(line)
  }
  return parts
}

/** The file's name as words. */
function titleOf(name: string): string {
  const base = name.slice(name.lastIndexOf('/') + 1)
  return (
    base
      .replace(/(?<=.)\.[A-Za-z0-9]{1,12}$/, '')
      .replace(/[_\-.\s]+/g, ' ')
      .trim() || base
  )
}

/** Words that the name runs together and the text parts. */
function spelledOut(title: string, text: string): string[] {
  const words = [...text.matchAll(/[\p{L}\p{N}&]+/gu)].slice(0, 2_000).map((match) => match[0])
  const wanted = new Map(
    title
      .split(' ')
      .filter((word) => /^\p{L}{6,}$/u.test(word))
      .map((word) => [word.toLowerCase(), word]),
  )
  const found = new Map<string, string>()
  for (let i = 0; i < words.length; i++) {
    let joined = words[i]!.toLowerCase()
    for (let next = i + 1; next < Math.min(i + 4, words.length); next++) {
      joined += words[next]!.toLowerCase()
      if (wanted.has(joined) && !found.has(joined)) found.set(joined, words.slice(i, next + 1).join(' '))
    }
  }
  return [...found.values()]
}

/** The name before “exact name of registrant”, else the highest heading of the first of several pages. */
function ownTitle([page, ...others]: readonly Page[], text: string): string | undefined {
  const named = registrant.exec(text)?.[1]
  if (named || !page || others.length === 0) return named
  const headings = page.blocks.filter((block) => block.kind === 'heading')
  const highest = headings.toSorted((a, b) => (a.level ?? 1) - (b.level ?? 1) || a.start - b.start)[0]
  const heading = highest && page.text.slice(highest.start, highest.end).replace(/^#{1,6}\s+/, '')
  return heading && heading.length <= mostTitle ? heading : undefined
}
