import { expect, test } from 'vitest'
import { z } from 'zod'
import { optionFields, optionValues } from './OptionFields'

const schema = z.toJSONSchema(
  z.strictObject({
    price: z.number().min(0).max(9).optional().meta({ title: 'Price', description: 'In dollars' }),
    region: z.string().optional(),
    nested: z.object({ a: z.string() }).optional(),
  }),
) as Record<string, unknown>

test('the fields of a form come from the schema; what a form cannot show is left out', () => {
  expect(optionFields(schema)).toEqual([
    { name: 'price', title: 'Price', hint: 'In dollars', number: true, min: 0, max: 9 },
    { name: 'region', title: 'region', hint: undefined, number: false, min: undefined, max: undefined },
  ])
  for (const none of [undefined, {}, { properties: null }, { properties: 'x' }]) expect(optionFields(none as never)).toEqual([])
})

test('empty fields are not sent, and numbers are numbers', () => {
  expect(optionValues(optionFields(schema), { price: ' 3.5 ', region: '', other: 'x' })).toEqual({ price: 3.5 })
})
