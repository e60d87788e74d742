import { children } from '../docx/xmlQuery'
import type { XmlElement } from '../docx/xmlTree'

/** Left, top, width and height, in millimetres. */
export interface OdpFrame {
  x: number
  y: number
  width: number
  height: number
}

const millimetres: Readonly<Record<string, number>> = { mm: 1, cm: 10, in: 25.4, pt: 25.4 / 72, pc: 25.4 / 6, px: 25.4 / 96 }

/** Where a shape stands on its slide; a group stands where its shapes do. Null where it does not say. */
export function frameOf({ name, attributes, children: nodes }: XmlElement, depth = 0): OdpFrame | null {
  if (name === 'draw:g' && depth < 20) {
    const inner = children({ name, attributes, children: nodes }).flatMap((node) => frameOf(node, depth + 1) ?? [])
    if (inner.length === 0) return null
    const [x, y] = [Math.min(...inner.map((frame) => frame.x)), Math.min(...inner.map((frame) => frame.y))]
    const right = Math.max(...inner.map((frame) => frame.x + frame.width))
    return { x, y, width: right - x, height: Math.max(...inner.map((frame) => frame.y + frame.height)) - y }
  }
  const moved = /translate\s*\(\s*(\S+)\s+(\S+?)\s*\)/.exec(attributes['draw:transform'] ?? '')
  const x = length(attributes['svg:x'] ?? attributes['svg:x1'] ?? moved?.[1])
  const y = length(attributes['svg:y'] ?? attributes['svg:y1'] ?? moved?.[2])
  if (x === null || y === null) return null
  return { x, y, width: length(attributes['svg:width']) ?? 0, height: length(attributes['svg:height']) ?? 0 }
}

function length(value: string | undefined): number | null {
  const found = /^(-?[\d.]+)([a-z]{2})$/.exec(value ?? '')
  const unit = millimetres[found?.[2] ?? '']
  return found && unit ? Number(found[1]) * unit : null
}
