import { expect, test } from 'vitest'
import { plainPage, type Block } from '../page'
import { LanguageSample } from './language'

const german =
  'Der Mieter verpflichtet sich, die Miete bis zum dritten Werktag eines jeden Monats zu überweisen. Für Schäden, die durch unsachgemäße Nutzung entstehen, haftet er.'
const english =
  'The tenant undertakes to pay the rent by the third working day of each month. He is liable for damage that comes from improper use of the flat.'
const page = (number: number, text: string, kind: Block['kind'] = 'paragraph') =>
  plainPage(number, text, [{ kind, start: 0, end: text.length }])

async function languageOf(...texts: string[]): Promise<string | undefined> {
  const sample = new LanguageSample(texts.length)
  texts.forEach((text, index) => sample.add(page(index + 1, text), index))
  return sample.language()
}

test.each([
  ['de', german],
  ['en', english],
  [
    'fr',
    'Le locataire s’engage à régler le loyer avant le cinq de chaque mois, et les frais de chauffage sont répartis entre les copropriétaires.',
  ],
  [
    'pl',
    'Najemca zobowiązuje się płacić czynsz do dziesiątego dnia każdego miesiąca. Wszystkie większe zmiany w mieszkaniu wymagają pisemnej zgody.',
  ],
  [
    'ru',
    'Арендатор обязуется вносить плату не позднее пятого числа каждого месяца. Крупные изменения в квартире требуют письменного согласия.',
  ],
  [
    'ar',
    'يلتزم المستأجر بدفع الإيجار قبل اليوم الخامس من كل شهر. تتطلب التغييرات الكبيرة في الشقة موافقة خطية من المالك وتوزع التكاليف حسب الاستهلاك.',
  ],
  ['ja', '借主は毎月五日までに家賃を支払うものとする。部屋に大きな変更を加える場合は、大家の書面による同意が必要である。'.repeat(2)],
])('a text in %s is told', async (language, text) => expect(await languageOf(text)).toBe(language))

test('most of the text counts, wherever in a long document it stands', async () => {
  expect(await languageOf(english, ...Array.from({ length: 40 }, () => german))).toBe('de')
  expect(await languageOf(...Array.from({ length: 40 }, () => english), german)).toBe('en')
})

test('nothing is claimed of little text, of numbers, of code or of an even mixture', async () => {
  expect(await languageOf('A short note.')).toBeUndefined()
  expect(await languageOf('12 345,67 | 8 901,23 | 4 567,89\n'.repeat(200))).toBeUndefined()
  expect(await languageOf(german.slice(0, 130), english, 'Zwölf Boxkämpfer jagen Viktor quer über den Sylter Deich.')).toBeUndefined()
  const sample = new LanguageSample(1)
  sample.add(page(1, `${english}\n`.repeat(10), 'code'), 0)
  expect(await sample.language()).toBeUndefined()
})

test('a document costs a few milliseconds once the language data is loaded', async () => {
  const texts = Array.from({ length: 500 }, (_, i) => `${i} ${german.repeat(20)}`)
  await languageOf(german)
  const { user } = process.cpuUsage()
  for (let i = 0; i < 20; i++) await languageOf(...texts)
  const milliseconds = (process.cpuUsage().user - user) / 1e3 / 20
  expect(milliseconds).toBeLessThan(25)
})
