import type { Language } from '../language'
import type { Comparison, Figure } from './wish'

/** How a result is said in one language. Names of columns come quoted. */
export interface Phrases {
  locale: string
  quote: (name: string) => string
  empty: string
  or: string
  and: string
  where: string
  is: string
  /** Signs before the amount of a condition, in its place after `is`. */
  signs: Record<Comparison['sign'], string>
  isNot: string
  /** Signs before a time. */
  times: Record<Comparison['sign'], string>
  inYear: string
  figure: Record<Exclude<Figure, 'count' | 'list'>, (column: string) => string>
  numberOfRows: string
  by: (group: string) => string
  /** The group with the most or least of a sum. */
  groupWith: (group: string, figure: 'highest' | 'lowest', column: string) => string
  rows: (count: string, isOne: boolean) => string
  different: (column: string, count: string, where: string) => string
  counted: (count: string, of: string, where: string) => string
  noValue: (column: string, where: string) => string
  noRow: (where: string) => string
  orMore: string
  further: (count: string) => string
}

const en: Phrases = {
  locale: 'en-GB',
  quote: (name) => `“${name}”`,
  empty: '(empty)',
  or: ' or ',
  and: ' and ',
  where: ' where ',
  is: ' is ',
  signs: { '>': 'above ', '>=': 'at least ', '<': 'below ', '<=': 'at most ', '=': '' },
  isNot: ' is not ',
  times: { '>': 'after ', '>=': 'from ', '<': 'before ', '<=': 'up to ', '=': 'in ' },
  inYear: 'in ',
  figure: {
    sum: (column) => `The sum of ${column}`,
    average: (column) => `The average of ${column}`,
    highest: (column) => `The highest ${column}`,
    lowest: (column) => `The lowest ${column}`,
  },
  numberOfRows: 'The number of rows',
  by: (group) => ` by ${group}`,
  groupWith: (group, figure, column) => `The ${group} with the ${figure} sum of ${column}`,
  rows: (count, isOne) => `${count} ${isOne ? 'row' : 'rows'}`,
  different: (column, count, where) => `${column} has ${count} different values${where}.`,
  counted: (count, of, where) => `${count} of ${of} rows${where || ' are in the table'}.`,
  noValue: (column, where) => `No row${where} has a value in ${column}.`,
  noRow: (where) => `No row of the table${where || ' meets that'}.`,
  orMore: ' or more',
  further: (count) => `and ${count} further`,
}

const de: Phrases = {
  locale: 'de-DE',
  quote: (name) => `„${name}“`,
  empty: '(leer)',
  or: ' oder ',
  and: ' und ',
  where: ', wo ',
  is: ' ',
  signs: { '>': 'über ', '>=': 'mindestens ', '<': 'unter ', '<=': 'höchstens ', '=': 'gleich ' },
  isNot: ' nicht ',
  times: { '>': 'nach ', '>=': 'ab ', '<': 'vor ', '<=': 'bis ', '=': 'im ' },
  inYear: 'im Jahr ',
  figure: {
    sum: (column) => `Die Summe von ${column}`,
    average: (column) => `Der Durchschnitt von ${column}`,
    highest: (column) => `Der höchste Wert von ${column}`,
    lowest: (column) => `Der niedrigste Wert von ${column}`,
  },
  numberOfRows: 'Die Zahl der Zeilen',
  by: (group) => ` nach ${group}`,
  groupWith: (group, figure, column) => `Die ${figure === 'highest' ? 'höchste' : 'niedrigste'} Summe von ${column} nach ${group}`,
  rows: (count, isOne) => `${count} ${isOne ? 'Zeile' : 'Zeilen'}`,
  different: (column, count, where) => `${column} hat ${count} verschiedene Werte${where}.`,
  counted: (count, of, where) => `${count} von ${of} Zeilen${where || ' stehen in der Tabelle'}.`,
  noValue: (column, where) => `Keine Zeile${where} hat einen Wert in ${column}.`,
  noRow: (where) => `Keine Zeile der Tabelle${where || ' entspricht dem'}.`,
  orMore: ' oder mehr',
  further: (count) => `und ${count} weitere`,
}

const fr: Phrases = {
  locale: 'fr-FR',
  quote: (name) => `« ${name} »`,
  empty: '(vide)',
  or: ' ou ',
  and: ' et ',
  where: ' où ',
  is: ' est ',
  signs: { '>': 'supérieur à ', '>=': 'au moins ', '<': 'inférieur à ', '<=': 'au plus ', '=': 'égal à ' },
  isNot: ' n’est pas ',
  times: { '>': 'après ', '>=': 'à partir de ', '<': 'avant ', '<=': 'jusqu’à ', '=': 'en ' },
  inYear: 'en ',
  figure: {
    sum: (column) => `La somme de ${column}`,
    average: (column) => `La moyenne de ${column}`,
    highest: (column) => `La plus grande valeur de ${column}`,
    lowest: (column) => `La plus petite valeur de ${column}`,
  },
  numberOfRows: 'Le nombre de lignes',
  by: (group) => ` par ${group}`,
  groupWith: (group, figure, column) => `La plus ${figure === 'highest' ? 'grande' : 'petite'} somme de ${column} par ${group}`,
  rows: (count, isOne) => `${count} ${isOne ? 'ligne' : 'lignes'}`,
  different: (column, count, where) => `${column} a ${count} valeurs différentes${where}.`,
  counted: (count, of, where) => `${count} lignes sur ${of}${where || ' sont dans le tableau'}.`,
  noValue: (column, where) => `Aucune ligne${where} n’a de valeur dans ${column}.`,
  noRow: (where) => `Aucune ligne du tableau${where || ' ne correspond'}.`,
  orMore: ' ou plus',
  further: (count) => `et ${count} autres`,
}

const es: Phrases = {
  locale: 'es-ES',
  quote: (name) => `«${name}»`,
  empty: '(vacío)',
  or: ' o ',
  and: ' y ',
  where: ' donde ',
  is: ' es ',
  signs: { '>': 'superior a ', '>=': 'al menos ', '<': 'inferior a ', '<=': 'como máximo ', '=': 'igual a ' },
  isNot: ' no es ',
  times: { '>': 'después de ', '>=': 'desde ', '<': 'antes de ', '<=': 'hasta ', '=': 'de ' },
  inYear: 'de ',
  figure: {
    sum: (column) => `La suma de ${column}`,
    average: (column) => `El promedio de ${column}`,
    highest: (column) => `El mayor valor de ${column}`,
    lowest: (column) => `El menor valor de ${column}`,
  },
  numberOfRows: 'El número de filas',
  by: (group) => ` por ${group}`,
  groupWith: (group, figure, column) => `La ${figure === 'highest' ? 'mayor' : 'menor'} suma de ${column} por ${group}`,
  rows: (count, isOne) => `${count} ${isOne ? 'fila' : 'filas'}`,
  different: (column, count, where) => `${column} tiene ${count} valores diferentes${where}.`,
  counted: (count, of, where) => `${count} de ${of} filas${where || ' están en la tabla'}.`,
  noValue: (column, where) => `Ninguna fila${where} tiene un valor en ${column}.`,
  noRow: (where) => `Ninguna fila de la tabla${where || ' corresponde'}.`,
  orMore: ' o más',
  further: (count) => `y ${count} más`,
}

export const phrases: Readonly<Record<Language, Phrases>> = { en, de, fr, es }
