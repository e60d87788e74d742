import { at, below, child, children, textOf } from '../docx/xmlQuery'
import type { XmlElement } from '../docx/xmlTree'
import { lineOf } from './textBody'

/** A chart as tables: what it is called and its numbers with their names. */
export interface Chart {
  title: string
  grids: string[][][]
}

const mostPoints = 20_000

/** The numbers of a chart as the file keeps them beside its picture. Throws nothing: what is not there is left out. */
export function readChart(root: XmlElement): Chart {
  if (root.name === 'cx:chartSpace') return readNewChart(root)
  const chart = child(root, 'c:chart')
  const plot = child(chart, 'c:plotArea')
  const groups = children(plot).filter(({ name }) => name.endsWith('Chart'))
  const axes = axisTitles(plot)
  const series = groups.flatMap((group) => children(group, 'c:ser'))
  const points = series.filter((one) => child(one, 'c:xVal'))
  const byCategory = series.filter((one) => !child(one, 'c:xVal'))
  return {
    title: lineOf(at(chart, 'c:title', 'c:tx', 'c:rich')) || textOf(at(chart, 'c:title', 'c:tx', 'c:strRef', 'c:strCache', 'c:pt', 'c:v')),
    grids: [...(byCategory.length > 0 ? [categoryGrid(byCategory, axes.category)] : []), ...points.map((one) => pointGrid(one, axes))],
  }
}

function axisTitles(plot: XmlElement | undefined): { category: string; value: string } {
  const titles = (pattern: RegExp) =>
    children(plot)
      .filter(({ name }) => pattern.test(name))
      .map((axis) => lineOf(at(axis, 'c:title', 'c:tx', 'c:rich')))
  const values = titles(/^c:valAx$/)
  const [category] = titles(/^c:(cat|date|ser)Ax$/)
  return { category: category ?? values[0] ?? '', value: values.at(-1) ?? '' }
}

/** One row a category, one column a series. */
function categoryGrid(series: readonly XmlElement[], axis: string): string[][] {
  const categories = series.map((one) => cached(child(one, 'c:cat'))).find((found) => found.size > 0) ?? new Map<number, string>()
  const values = series.map((one) => cached(child(one, 'c:val')))
  const last = Math.min(mostPoints, Math.max(-1, ...[categories, ...values].flatMap((cache) => [...cache.keys()].slice(-1))) + 1)
  const grid = [[axis, ...series.map((one, i) => nameOf(one) || `Series ${i + 1}`)]]
  for (let i = 0; i < last; i++) grid.push([categories.get(i) ?? '', ...values.map((cache) => cache.get(i) ?? '')])
  return grid
}

/** One row a point: where it lies, how high it is and, for bubbles, how large. */
function pointGrid(series: XmlElement, axes: { category: string; value: string }): string[][] {
  const [x, y, size] = ['c:xVal', 'c:yVal', 'c:bubbleSize'].map((name) => cached(child(series, name))) as [Cache, Cache, Cache]
  const name = nameOf(series) || axes.value || 'Value'
  const grid = [[axes.category || 'X', name, ...(size.size > 0 ? ['Size'] : [])]]
  for (const [i, value] of [...y].slice(0, mostPoints)) grid.push([x.get(i) ?? '', value, ...(size.size > 0 ? [size.get(i) ?? ''] : [])])
  return grid
}

function nameOf(series: XmlElement): string {
  return [...cached(child(series, 'c:tx')).values()].join(' ') || textOf(at(series, 'c:tx', 'c:v'))
}

type Cache = Map<number, string>

/** The values a file keeps of the cells a chart refers to; names of several levels are joined, the outer one first. */
function cached(reference: XmlElement | undefined): Cache {
  const levels = Array.from(below(reference, 'c:lvl'), (level) => pointsOf(level))
  if (levels.length > 0) return joinedLevels(levels)
  for (const cache of below(reference, new Set(['c:strCache', 'c:numCache', 'c:strLit', 'c:numLit']))) return pointsOf(cache)
  return new Map()
}

function pointsOf(cache: XmlElement): Cache {
  const format = textOf(child(cache, 'c:formatCode'))
  const points: Cache = new Map()
  for (const point of children(cache, 'c:pt')) {
    const index = Number(point.attributes.idx)
    const value = textOf(child(point, 'c:v')).trim()
    if (index >= 0 && index < mostPoints)
      points.set(index, cache.name.startsWith('c:num') ? shown(value, point.attributes.formatCode ?? format) : value)
  }
  return points
}

function joinedLevels(levels: readonly Cache[]): Cache {
  const inner = levels[0]!
  const outer = levels.slice(1).map((level) => [...level].sort(([a], [b]) => a - b))
  return new Map(
    Array.from(inner, ([index, name]) => {
      const above = outer.map((level) => level.findLast(([from]) => from <= index)?.[1] ?? '')
      return [index, [...above.toReversed(), name].filter((part) => part !== '').join(' / ')]
    }),
  )
}

/** A number as a reader takes it: shares as per cent, days as dates, all else without the noise of binary fractions. */
function shown(value: string, format: string): string {
  const number = Number(value)
  if (value === '' || !Number.isFinite(number)) return value
  const plain = format.replace(/"[^"]*"|\\.|\[[^\]]*\]/g, '')
  if (plain.includes('%')) return `${rounded(number * 100)}%`
  if (/[dy]/i.test(plain) && !/general/i.test(plain) && number > 0 && number < 2_958_466)
    return new Date(Date.UTC(1899, 11, 30) + Math.floor(number) * 86_400_000).toISOString().slice(0, 10)
  return rounded(number)
}

function rounded(number: number): string {
  return String(Number(number.toPrecision(12)))
}

/** Charts of the newer kind: waterfall, treemap, funnel and the like. */
function readNewChart(root: XmlElement): Chart {
  const chart = child(root, 'cx:chart')
  const data = new Map(children(child(root, 'cx:chartData'), 'cx:data').map((one) => [one.attributes.id, one]))
  const grids = Array.from(below(chart, 'cx:series'), (series) => {
    const own = data.get(child(series, 'cx:dataId')?.attributes.val)
    const names = Array.from(below(child(own, 'cx:strDim'), 'cx:lvl'), levelOf)
    const values = levelOf(at(own, 'cx:numDim', 'cx:lvl'))
    const title = textOf(at(series, 'cx:tx', 'cx:txData', 'cx:v')) || 'Value'
    const label = (i: number) =>
      names
        .toReversed()
        .map((level) => level.get(i) ?? '')
        .filter((part) => part !== '')
        .join(' / ')
    return [['', title], ...Array.from(values, ([i, value]) => [label(i), shown(value, '')])]
  })
  return { title: lineOf(at(chart, 'cx:title', 'cx:tx', 'cx:rich')) || textOf(at(chart, 'cx:title', 'cx:tx', 'cx:txData', 'cx:v')), grids }
}

function levelOf(level: XmlElement | undefined): Cache {
  return new Map(
    children(level, 'cx:pt')
      .slice(0, mostPoints)
      .map((point) => [Number(point.attributes.idx) || 0, textOf(point).trim()]),
  )
}
