import { child, children } from '../docx/xmlQuery'
import type { XmlElement } from '../docx/xmlTree'
import { lineOf } from './textBody'

export interface DiagramItem {
  depth: number
  text: string
}

/** The texts of a SmartArt diagram as an outline, from its data part. */
export function diagramItems(model: XmlElement): DiagramItem[] {
  const points = new Map(children(child(model, 'dgm:ptLst'), 'dgm:pt').map((point) => [point.attributes.modelId ?? '', point]))
  const below = new Map<string, { id: string; order: number }[]>()
  for (const { attributes } of children(child(model, 'dgm:cxnLst'), 'dgm:cxn')) {
    if ((attributes.type ?? 'parOf') !== 'parOf') continue
    const siblings = below.get(attributes.srcId ?? '') ?? []
    siblings.push({ id: attributes.destId ?? '', order: Number(attributes.srcOrd) || 0 })
    below.set(attributes.srcId ?? '', siblings)
  }
  const items: DiagramItem[] = []
  const seen = new Set<string>()
  const waiting = [...points].filter(([, point]) => point.attributes.type === 'doc').map(([id]) => ({ id, depth: -1 }))
  while (waiting.length > 0) {
    const { id, depth } = waiting.pop()!
    if (seen.has(id)) continue
    seen.add(id)
    const text = lineOf(child(points.get(id), 'dgm:t'))
    if (text !== '') items.push({ depth: Math.max(0, depth), text })
    const inner = (below.get(id) ?? []).toSorted((a, b) => b.order - a.order)
    waiting.push(...inner.map((next) => ({ id: next.id, depth: text === '' && depth >= 0 ? depth : depth + 1 })))
  }
  return items
}
