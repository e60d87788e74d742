import { z } from 'zod'

/** A rectangle on a page, in points from the top-left corner of the crop box after rotation. */
export const Box = z.object({
  page: z.number().int().positive(),
  x: z.number(),
  y: z.number(),
  width: z.number(),
  height: z.number(),
})
export type Box = z.infer<typeof Box>

/** Characters `start` (inclusive) to `end` (exclusive) of the text of a page, in UTF-16 code units. */
export const Span = z.object({
  page: z.number().int().positive(),
  start: z.number().int().nonnegative(),
  end: z.number().int().nonnegative(),
})
export type Span = z.infer<typeof Span>

/** Where precisely a passage or citation stands, in the terms of its format. */
export const Place = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('page') }),
  z.object({ kind: z.literal('section'), path: z.array(z.string()) }),
  z.object({ kind: z.literal('cells'), sheet: z.string(), range: z.string() }),
  z.object({ kind: z.literal('lines'), from: z.number().int(), to: z.number().int() }),
  z.object({ kind: z.literal('time'), seconds: z.number() }),
  z.object({ kind: z.literal('part'), part: z.string() }),
])
export type Place = z.infer<typeof Place>
