import { hiddenEnd, hiddenStart } from '../html/markupPage'

const tag = /<(\/?)w:(r|rPr|pPr|vanish|webHidden|sz|t)(?=[\s/>])([^>]*)>/g

/** Under 2 points, in half-points: nobody reads it on paper or screen. */
const invisibleSize = 4

interface Run {
  hidden: boolean
}

/** Puts marks around the text of runs that Word does not show: hidden characters and letters smaller than 2 points. */
export function markHidden(xml: string): string {
  if (!/<w:(vanish|webHidden|sz\s[^>]*w:val="[0-3]")/.test(xml)) return xml
  const runs: Run[] = []
  let inProperties = false
  return xml.replace(tag, (whole, slash: string, name: string, attributes: string) => {
    const closes = slash === '/'
    const empty = attributes.endsWith('/')
    if (name === 'r' && !empty) {
      if (closes) runs.pop()
      else runs.push({ hidden: false })
    }
    if (name === 'rPr') inProperties = !closes && !empty
    const run = runs.at(-1)
    if (!run) return whole
    if (inProperties && !closes && hides(name, attributes)) run.hidden = true
    if (name !== 't' || !run.hidden || empty) return whole
    return closes ? hiddenEnd + whole : whole + hiddenStart
  })
}

function hides(name: string, attributes: string): boolean {
  const value = /w:val="([^"]*)"/.exec(attributes)?.[1]
  if (name === 'sz') return Number(value) < invisibleSize
  return (name === 'vanish' || name === 'webHidden') && !['0', 'false', 'off'].includes(value ?? '')
}
