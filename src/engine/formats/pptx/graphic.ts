import type { PageWriter } from '../docx/pageWriter'
import { gridOf } from '../docx/tableText'
import { at, below, child } from '../docx/xmlQuery'
import { readChart } from './chart'
import { besideSlide } from './besideSlide'
import type { Deck, Part } from './deck'
import { diagramItems } from './diagram'
import type { ShapeLook } from './inheritance'
import type { Shape } from './shapes'
import { tableRows } from './table'

interface Graphic {
  deck: Deck
  slide: Part
  shape: Shape
  look: ShapeLook
}

/** Writes a table, the numbers of a chart or the outline of a diagram. */
export async function writeGraphic(
  writer: PageWriter,
  { deck, slide, shape, look }: Graphic,
  context: { signal: AbortSignal },
): Promise<void> {
  const data = at(shape.element, 'a:graphic', 'a:graphicData')
  const table = child(data, 'a:tbl')
  if (table) {
    const rows = tableRows(table, look)
    const grid = gridOf(rows).map((row) => row.map(look.mark))
    if (!writer.table(grid)) for (const cell of rows.flat()) writer.paragraph(look.mark(cell.text))
  }
  for (const reference of below(data, new Set(['c:chart', 'cx:chart', 'dgm:relIds']))) {
    const id = reference.attributes[reference.name === 'dgm:relIds' ? 'r:dm' : 'r:id']
    const relation = slide.relations.get(id ?? '')
    if (!relation || relation.external || !deck.pack.has(relation.target)) continue
    const root = await besideSlide(deck, relation.target, context)
    if (!root) continue
    writer.endList()
    if (reference.name === 'dgm:relIds') for (const { depth, text } of diagramItems(root)) writer.item(depth, '-', look.mark(text))
    else writeChart(writer, readChart(root), look.mark)
  }
}

/** The title of a chart, then its numbers as a table. */
export function writeChart(
  writer: PageWriter,
  { title, grids }: ReturnType<typeof readChart>,
  mark: (text: string) => string = (text) => text,
): void {
  writer.caption(mark(title === '' ? '[Chart]' : `[Chart: ${title}]`))
  for (const grid of grids) {
    const marked = grid.map((row) => row.map(mark))
    if (!writer.table(marked)) for (const row of marked.slice(1)) writer.paragraph(row.filter((cell) => cell !== '').join(': '))
  }
}
