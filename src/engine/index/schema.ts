import { createHash } from 'node:crypto'
import type * as Arrow from 'apache-arrow'
import type { Box, Place, Span } from '../../contract/places'
import type { Passage } from '../passage'

/*
 * A row of the index: a passage, with what is searched, and a seal over everything the passage's own hash leaves out.
 */

type ArrowLibrary = typeof Arrow

/** The column the keyword lane searches. */
export const searchedColumn = 'searched'

const textColumns = ['id', 'document', 'text', 'searched', 'context', 'place', 'spans', 'boxes', 'hash', 'seal'] as const
type TextColumn = (typeof textColumns)[number]

/** The columns of a row but the vector. */
export type Row = Record<TextColumn, string> & { ordinal: number; page: number }

/** The Arrow schema of a table whose vectors have `dimension` numbers. */
export function schemaOf(arrow: ArrowLibrary, dimension: number): Arrow.Schema {
  const { Field, FixedSizeList, Float32, Int32, Schema, Utf8 } = arrow
  return new Schema([
    ...textColumns.map((name) => new Field(name, new Utf8(), false)),
    new Field('ordinal', new Int32(), false),
    new Field('page', new Int32(), false),
    new Field('vector', new FixedSizeList(dimension, new Field('item', new Float32(), true)), false),
  ])
}

/** Text as it is searched: compatibility forms folded (ligatures, full-width letters), soft hyphens gone; queries go through it too. */
export function searchable(text: string): string {
  return text.normalize('NFKC').replaceAll('\u00ad', '')
}

/** The row of a passage. */
export function rowOf(passage: Passage): Row {
  const row = {
    id: passage.id,
    document: passage.document,
    ordinal: passage.ordinal,
    page: passage.page,
    text: passage.text,
    searched: searchable(`${passage.context}\n${passage.text}`),
    context: passage.context,
    place: JSON.stringify(passage.place),
    spans: JSON.stringify(passage.spans.flatMap((span) => [span.page, span.start, span.end])),
    boxes: JSON.stringify(passage.boxes.flatMap((box) => [box.page, ...[box.x, box.y, box.width, box.height].map(inTenths)])),
    hash: passage.hash,
  }
  return { ...row, seal: sealOf(row) }
}

/** First 16 hex digits of the SHA-256 of every column but vector and seal, so that a changed byte anywhere in a row is noticed. */
export function sealOf(row: Omit<Row, 'seal'>): string {
  const { id, document, ordinal, page, text, searched, context, place, spans, boxes, hash } = row
  const sealed = JSON.stringify([id, document, ordinal, page, text, searched, context, place, spans, boxes, hash])
  return createHash('sha256').update(sealed).digest('hex').slice(0, 16)
}

/** Rows and their vectors as one Arrow record batch; the numbers of the vectors are copied once. */
export function batchOf(
  arrow: ArrowLibrary,
  schema: Arrow.Schema,
  rows: readonly Row[],
  vectors: readonly Float32Array[],
): Arrow.RecordBatch {
  const length = rows.length
  const dimension = (schema.fields.at(-1)!.type as Arrow.FixedSizeList).listSize
  const numbers = new Float32Array(length * dimension)
  vectors.forEach((vector, i) => numbers.set(vector, i * dimension))
  const child = arrow.makeData({ type: new arrow.Float32(), data: numbers, length: numbers.length, nullCount: 0 })
  const integers = (values: number[]) => arrow.makeData({ type: new arrow.Int32(), data: Int32Array.from(values), length, nullCount: 0 })
  const children: Arrow.Data[] = [
    ...textColumns.map((name) =>
      textData(
        arrow,
        rows.map((row) => row[name]),
      ),
    ),
    integers(rows.map((row) => row.ordinal)),
    integers(rows.map((row) => row.page)),
    arrow.makeData({ type: schema.fields.at(-1)!.type as Arrow.FixedSizeList, length, nullCount: 0, child }),
  ]
  return new arrow.RecordBatch(schema, arrow.makeData({ type: new arrow.Struct(schema.fields), length, nullCount: 0, children }))
}

function textData(arrow: ArrowLibrary, values: readonly string[]): Arrow.Data {
  const pieces = values.map((value) => Buffer.from(value, 'utf8'))
  const valueOffsets = new Int32Array(values.length + 1)
  pieces.forEach((piece, i) => (valueOffsets[i + 1] = valueOffsets[i]! + piece.length))
  return arrow.makeData({ type: new arrow.Utf8(), length: values.length, nullCount: 0, valueOffsets, data: Buffer.concat(pieces) })
}

/** Spans of a row, from the flat list it keeps. */
export function spansOf(kept: string): Span[] {
  return grouped(kept, 3).map(([page, start, end]) => ({ page: page!, start: start!, end: end! }))
}

/** Boxes of a row in points, from the flat list of pages and tenths of points it keeps. */
export function boxesOf(kept: string): Box[] {
  return grouped(kept, 5).map(([page, x, y, width, height]) => ({
    page: page!,
    x: x! / 10,
    y: y! / 10,
    width: width! / 10,
    height: height! / 10,
  }))
}

/** Place of a row. */
export function placeOf(kept: string): Place {
  return JSON.parse(kept) as Place
}

function grouped(kept: string, size: number): number[][] {
  const numbers = JSON.parse(kept) as number[]
  return Array.from({ length: Math.floor(numbers.length / size) }, (_, i) => numbers.slice(i * size, i * size + size))
}

function inTenths(points: number): number {
  return Math.round(points * 10)
}
