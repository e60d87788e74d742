import { expect, test } from 'vitest'
import { wordsOf } from '../page'
import { assemblePdf } from './pdf/testing/handmadePdf'
import { readBytes } from './pdf/testing/openBytes'

const content = 'BT /F1 11 Tf 72 700 Td (The rent is due on the first day of the month, as it was before.) Tj ET'

async function pageWith(...annotations: string[]) {
  const file = assemblePdf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Annots [${annotations.join(' ')}] /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>`,
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
  ])
  return (await readBytes(file))[0]!
}

const note = (said: string, more = '') => `<< /Type /Annot /Subtype /Text /Rect [500 690 520 710] /Contents (${said}) ${more} >>`
const text = 'The rent is due on the first day of the month, as it was before.'

test('sticky notes, their answers and remarks on what was marked come last on their page', async () => {
  const { page, needsOcr } = await pageWith(
    note('Ask the landlord\rwhether this holds.', '/T (Reviewer)'),
    note('It does.', '/T (Owner)'),
    '<< /Type /Annot /Subtype /Highlight /Rect [72 695 200 715] /QuadPoints [72 715 200 715 72 695 200 695] /Contents (Check the date) >>',
  )
  expect(page.text).toBe(
    `${text}\n\n[Comment, Reviewer: Ask the landlord\nwhether this holds.]\n\n[Comment, Owner: It does.]\n\n[Comment: Check the date]`,
  )
  expect(needsOcr).toBe(false)
  const word = wordsOf(page).find(({ start }) => start === page.text.indexOf('landlord'))!
  expect(word).toMatchObject({ x: 500, y: 132, width: 20, height: 20 })
})

test('a pop-up that repeats its note, a hidden note and what programs set are left out', async () => {
  const { page } = await pageWith(
    note('Once only.'),
    '<< /Type /Annot /Subtype /Popup /Rect [500 600 580 700] /Contents (Once only.) >>',
    '<< /Type /Annot /Subtype /Text /Rect [500 690 520 710] /F 2 /Contents (Hidden.) >>',
    note('Accepted set by Owner', '/StateModel (Review) /State (Accepted)'),
    '<< /Type /Annot /Subtype /Link /Rect [72 690 120 710] /Contents (A link.) >>',
  )
  expect(page.text).toBe(`${text}\n\n[Comment: Once only.]`)
})

test('what a pop-up alone says, and a note without a size, are read', async () => {
  const { page } = await pageWith(
    '<< /Type /Annot /Subtype /Popup /Rect [500 600 580 700] /Contents (Only here.) >>',
    '<< /Type /Annot /Subtype /Text /Rect [500 690 500 690] /Contents (A point.) >>',
  )
  expect(page.text).toBe(`${text}\n\n[Comment: Only here.]\n\n[Comment: A point.]`)
})
