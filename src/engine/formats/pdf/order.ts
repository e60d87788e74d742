import { around, type LayoutBlock, type Rectangle } from '../../layout'

/** How far (points) boxes may run into each other and still count as one above the other. */
const tolerance = 2
/** Share of the narrower of two blocks that must lie below the other for them to stand in one column. */
const shared = 0.3
/** Every block is compared with all before it; pages of more blocks keep the order of their stream. */
const mostOrdered = 3_000

/**
 * Blocks in reading order. Content streams mostly give it themselves; only a block that comes after another it stands right
 * above (a table or a head drawn last) is put before it.
 */
export function inReadingOrder(blocks: readonly LayoutBlock[]): LayoutBlock[] {
  if (blocks.length > mostOrdered) return [...blocks]
  const ordered: { block: LayoutBlock; box: Rectangle }[] = []
  for (const block of blocks) {
    const box = around(block.lines)
    const before = ordered.findIndex((other) => isAbove(box, other.box) && sharesColumn(box, other.box))
    if (before < 0) ordered.push({ block, box })
    else ordered.splice(before, 0, { block, box })
  }
  return ordered.map(({ block }) => block)
}

function isAbove(box: Rectangle, other: Rectangle): boolean {
  return box.y + box.height <= other.y + tolerance
}

function sharesColumn(a: Rectangle, b: Rectangle): boolean {
  const overlap = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)
  return overlap > shared * Math.min(a.width, b.width)
}
