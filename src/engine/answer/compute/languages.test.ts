import { describe, expect, test } from 'vitest'
import { type Page, plainPage } from '../../page'
import { compute } from './compute'
import { asksForFigure, conditionIn, meets } from './wish'

const markdown = (text: string): Page => plainPage(1, text, [{ kind: 'table', start: 0, end: text.length }])
const asker = (name: string, table: string) => (question: string) =>
  compute(question, [{ document: 'd', name, pages: [markdown(table)] }]).map((one) => one.text)

const german = asker(
  'bestellungen.xlsx',
  `| Bestellung | Kunde | Region | Menge | Betrag (€) | Status | Datum |
| --- | --- | --- | --- | --- | --- | --- |
| B-1 | Reiher GmbH | Nord | 3 | 1.200,50 € | offen | 15.01.2024 |
| B-2 | Drechsel & Co | Süd | 1 | 80,00 € | bezahlt | 01.02.2024 |
| B-3 | Reiher GmbH | Nord | 7 | 2.000,00 € | bezahlt | 9. März 2024 |
| B-4 | Moos | Ost | 2 | 499,50 € | offen | 30.11.2023 |
| B-5 | Moos | Süd | 4 | 900,00 € | bezahlt | 1. Dezember 2023 |
| Summe | | | 17 | 4.680,00 € | | |`,
)

describe('German', () => {
  test.each([
    ['Wie hoch ist der Gesamtbetrag?', 'Die Summe von „Betrag (€)“ ist 4.680,00 € (5 Zeilen).'],
    ['Was ist die Summe der Beträge in der Region Nord?', 'Die Summe von „Betrag (€)“, wo „Region“ Nord ist, ist 3.200,50 € (2 Zeilen).'],
    ['Wie viele Bestellungen sind offen?', '2 von 5 Zeilen, wo „Status“ offen ist.'],
    ['Wie viele offene Bestellungen gibt es?', '2 von 5 Zeilen, wo „Status“ offen ist.'],
    [
      'Wie hoch ist der durchschnittliche Betrag der bezahlten Bestellungen?',
      'Der Durchschnitt von „Betrag (€)“, wo „Status“ bezahlt ist, ist 993,3333 € (3 Zeilen).',
    ],
    ['Was ist der höchste Betrag?', 'Der höchste Wert von „Betrag (€)“ ist 2.000,00 €: B-3.'],
    ['Was ist der niedrigste Betrag?', 'Der niedrigste Wert von „Betrag (€)“ ist 80,00 €: B-2.'],
    ['Welche Bestellungen haben einen Betrag über 850,50 Euro?', '3 von 5 Zeilen, wo „Betrag (€)“ über 850,5 ist: B-1; B-3; B-5.'],
    ['Welche Bestellungen liegen unter 1.000 €?', '3 von 5 Zeilen, wo „Betrag (€)“ unter 1.000 ist: B-2; B-4; B-5.'],
    ['Wie viele verschiedene Kunden gibt es?', '„Kunde“ hat 3 verschiedene Werte.'],
    ['Welcher Kunde hat den höchsten Betrag?', 'Die höchste Summe von „Betrag (€)“ nach „Kunde“ ist Reiher GmbH: 3.200,50 €.'],
    [
      'Wie hoch ist der Betrag je Region insgesamt?',
      'Die Summe von „Betrag (€)“ nach „Region“ ist Nord: 3.200,50 €; Süd: 980,00 €; Ost: 499,50 €.',
    ],
    ['Wie hoch war der Betrag 2023 insgesamt?', 'Die Summe von „Betrag (€)“, wo „Datum“ im Jahr 2023 ist, ist 1.399,50 € (2 Zeilen).'],
    ['Anzahl der Bestellungen nach Status', 'Die Zahl der Zeilen nach „Status“ ist bezahlt: 3; offen: 2.'],
  ])('%s', (question, answer) => expect(german(question)).toEqual([answer]))

  test.each([
    'Wie hoch ist der Gesamtbetrag der stornierten Bestellungen?',
    'Wie viele Mitarbeiter sind offen?',
    'Wann endet der Vertrag?',
  ])('not computed: %s', (question) => expect(german(question)).toEqual([]))
})

const french = asker(
  'commandes.ods',
  `| Commande | Client | Région | Quantité | Montant | État | Date |
| --- | --- | --- | --- | --- | --- | --- |
| C-1 | Héron SA | Nord | 3 | 1 200,50 € | ouverte | 15/01/2024 |
| C-2 | Tour et Cie | Sud | 1 | 80,00 € | payée | 01/02/2024 |
| C-3 | Héron SA | Nord | 7 | 2 000,00 € | payée | 09/03/2024 |
| C-4 | Mousse | Est | 2 | 499,50 € | ouverte | 30/11/2023 |
| C-5 | Mousse | Sud | 4 | 900,00 € | payée | 01/12/2023 |
| Total | | | 17 | 4 680,00 € | | |`,
)

describe('French', () => {
  test.each([
    ['Quel est le montant total ?', 'La somme de « Montant » est 4 680,00 € (5 lignes).'],
    ['Quelle est la somme des montants dans la région Nord ?', 'La somme de « Montant » où « Région » est Nord est 3 200,50 € (2 lignes).'],
    ['Combien de commandes sont ouvertes ?', '2 lignes sur 5 où « État » est ouverte.'],
    ['Combien y a-t-il de commandes payées ?', '3 lignes sur 5 où « État » est payée.'],
    ['Quel est le montant moyen des commandes payées ?', 'La moyenne de « Montant » où « État » est payée est 993,3333 € (3 lignes).'],
    ['Quel est le montant le plus élevé ?', 'La plus grande valeur de « Montant » est 2 000,00 €: C-3.'],
    ['Quel est le montant minimum ?', 'La plus petite valeur de « Montant » est 80,00 €: C-2.'],
    ['Quelles commandes ont un montant supérieur à 850,50 € ?', '3 lignes sur 5 où « Montant » est supérieur à 850,5: C-1; C-3; C-5.'],
    ['Quelles commandes de moins de 1 000 euros ?', '3 lignes sur 5 où « Montant » est inférieur à 1 000: C-2; C-4; C-5.'],
    ['Combien de clients différents ?', '« Client » a 3 valeurs différentes.'],
    [
      'Quel est le montant total par région ?',
      'La somme de « Montant » par « Région » est Nord: 3 200,50 €; Sud: 980,00 €; Est: 499,50 €.',
    ],
    ['Quel est le montant total en 2023 ?', 'La somme de « Montant » où « Date » est en 2023 est 1 399,50 € (2 lignes).'],
    ['Combien d’unités… quelle est la quantité totale ?', null],
    ['Quelle est la quantité totale ?', 'La somme de « Quantité » est 17 (5 lignes).'],
  ])('%s', (question, answer) => expect(french(question)).toEqual(answer === null ? [] : [answer]))

  test.each(['Quel est le montant total des commandes annulées ?', 'Combien d’employés sont ouverts ?', 'Quand finit le contrat ?'])(
    'not computed: %s',
    (question) => expect(french(question)).toEqual([]),
  )
})

const spanish = asker(
  'pedidos.xlsx',
  `| Pedido | Cliente | Región | Cantidad | Importe | Estado | Fecha |
| --- | --- | --- | --- | --- | --- | --- |
| P-1 | Garza SL | Norte | 3 | 1.200,50 | abierto | 15 de enero de 2024 |
| P-2 | Torno y Cía | Sur | 1 | 80,00 | pagado | 1 de febrero de 2024 |
| P-3 | Garza SL | Norte | 7 | 2.000,00 | pagado | 9 de marzo de 2024 |
| P-4 | Musgo | Este | 2 | 499,50 | abierto | 30 de noviembre de 2023 |
| P-5 | Musgo | Sur | 4 | 900,00 | pagado | 1 de diciembre de 2023 |
| Total | | | 17 | 4.680,00 | | |`,
)

describe('Spanish', () => {
  test.each([
    ['¿Cuál es el importe total?', 'La suma de «Importe» es 4.680,00 (5 filas).'],
    ['¿Cuál es la suma de los importes en la región Norte?', 'La suma de «Importe» donde «Región» es Norte es 3.200,50 (2 filas).'],
    ['¿Cuántos pedidos están abiertos?', '2 de 5 filas donde «Estado» es abierto.'],
    ['¿Cuántos pedidos hay?', '5 de 5 filas están en la tabla.'],
    ['¿Cuál es el importe medio de los pedidos pagados?', 'El promedio de «Importe» donde «Estado» es pagado es 993,3333 (3 filas).'],
    ['¿Cuál es el importe más alto?', 'El mayor valor de «Importe» es 2.000,00: P-3.'],
    ['¿Cuál es el importe mínimo?', 'El menor valor de «Importe» es 80,00: P-2.'],
    ['¿Qué pedidos tienen un importe superior a 850,50 euros?', '3 de 5 filas donde «Importe» es superior a 850,5: P-1; P-3; P-5.'],
    ['¿Qué pedidos son de menos de 1.000 €?', '3 de 5 filas donde «Importe» es inferior a 1.000: P-2; P-4; P-5.'],
    ['¿Cuántos clientes diferentes hay?', '«Cliente» tiene 3 valores diferentes.'],
    ['¿Cuál es el importe total por región?', 'La suma de «Importe» por «Región» es Norte: 3.200,50; Sur: 980,00; Este: 499,50.'],
    ['¿Cuál fue el importe total en 2023?', 'La suma de «Importe» donde «Fecha» es de 2023 es 1.399,50 (2 filas).'],
    ['¿Qué cliente tiene el mayor importe?', 'La mayor suma de «Importe» por «Cliente» es Garza SL: 3.200,50.'],
  ])('%s', (question, answer) => expect(spanish(question)).toEqual([answer]))

  test.each(['¿Cuál es el importe total de los pedidos cancelados?', '¿Cuántos empleados hay?', '¿Cuándo termina el contrato?'])(
    'not computed: %s',
    (question) => expect(spanish(question)).toEqual([]),
  )
})

test('values that look alike without their endings are told apart', () => {
  const ask = asker('gehälter.csv', '| Name | Gehalt |\n| --- | --- |\n| Maria | 10 |\n| Mario | 20 |')
  expect(ask('Was ist die Summe der Gehälter von Mario?')).toEqual(['Die Summe von „Gehalt“, wo „Name“ Mario ist, ist 20 (1 Zeile).'])
})

test('most questions ask for no figure, in any language', () => {
  for (const question of [
    'Wann endet der Mietvertrag?',
    'Qui a signé le contrat ?',
    '¿Quién firmó el contrato?',
    'Worüber wurde abgestimmt?',
  ])
    expect([question, asksForFigure(question)]).toEqual([question, false])
})

test('a condition on an amount is held against what a sentence counts', () => {
  const condition = (question: string) => conditionIn(question)!
  expect(condition('Which agreements have a monthly fee above 5,000?').rest).toBe('Which agreements have a monthly fee ?')
  const above = condition('Which agreements have a monthly fee above 5,000?')
  expect([meets('The fee is EUR 5,100 from 1 March 2024.', above), meets('The fee is EUR 5,000 from 1 March 2024.', above)]).toEqual([
    true,
    false,
  ])
  const years = condition('Which contracts run for more than 3 years?')
  expect([
    meets('It begins on 15 July 2020 and runs for 5 years.', years),
    meets('It begins on 15 July 2020 and runs for 2 years.', years),
  ]).toEqual([true, false])
  const german = condition('Welche Verträge kosten über 1.000 Euro?')
  expect([meets('Die Miete beträgt 1.200,50 Euro.', german), meets('Die Miete beträgt 900 Euro.', german)]).toEqual([true, false])
  const span = condition('Which leases have a rent between 900 and 1,200 euros?')
  expect(span.rest).toBe('Which leases have a rent ?')
  const rents = ['830', '960', '1090', '1,200', '1220'].map((rent) => meets(`The rent is ${rent} euros.`, span))
  expect(rents).toEqual([false, true, true, true, false])
  expect(conditionIn('Which contracts end in 2026?')).toBeNull()
})
