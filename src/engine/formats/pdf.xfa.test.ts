import { expect, test } from 'vitest'
import { assemblePdf } from './pdf/testing/handmadePdf'
import { readBytes } from './pdf/testing/openBytes'

const sheet = 'Please wait... If this message is not eventually replaced, your PDF viewer may not be able to display this type of document.'
const template = `<template xmlns="http://www.xfa.org/schema/xfa-template/3.3/"><subform name="lease" layout="tb">
<draw><value><text>Application for a lease</text></value></draw>
<field name="tenant"><caption><value><text>Name of the tenant</text></value></caption><ui><textEdit/></ui></field>
<field name="rent"><caption><value><text>Rent:</text></value></caption><bind match="dataRef" ref="$.monthly"/></field>
<field name="pets"><ui><checkButton/></ui><caption><value><text>Keeps pets</text></value></caption><items><text>1</text><text>0</text></items></field>
<exclGroup name="term"><field name="short"><caption><value><text>One year</text></value></caption><items><text>A</text></items></field><field name="long"><caption><value><text>Five years</text></value></caption><items><text>B</text></items></field></exclGroup>
<subform name="person"><field name="first"><caption><value><text>Person</text></value></caption></field></subform>
<field name="note"><value><exData contentType="text/html"><body><p>Signed in <b>Bath</b>.</p></body></exData></value></field>
<field name="secret" presence="hidden"><caption><value><text>Hidden</text></value></caption></field>
<field name="send"><ui><button/></ui><caption><value><text>Send</text></value></caption></field>
</subform></template>`
const datasets = `<xfa:datasets xmlns:xfa="http://www.xfa.org/schema/xfa-data/1.0/"><xfa:data><lease><tenant>Ada Lovelace</tenant><monthly>950 &amp; heating</monthly><pets>1</pets><term>B</term>
<person><first>Ada</first></person><person><first>Byron</first></person><secret>nobody sees this</secret><keys>three</keys></lease></xfa:data></xfa:datasets>`

function formPdf(packets: readonly string[], { dynamic = true } = {}): Buffer {
  const content = `BT /F1 11 Tf 72 500 Td (${sheet}) Tj ET`
  const first = 5
  const names = packets.map((_, index) => `(packet${index}) ${first + index} 0 R`).join(' ')
  return assemblePdf([
    `<< /Type /Catalog /Pages 2 0 R ${dynamic ? '/NeedsRendering true' : ''} /AcroForm << /Fields [] /XFA [${names}] >> >>`,
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 842 595] /Contents 4 0 R /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    ...packets.map((packet) => `<< /Length ${Buffer.byteLength(packet)} >>\nstream\n${packet}\nendstream`),
  ])
}

const open = '<xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/">'
const whole = [open, template, datasets, '</xdp:xdp>']

test('a form that asks to be opened elsewhere is read from its XML: what is printed on it, its fields and what was filled in', async () => {
  const [reading] = await readBytes(formPdf(whole))
  expect(reading!.page.text.split(/\n+/)).toEqual([
    'Application for a lease',
    'Name of the tenant: Ada Lovelace',
    'Rent: 950 & heating',
    '[x] Keeps pets',
    '[ ] One year',
    '[x] Five years',
    'Person: Ada',
    'Person: Byron',
    'Signed in Bath.',
    'keys: three',
  ])
  expect(reading).toMatchObject({ needsOcr: false, blank: false, page: { width: 842, height: 595 } })
  for (const { start, end } of reading!.page.blocks) expect(reading!.page.text.slice(start, end).trim()).not.toBe('')
})

test('one that nobody filled in shows its questions', async () => {
  const [reading] = await readBytes(formPdf([`${open}${template}</xdp:xdp>`]))
  expect(reading!.page.text).toContain('Name of the tenant:\nRent:\n[ ] Keeps pets')
})

test('a form whose pages are there is read from its pages', async () => {
  const [reading] = await readBytes(formPdf(whole, { dynamic: false }))
  expect(reading!.page.text).toBe(sheet)
})

test.each([
  ['damaged', [open, template.replace('</subform></template>', '')]],
  ['that declares a document type', [`<!DOCTYPE x [<!ENTITY e "e">]>${open}${template}</xdp:xdp>`]],
])('a form %s says why it cannot be read and what to do', async (_, packets) => {
  await expect(readBytes(formPdf(packets))).rejects.toMatchObject({
    code: 'FORMAT_UNSUPPORTED',
    message: expect.stringMatching(/Adobe.*print it to a PDF/),
  })
})
