import { child, children, isElement, textOf } from './xmlQuery'
import type { XmlElement } from './xmlTree'

/** A formula of Office as one line: fractions with a slash, powers with ^, indices with _. */
export function formulaText(element: XmlElement): string {
  if (element.name === 'm:t') return textOf(element)
  const part = (name: string) => formulaText(child(element, name) ?? { name: '', attributes: {}, children: [] })
  if (element.name === 'm:f') return `${grouped(part('m:num'))}/${grouped(part('m:den'))}`
  if (element.name === 'm:sSup') return `${part('m:e')}^${grouped(part('m:sup'))}`
  if (element.name === 'm:sSub') return `${part('m:e')}_${grouped(part('m:sub'))}`
  if (element.name === 'm:sSubSup') return `${part('m:e')}_${grouped(part('m:sub'))}^${grouped(part('m:sup'))}`
  if (element.name === 'm:rad') return `√${grouped(part('m:e'))}`
  if (element.name === 'm:nary') return naryText(element, part)
  if (element.name === 'm:d') return `(${children(element, 'm:e').map(formulaText).join(', ')})`
  if (element.name === 'm:mr') return `${children(element, 'm:e').map(formulaText).join(' ')}; `
  let text = ''
  for (const node of element.children) if (isElement(node) && !node.name.endsWith('Pr')) text += formulaText(node)
  return text
}

function naryText(element: XmlElement, part: (name: string) => string): string {
  const sign = child(child(element, 'm:naryPr'), 'm:chr')?.attributes['m:val'] ?? '∫'
  const [from, to] = [part('m:sub'), part('m:sup')]
  return `${sign}${from === '' ? '' : `_${grouped(from)}`}${to === '' ? '' : `^${grouped(to)}`} ${part('m:e')}`
}

function grouped(text: string): string {
  return text.length > 1 && !/^\(.*\)$|^[\p{L}\p{N}.]+$/u.test(text) ? `(${text})` : text
}
