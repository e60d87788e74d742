import { expect, test } from 'vitest'
import { isWordForWord, quotesIn, quotesStand } from './literal'

const source =
  'On the day after Easter, 1931, four patents were issued to Lindt for his most significant in-\nvention—the relay. The tenant’s deposit is 25 % of the rent; a modern low-level valve.'

const standing = [
  '“four patents were issued to Lindt”',
  'He called it his "most significant invention – the relay".',
  '«most   significant invention»',
  '“On the day after Easter … four patents were issued”',
  '“four patents […] for his most significant invention”',
  "The “tenant's deposit is 25 % of the rent” is due.",
  '“a modern low-\nlevel valve”',
]
const changed = [
  '“four patents were issued to Harmon”',
  '“his most brilliant invention—the relay”',
  '“five patents were issued to Lindt”',
  '“patents were issued to Lindt for the relay”',
  '“four patents were refused … to Lindt”',
  '“significant invention … four patents were issued”',
  '“deposit is 25 € of the rent”',
  '“a modem low-level valve”',
  '“On the day after Easter, 1937, four patents”',
]

test.each(standing)('a quote that stands in its source is found: %s', (claim) => {
  expect(quotesStand(claim, source)).toBe(true)
})

test.each(changed)('a quote in which a word was changed is none: %s', (claim) => {
  expect(quotesStand(claim, source)).toBe(false)
})

test('a letter that was recognised as a figure does not make another word; another letter and a code do', () => {
  expect(quotesStand('“the flow of water”', 'It stops the fl0w of water.')).toBe(true)
  expect(quotesStand('“the flaw of water”', 'It stops the flow of water.')).toBe(false)
  expect(quotesStand('“valve B10 of the plant”', 'It is valve B1O of the plant, not valve B18 of the plant.')).toBe(false)
})

test('single words in quotation marks are no quote, phrases are', () => {
  expect(quotesIn('The “relay” was his “most significant invention”.')).toEqual(['most significant invention'])
})

test('whole sentences count as taken over, parts of them do not', () => {
  const sentences = ['It is not true that dogs bite.', 'Cats do.', 'Owls sleep.']
  expect(isWordForWord('Cats do. Owls sleep.', sentences)).toBe(true)
  expect(isWordForWord('dogs bite', sentences)).toBe(false)
})
