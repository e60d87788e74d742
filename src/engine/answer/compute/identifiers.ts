import { tokensOf } from '../../words'
import { folded } from '../language'
import type { Column } from './tables'

/** What things are told apart by, and what columns of such numbers are called. */
const naming =
  /^(?:no|nr|num|number|numero|nummer|id|ids|key|code|ref|reference|order|invoice|receipt|ticket|case|contract|customer|client|account|article|sku|bestellung|auftrag|rechnung|beleg|kunde|vertrag|konto|artikel|commande|facture|contrat|pedido|factura|contrato|cliente)s?$/u
/** Fewer numbers in a row are one after the other by chance. */
const fewest = 3

/**
 * Whether the numbers of a column only tell its rows apart: whole, without a unit, none twice, and either named so or counted up one by one.
 * Nobody wants their sum. `first` says whether the column is the first of its table.
 */
export function isIdentifier({ kind, name, unit, decimals, values }: Column, first: boolean): boolean {
  if (kind !== 'number' || unit !== '' || decimals > 0) return false
  const numbers = values.flatMap((one) => (one !== null && typeof one === 'object' ? [one.value] : []))
  if (numbers.length < 2 || new Set(numbers).size < numbers.length || numbers.some((one) => one < 0)) return false
  const words = tokensOf(name.replaceAll(/[_/#.]/gu, ' '))
  const isNamed = words.some(({ word }) => naming.test(folded(word))) && !/\b(?:of|per|count|total|value|amount)\b/iu.test(name)
  if (isNamed && (first || words.length === 1 || numbers.length >= fewest)) return true
  return first && numbers.length >= fewest && numbers.every((one, i) => i === 0 || one === numbers[i - 1]! + 1)
}
