import { expect, test } from 'vitest'
import { questionsFrom } from './suggest'

test.each([
  ['The lease of the mill house ends on 31 March 2027.', 'When does the lease of the mill house end?'],
  ['The rent is EUR 1,450 a month.', 'How much is the rent?'],
  ['Our annual meeting begins at 7 p.m. on 4 May.', 'When does our annual meeting begin?'],
  ['The notice period is 90 days.', 'What is the notice period?'],
  ['The ferry takes 40 minutes.', 'How long does the ferry take?'],
  ['The season ticket costs 38 euros.', 'How much does the season ticket cost?'],
  ['The mill was built in 1874.', 'When was the mill built?'],
  ['Aisha Halvorsen is the treasurer of the club.', 'Who is Aisha Halvorsen?'],
  ['The final report is due on 1 May 2026.', 'When is the final report due?'],
  ['Die Miete des Hauses beträgt 1.450 Euro im Monat.', 'Wie hoch ist die Miete des Hauses?'],
  ['Der Mietvertrag endet am 31. März 2027.', 'Wann endet der Mietvertrag?'],
  ['Die Jahreskarte kostet 38 Euro.', 'Wie viel kostet die Jahreskarte?'],
  ['Die Mühle wurde im Jahr 1874 von der Gemeinde gebaut.', 'Wann wurde die Mühle gebaut?'],
  ['Le loyer de la maison est de 1 450 euros par mois.', 'Quel est le loyer de la maison ?'],
  ['La caution est de 4 350 euros.', 'Quelle est la caution ?'],
  ['Le bail prend fin le 31 mars 2027.', 'Quand prend fin le bail ?'],
  ['El alquiler de la casa es de 1.450 euros al mes.', '¿Cuál es el alquiler de la casa?'],
  ['El contrato termina el 31 de marzo de 2027.', '¿Cuándo termina el contrato?'],
])('%s answers: %s', (sentence, question) => {
  expect(questionsFrom(`Some words first.\n\n${sentence}\n`)).toEqual([{ question, sentence }])
})

test.each([
  'Pets are not allowed.',
  'It is 90 days.',
  'Die Miete ist am 3. Werktag fällig.',
  'The weather is fine.',
  `The ${'very '.repeat(60)}long one is 5.`,
])('nothing is made of: %s', (sentence) => expect(questionsFrom(sentence)).toEqual([]))

test('one question for each thing, in the order they stand', () => {
  expect(questionsFrom('The fee is EUR 10. The deposit is EUR 20. The fee is EUR 10.').map(({ question }) => question)).toEqual([
    'How much is the fee?',
    'How much is the deposit?',
  ])
})
