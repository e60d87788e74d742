import iconv from 'iconv-lite'
import { expect, describe, test } from 'vitest'
import { cleanText, decodeText } from './decodeText'
import { detectEncoding } from './detectEncoding'

/** Sentences with the code pages they were written in before Unicode. */
const sentences: Record<string, [text: string, encodings: string]> = {
  German: ['Der Mieter haftet für Schäden. Größere Änderungen müssen schriftlich bestätigt werden.', 'windows-1252 macintosh cp850'],
  French: ['Le locataire s’engage à régler le loyer. Où qu’il soit, il reste tenu d’être présent.', 'windows-1252 macintosh'],
  Spanish: ['El inquilino deberá pagar la renta. ¿Quién responde de los daños más pequeños?', 'windows-1252 macintosh cp850'],
  Swedish: ['Hyresgästen är skyldig att betala hyran. Större ändringar måste godkännas.', 'windows-1252 macintosh'],
  Polish: ['Najemca zobowiązuje się płacić czynsz. Opłaty są rozliczane według zużycia, źle też.', 'windows-1250 iso-8859-2'],
  Czech: ['Nájemce je povinen platit nájemné. Větší úpravy bytu vyžadují písemný souhlas.', 'windows-1250 iso-8859-2 cp852'],
  Hungarian: ['A bérlő köteles a díjat megfizetni. A fűtési költségeket a fogyasztás szerint osztják el.', 'windows-1250 iso-8859-2'],
  Russian: ['Арендатор обязуется вносить плату не позднее пятого числа.', 'windows-1251 koi8-r iso-8859-5 cp866 maccyrillic'],
  Ukrainian: ['Орендар сплачує оренду, їх зобовязання щороку змінює власник.', 'windows-1251 koi8-u'],
  Greek: ['Ο ενοικιαστής υποχρεούται να καταβάλλει το ενοίκιο κάθε μήνα.', 'windows-1253 iso-8859-7'],
  Turkish: ['Kiracı, kirayı her ayın beşinci gününe kadar ödemekle yükümlüdür.', 'windows-1254 iso-8859-9'],
  Hebrew: ['השוכר מתחייב לשלם את דמי השכירות עד היום החמישי בכל חודש.', 'windows-1255 iso-8859-8'],
  Arabic: ['يلتزم المستأجر بدفع الإيجار قبل اليوم الخامس من كل شهر.', 'windows-1256 iso-8859-6'],
  Lithuanian: ['Nuomininkas įsipareigoja mokėti nuomą. Šildymo išlaidos paskirstomos, ginčus sprendžia teismas.', 'windows-1257'],
  Latvian: ['Īrnieks apņemas maksāt īri. Lielākām izmaiņām nepieciešama īpašnieka piekrišana.', 'windows-1257'],
  Thai: ['ผู้เช่าตกลงชำระค่าเช่าภายในวันที่ห้าของทุกเดือน', 'windows-874'],
  Japanese: ['借主は毎月五日までに家賃を支払うものとする。', 'shift_jis euc-jp iso-2022-jp'],
  Korean: ['임차인은 매월 오일까지 임대료를 지급하여야 한다.', 'euc-kr'],
  Chinese: ['承租人应当在每月五日之前支付租金。', 'gb18030'],
  'traditional Chinese': ['承租人應當在每月五日之前支付租金。', 'big5'],
}
const written = Object.entries(sentences).flatMap(([language, [text, encodings]]) =>
  `${encodings} utf-8 utf-16le utf-16be utf-32le utf-32be`.split(' ').map((encoding) => [language, encoding, text] as const),
)

/** ISO-2022-JP is written by nobody here: JIS row and cell behind an escape. */
function encoded(text: string, encoding: string): Buffer {
  if (encoding !== 'iso-2022-jp') return iconv.encode(text, encoding)
  const jis = [...iconv.encode(text, 'euc-jp')].map((byte) => byte & 0x7f)
  return Buffer.concat([Buffer.from('\u001b$B'), Buffer.from(jis), Buffer.from('\u001b(B')])
}

describe('text that names no encoding', () => {
  test.each(written)('%s in %s is read as it was written', (_language, encoding, text) => {
    const bytes = encoded(text, encoding)
    expect(decodeText(bytes, detectEncoding(bytes, true))).toBe(text)
  })
})

test('UTF-8 with a damaged place stays UTF-8', () => {
  const bytes = Buffer.from('Größe, Länge, Höhe, Öffnung, Übergabe, Fläche, Gebühr, Änderung, Rückgabe, Kündigung, süß, müde, böse')
  bytes[1 + bytes.indexOf('ß')] = 0x20
  const text = decodeText(bytes, detectEncoding(bytes, true))
  expect(text).toContain('Kündigung')
  expect(text.match(/\ufffd/g)).toHaveLength(1)
})

test.each([
  ['noise', Buffer.from(Array.from({ length: 4_000 }, (_, i) => (i * 7919 + (i >> 3) * 31) % 256))],
  ['noise without NULs and controls', Buffer.from(Array.from({ length: 4_000 }, (_, i) => 128 + ((i * 7919 + (i >> 3) * 31) % 128)))],
  ['numbers of four bytes', Buffer.from(new Uint32Array(1_000).map((_, i) => i * 65_537))],
  ['pixels', Buffer.from(Array.from({ length: 4_000 }, (_, i) => (i % 3 === 0 ? 0 : 200 + (i % 17))))],
])('%s are no text', (_name, bytes) => expect(detectEncoding(bytes, true)).toBeNull())

test('a mark of UTF-16 before plain letters is a wrong one', () => {
  const plain = Buffer.from('The quarterly figure is 4711 euros.')
  for (const mark of [
    [0xff, 0xfe],
    [0xfe, 0xff],
  ]) {
    const bytes = Buffer.concat([Buffer.from(mark), plain])
    expect(decodeText(bytes, detectEncoding(bytes, true))).toBe(plain.toString())
  }
  const chinese = Buffer.from('\ufeff本协议由双方于今日签订，自签字之日起生效。', 'utf16le')
  expect(decodeText(chinese, detectEncoding(chinese, true))).toContain('本协议')
})

test.each([
  ['Summe: 1.234,56 €\nMwSt 19 %: 234,56 €\n', 'windows-1252'],
  ['Preis 5 €\n', 'windows-1252'],
  ['Name;Ort\nJosé;Málaga\nZoë;Tromsø\n', 'windows-1252'],
  ['Krčma při řece\n', 'windows-1250'],
  ['Дом\n', 'windows-1251'],
])('few bytes beyond ASCII are read in the most common code page, unless another is clearly better: %s', (text, encoding) => {
  const bytes = iconv.encode(text, encoding)
  expect(decodeText(bytes, detectEncoding(bytes, true))).toBe(text)
})

describe('short UTF-8', () => {
  const read = (bytes: Buffer) => decodeText(bytes, detectEncoding(bytes, true))
  const pieces = ['Das Öl für', ' die Mühle', ' – 5 €', ' im März', ' 😀', ' привет', ' 家賃']

  test('that is cut off in a character is read, with one sign for it', () => {
    for (let count = 1; count <= pieces.length; count++) {
      const text = pieces.slice(0, count).join('')
      const bytes = Buffer.from(text)
      for (let end = 6; end < bytes.length; end++) {
        const cut = bytes.subarray(0, end)
        const expected = new TextDecoder().decode(cut)
        expect(read(cut)).toBe(expected)
        expect(expected.split('\ufffd').length - 1).toBe((bytes[end]! & 0xc0) === 0x80 ? 1 : 0)
      }
    }
    expect(read(Buffer.from('notes\n– one\n\n😀').subarray(0, -1))).toBe('notes\n– one\n\n\ufffd')
    expect(read(Buffer.from('the stra\u00dfe').subarray(0, 9))).toBe('the stra\ufffd')
  })

  test('with a few bytes that are none is read, with signs for them', () => {
    const latin1 = (text: string) => Buffer.from(text, 'latin1')
    const join = (...parts: (string | Buffer)[]) => Buffer.concat(parts.map((part) => Buffer.from(part)))
    expect(read(join('Mühle für Öl ', latin1('süß'), ' und mehr.\n'))).toBe('Mühle für Öl s\ufffd\ufffd und mehr.\n')
    expect(read(join('Süß ist ', latin1('süß'), '.'))).toBe('Süß ist s\ufffd\ufffd.')
  })

  test('is not seen in other code pages', () => {
    for (const [text, page] of [
      ['Ein Café', 'windows-1252'],
      ['né', 'windows-1252'],
      ['Süß', 'windows-1252'],
      ['Автомобили «ВАЗ» и «Нива» №3', 'windows-1251'],
    ] as const)
      expect(read(iconv.encode(text, page))).toBe(text)
  })
})

test('a text with lines in UTF-8 and lines in Latin-1 is read line by line', () => {
  const bytes = Buffer.concat([Buffer.from('UTF-8 line Grüße\n'), Buffer.from('latin line Köln\n', 'latin1'), Buffer.from('plain\n')])
  expect(decodeText(bytes, detectEncoding(bytes, true))).toBe('UTF-8 line Grüße\nlatin line Köln\nplain\n')
})

test('what a terminal was sent is text, without its colours, moves and titles', () => {
  const bytes = Buffer.from('\u001b[31mThe rent is 900 euros.\u001b[0m\u001b]0;rent\u0007\b\b\b')
  expect(cleanText(decodeText(bytes, detectEncoding(bytes, true)))).toBe('The rent is 900 euros.')
})
