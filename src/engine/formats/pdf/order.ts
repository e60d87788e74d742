import { around, type LayoutBlock, type Rectangle } from '../../layout'

/** How far (points) boxes may run into each other and still count as one above the other. */
const tolerance = 2
/** Share of the narrower of two blocks that must lie below the other for them to stand in one column. */
const shared = 0.3
/** Every block is compared with all before it; pages of more blocks keep the order of their stream. */
const mostOrdered = 3_000

interface Placed {
  block: LayoutBlock
  box: Rectangle
}

/**
 * Blocks in reading order. Content streams mostly give it themselves. Where a block comes after others it stands above, whichever
 * is out of place with more of its column is moved: a table or a head drawn last is put before what it stands above, a foot or a
 * figure drawn first is put behind what it stands below. Everything else keeps its place.
 */
export function inReadingOrder(blocks: readonly LayoutBlock[]): LayoutBlock[] {
  if (blocks.length > mostOrdered) return [...blocks]
  const placed = blocks.map((block, index) => ({ block, box: boxOf(block, blocks[index + 1]) }))
  const early = drawnEarly(placed)
  const ordered: Placed[] = []
  for (const own of placed) {
    if (early.has(own)) continue
    const before = ordered.findIndex((other) => isOutOfPlace(own, other))
    ordered.splice(before < 0 ? ordered.length : before, 0, own)
  }
  const bottom = Math.max(...ordered.map(({ box }) => box.y + box.height))
  for (const own of early) {
    // What stands below everything is the foot of the page, of all its columns.
    const isFoot = own.box.y >= bottom - tolerance
    const after = isFoot ? ordered.length : ordered.findLastIndex((other) => isOutOfPlace(other, own)) + 1
    ordered.splice(after, 0, own)
  }
  return ordered.map(({ block }) => block)
}

/** A block is as wide as its lines; a heading as wide as the text below it, so that both are moved or none. */
function boxOf(block: LayoutBlock, next: LayoutBlock | undefined): Rectangle {
  const box = around(block.lines)
  if (block.kind !== 'heading' || !next) return box
  const below = around(next.lines)
  if (!isAbove(box, below) || !sharesColumn(box, below)) return box
  const { x, width } = around([box, below])
  return { ...box, x, width }
}

/** The blocks drawn before more of what stands above them than any of this was drawn late for. */
function drawnEarly(placed: readonly Placed[]): ReadonlySet<Placed> {
  const late = new Map<Placed, number>()
  const above = new Map<Placed, Placed[]>()
  for (const [index, own] of placed.entries()) {
    for (let before = 0; before < index; before++) {
      const other = placed[before]!
      if (!isOutOfPlace(own, other)) continue
      late.set(own, (late.get(own) ?? 0) + 1)
      const others = above.get(other)
      if (others) others.push(own)
      else above.set(other, [own])
    }
  }
  const early = [...above].filter(([, others]) => {
    const fewer = others.filter((other) => others.length > late.get(other)!)
    return fewer.length > 0.5 * others.length
  })
  return new Set(early.map(([own]) => own))
}

/** Whether a block belongs before another that was drawn before it. */
function isOutOfPlace(own: Placed, other: Placed): boolean {
  return isAbove(own.box, other.box) && sharesColumn(own.box, other.box)
}

function isAbove(box: Rectangle, other: Rectangle): boolean {
  return box.y + box.height <= other.y + tolerance
}

function sharesColumn(a: Rectangle, b: Rectangle): boolean {
  const overlap = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)
  return overlap > shared * Math.min(a.width, b.width)
}
