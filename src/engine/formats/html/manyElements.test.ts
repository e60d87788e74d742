import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseManyElements } from './manyElements'
import { markHiddenParts } from './hiddenParts'
import { markupPage } from './markupPage'
import { parseMarkup } from './parseMarkup'
import type { MarkupNode } from './walkMarkup'

const fixtures = join(import.meta.dirname, '../fixtures/html')

const decode = (text: string) => text.replaceAll('&amp;', '&')
const read = (root: MarkupNode) => {
  markHiddenParts(root)
  return markupPage(root, 'Title', { published: true })
}
const light = (html: string) => read(parseManyElements(html, decode, 1e6)!)

/** Text that makes a page large without being seen. */
const padding = '<script></script>'.repeat(21_000)

describe('a page of very many elements', () => {
  const pages = readdirSync(fixtures).filter((name) => /\.x?html?$/.test(name))
  it.each(pages)('reads as one of few elements would: %s', async (name) => {
    const html = readFileSync(join(fixtures, name), 'utf8')
    const large = read(await parseMarkup(html.replace(/(<body[^>]*>|$)/i, `$1${padding}`)))
    const small = read(await parseMarkup(html))
    expect(large.text).toBe(small.text)
    expect(large.blocks).toEqual(small.blocks)
    expect(large.hidden).toEqual(small.hidden)
  })

  it('ends elements where the next of their kind begins', () => {
    expect(light('<ul><li>one<li>two</ul><p>three<p>four<table><tr><td>a<td>b<tr><td>c<td>d</table>').text).toBe(
      'Title\n\n- one\n- two\n\nthree\n\nfour\n\n| a | b |\n| --- | --- |\n| c | d |',
    )
  })

  it('takes for text what opens no tag, and nothing of what is no text', () => {
    expect(light('<p>1 < 2 & 3 > 2</p><!-- <p>no --><script>"<p>no"</script></i></p><style>p{}</style>yes').text).toContain('1 < 2 & 3 > 2')
    expect(light('<!-- <p>no --><script>"<p>no"</script>yes').text).toBe('Title\n\nyes')
    expect(light('<!-- never ended <p>no').text).toBe('')
  })

  it('knows attributes in quotes, without, and alone', () => {
    const root = parseManyElements(`<td ROWSPAN=2 style='a > b' hidden title="&amp;>">x`, decode, 100)!.firstChild!
    expect(['rowspan', 'style', 'hidden', 'title', 'none'].map((name) => root.getAttribute(name))).toEqual(['2', 'a > b', '', '&>', null])
    root.removeAttribute('style')
    root.setAttribute('title', 'other')
    expect(['rowspan', 'style', 'title'].map((name) => root.getAttribute(name))).toEqual(['2', null, 'other'])
  })

  it('is refused where it would not fit into memory, and costs little time', async () => {
    const started = process.cpuUsage()
    await expect(parseMarkup('<b>x</b>'.repeat(800_000))).rejects.toMatchObject({ code: 'DOCUMENT_TOO_LARGE' })
    await parseMarkup(`<body>${'<div>x</b>'.repeat(100_000)}`)
    await parseMarkup(`<body><p ${'a '.repeat(500_000)}>x`)
    expect(process.cpuUsage(started).user / 1e6).toBeLessThan(15)
  })
})
