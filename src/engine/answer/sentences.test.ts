import { describe, expect, test } from 'vitest'
import { onOneLine, sentencesOf } from './sentences'

const read = (text: string) => sentencesOf(text).map(({ start, end }) => onOneLine(text.slice(start, end)))

describe('sentences', () => {
  test('of a narrow column are joined where the line had no room for the next word', () => {
    expect(
      read('The bridge over the canal was\nopened in\n1974 by the mayor Hilda\nRasmussen. It carries two\nlanes and a Footpath.'),
    ).toEqual(['The bridge over the canal was opened in 1974 by the mayor Hilda Rasmussen.', 'It carries two lanes and a Footpath.'])
    expect(read('Die Miete beträgt\n460 Euro im Monat.\nDie Kaution ist bei\nEinzug zu zahlen.')).toEqual([
      'Die Miete beträgt 460 Euro im Monat.',
      'Die Kaution ist bei Einzug zu zahlen.',
    ])
  })

  test.each([
    [
      'a heading above them stays apart',
      'Rent\nThe rent is 900 euros\nand is due on Monday. It is\npaid in cash.',
      ['Rent', 'The rent is 900 euros and is due on Monday.', 'It is paid in cash.'],
    ],
    ['lines of a list stay apart', 'Apples\nPears\nBananas', ['Apples', 'Pears', 'Bananas']],
    ['an address stays apart', 'Emberlow Heating\n12 Quay Street\nHarrowmere', ['Emberlow Heating', '12 Quay Street', 'Harrowmere']],
  ])('%s', (_what, text, sentences) => expect(read(text)).toEqual(sentences))

  test.each([
    'Die Sitzung des Vorstands findet am 3. März um 14 Uhr statt.',
    'Die Kaution ist bis zum 1. Juli zu zahlen.',
    'Das gilt gem. § 5 und nach Abs. 2 Nr. 3 auch für Dr. Weber.',
    'Wir liefern z. B. Schrauben, Nägel usw. an die Werkstatt.',
    'Im 19. Jahrhundert stand hier eine Mühle.',
    'Le loyer est de 900 euros, cf. art. 4 et p. ex. le bail de Mme. Durand.',
  ])('%s', (text) => expect(read(text)).toEqual([text]))

  test('end before the marks of notes, which belong to none', () => {
    expect(read('The plumage lasts only one year.[26] The museum bought the skeleton for 900 pounds.[3][^1] It hangs there.')).toEqual([
      'The plumage lasts only one year.',
      'The museum bought the skeleton for 900 pounds.',
      'It hangs there.',
    ])
  })

  test('that end with a number end there', () => {
    expect(read('The hall was built in 1974. March is the best month. We met 3. Then we left.')).toHaveLength(4)
  })
})
