import { describe, expect, test } from 'vitest'
import { CFB } from 'xlsx'
import { readMutants } from './docx/testing/mutants'
import { readFile, shown } from './docx/testing/officeFile'
import { format } from './odt'
import { blowfishCfb } from './opendocument/blowfish'
import { chartXml, encryptedOdf, flatFile, odfFile, type OdfCipher } from './opendocument/testing/handmadeOdf'
import { seed } from './testing/seed'

const name = 'a.odt'
const kind = 'text'

async function read(
  body: string,
  { styles = '', shared = '', more = {} }: { styles?: string; shared?: string; more?: Record<string, string> } = {},
) {
  return (await readFile(format, odfFile({ body, kind, styles, shared }, more), { name })).pages[0]!
}

const textOf = async (body: string, more: { styles?: string; shared?: string } = {}) => (await read(body, more)).text

const p = (text: string, attributes = '') => `<text:p ${attributes}>${text}</text:p>`

test('white space is what its elements say', async () => {
  expect(await textOf(p('a\n  b<text:s text:c="3"/>c<text:tab/>d<text:line-break/>e'))).toBe('a b c d\ne')
})

describe('numbers', () => {
  const level = (n: number, attributes: string) => `<text:list-level-style-number text:level="${n}" ${attributes}/>`
  const styles = `<text:list-style style:name="L">${level(1, 'style:num-format="1" style:num-suffix="."')}${level(2, 'style:num-format="1" text:display-levels="2"')}${level(3, 'style:num-format="a" style:num-prefix="(" style:num-suffix=")"')}</text:list-style>`
  const list = (items: string, attributes = '') => `<text:list text:style-name="L" ${attributes}>${items}</text:list>`
  const item = (content: string) => `<text:list-item>${content}</text:list-item>`

  test('of clauses count through their levels and go on where the list goes on', async () => {
    const nested = item(p('Scope') + list(item(p('Area') + list(item(p('garden')) + item(p('shed')))) + item(p('Use') + p('in summer'))))
    const body = list(nested, 'xml:id="one"') + p('Between.') + list(item(p('Term')), 'text:continue-list="one"')
    expect(await textOf(body, { styles })).toBe(
      '1. Scope\n  1.1 Area\n    (a) garden\n    (b) shed\n  1.2 Use\n    in summer\n\nBetween.\n\n2. Term',
    )
  })

  test('of headings come from the outline', async () => {
    const shared = `<office:styles><text:outline-style>${[1, 2].map((n) => `<text:outline-level-style text:level="${n}" style:num-format="1" text:display-levels="${n}"/>`).join('')}</text:outline-style></office:styles>`
    const h = (n: number, text: string, more = '') => `<text:h text:outline-level="${n}" ${more}>${text}</text:h>`
    const page = await read(h(1, 'A') + h(2, 'B') + h(2, 'C') + h(1, 'Preface', 'text:is-list-header="true"') + h(1, 'D'), { shared })
    expect(page.text.split('\n\n')).toEqual(['1 A', '1.1 B', '1.2 C', 'Preface', '2 D'])
    expect(page.blocks.map((block) => block.level)).toEqual([1, 2, 2, 1, 1])
  })
})

test('a table keeps its rows and columns, however often they claim to repeat', async () => {
  const cell = (text: string, attributes = '') => `<table:table-cell ${attributes}>${text ? p(text) : ''}</table:table-cell>`
  const covered = '<table:covered-table-cell/>'
  const row = (cells: string, attributes = '') => `<table:table-row ${attributes}>${cells}</table:table-row>`
  const body = `<table:table><table:table-header-rows>${row(cell('Region') + cell('Year') + cell('Sum'))}</table:table-header-rows>${row(cell('North', 'table:number-rows-spanned="2"') + cell('2024') + cell('9'))}${row(covered + cell('2025') + cell('10'))}${row(cell('Total', 'table:number-columns-spanned="2"') + covered + cell('19'))}${row(cell('', 'table:number-columns-repeated="16384"'), 'table:number-rows-repeated="1048576"')}</table:table>`
  expect(await textOf(body)).toBe(
    '| Region | Year | Sum |\n| --- | --- | --- |\n| North | 2024 | 9 |\n| North | 2025 | 10 |\n| Total |  | 19 |',
  )
})

test('a table whose covered cells are not named keeps its columns as well', async () => {
  const cell = (text: string, attributes = '') => `<table:table-cell ${attributes}>${p(text)}</table:table-cell>`
  const row = (...cells: string[]) => `<table:table-row>${cells.join('')}</table:table-row>`
  const body = `<table:table>${row(cell('A'), cell('B'), cell('C'))}${row(cell('x'), cell('wide', 'table:number-columns-spanned="2"'))}${row(cell('tall', 'table:number-rows-spanned="2"'), cell('1'), cell('2'))}${row(cell('3'), cell('4'))}</table:table>`
  expect(await textOf(body)).toBe('| A | B | C |\n| --- | --- | --- |\n| x | wide |  |\n| tall | 1 | 2 |\n| tall | 3 | 4 |')
})

test('deleted text is left out, notes and comments stand behind their paragraph', async () => {
  const note =
    '<text:note text:note-class="footnote"><text:note-citation>7</text:note-citation><text:note-body><text:p>See annex.</text:p></text:note-body></text:note>'
  const comment = '<office:annotation><dc:creator>Ann</dc:creator><text:p>Why?</text:p></office:annotation>'
  const changes = `<text:tracked-changes><text:changed-region><text:deletion>${p('GONE')}</text:deletion></text:changed-region></text:tracked-changes>`
  expect(await textOf(changes + p(`One${note} and <text:change text:change-id="c"/>more${comment}.`) + p('Two.'))).toBe(
    'One[^7] and more.\n\n[^7]: See annex.\n\n[Comment, Ann: Why?]\n\nTwo.',
  )
})

test('boxes, charts and descriptions stand behind the paragraph they hang on', async () => {
  const row = (...cells: string[]) =>
    `<table:table-row>${cells.map((cell) => `<table:table-cell>${p(cell)}</table:table-cell>`).join('')}</table:table-row>`
  const more = { 'Object 1/content.xml': chartXml('Rain', row('', 'mm') + row('May', '40')) }
  const frames =
    `<draw:frame><draw:text-box>${p('In the box.')}</draw:text-box></draw:frame>` +
    '<draw:frame><draw:object xlink:href="./Object 1"/></draw:frame>' +
    '<draw:frame><draw:image/><svg:desc>A wet garden</svg:desc></draw:frame>'
  expect((await read(p(`One${frames}.`) + p('Two.'), { more })).text).toBe(
    'One.\n\nIn the box.\n\n[Chart: Rain]\n\n|  | mm |\n| --- | --- |\n| May | 40 |\n\n[Picture: A wet garden]\n\nTwo.',
  )
})

test('text nobody sees is marked', async () => {
  const style = (id: string, properties: string) =>
    `<style:style style:name="${id}" style:family="text"><style:text-properties ${properties}/></style:style>`
  const styles =
    style('H', 'text:display="none"') +
    style('W', 'fo:color="#ffffff"') +
    style('T', 'fo:font-size="1pt"') +
    style('B', 'fo:color="#ffffff" fo:background-color="#000000"')
  const span = (id: string, text: string) => `<text:span text:style-name="${id}">${text}</text:span>`
  const page = await read(
    p(`a${span('H', 'one')}b${span('W', 'two')}c${span('T', 'three')}d${span('B', 'seen')}`) +
      `<text:section text:display="none">${p('four')}</text:section>`,
    { styles },
  )
  expect(shown(page)).toBe('a⟦one⟧b⟦two⟧c⟦three⟧dseen\n\n⟦four⟧')
})

test('headers and footers stand once behind the text', async () => {
  const page =
    '<style:master-page style:name="m"><style:header><text:p>Society, file 4711</text:p></style:header><style:footer><text:p>Page <text:page-number>1</text:page-number></text:p></style:footer></style:master-page>'
  expect(await textOf(p('Body.'), { shared: `<office:master-styles>${page}${page}</office:master-styles>` })).toBe(
    'Body.\n\n[Page header] Society, file 4711',
  )
})

test('a document in a single file is read like a package', async () => {
  const { pages } = await readFile(format, flatFile({ body: p('Flat.'), kind }), { name: 'a.fodt' })
  expect(pages[0]!.text).toBe('Flat.')
})

test('objects of other programs come out as children', async () => {
  const file = CFB.utils.cfb_new()
  CFB.utils.cfb_add(file, 'Workbook', Buffer.alloc(5_000))
  const object = Buffer.from(CFB.write(file, { type: 'buffer' }) as Uint8Array)
  const { children } = await readFile(format, odfFile({ body: p('x'), kind }, { 'Object 2': object }), { name })
  expect(children.map((child) => [child.name, child.bytes?.length])).toEqual([['Object 2.xls', object.length]])
})

describe('an encrypted document', () => {
  const ciphers: OdfCipher[] = ['blowfish', 'aes256-cbc', 'aes256-gcm']

  test.each(ciphers)('with %s is read with its password and with no other', async (cipher) => {
    const bytes = encryptedOdf({ body: p('The secret is 4711.'), kind }, { password: 'grün', cipher })
    const { pages } = await readFile(format, bytes, { name, password: 'grün' })
    expect(pages[0]!.text).toBe('The secret is 4711.')
    await expect(readFile(format, bytes, { name })).rejects.toMatchObject({
      code: 'DOCUMENT_PASSWORD',
      message: expect.stringContaining('give its'),
    })
    await expect(readFile(format, bytes, { name, password: 'red' })).rejects.toMatchObject({
      code: 'DOCUMENT_PASSWORD',
      message: expect.stringContaining('not the right one'),
    })
  })

  test('is deciphered as Schneier published it', () => {
    const vector = (key: string, plain: string) => {
      // Feedback from an empty first block shows the block cipher itself.
      const iv = Buffer.from(plain, 'hex')
      return blowfishCfb(Buffer.alloc(8), { key: Buffer.from(key, 'hex'), iv, direction: 'encrypt' }).toString('hex')
    }
    expect(vector('0000000000000000', '0000000000000000')).toBe('4ef997456198dd78')
    expect(vector('ffffffffffffffff', 'ffffffffffffffff')).toBe('51866fd5b85ecb8a')
    expect(vector('0123456789abcdef', '1111111111111111')).toBe('61f9c3802281b096')
  })
})

describe('damage', () => {
  test('by a document type is refused', async () => {
    const { failures } = await readFile(format, odfFile({ body: '', kind }, { 'content.xml': '<!DOCTYPE x [<!ENTITY a "b">]><x/>' }), {
      name,
    })
    expect(failures.get(1)).toMatchObject({ code: 'DOCUMENT_CORRUPT' })
  })

  test('of any kind gives text or an error of the list', { timeout: 60_000 }, async () => {
    const body = `<text:h text:outline-level="1">T</text:h><text:list><text:list-item>${p('one')}</text:list-item></text:list>${p('two')}`
    const count = await readMutants(format, odfFile({ body, kind }), { name, seed, ms: 2_000 })
    console.log(`odt: ${count} damaged copies read, seed ${seed}`)
    expect(count).toBeGreaterThan(5)
  })
})
