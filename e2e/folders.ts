import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './host'

const samples = join(root, 'resources', 'samples')

/** Names of the sample documents. */
export const sampleNames = readdirSync(samples)
  .filter((name) => name !== 'README.md' && name !== 'questions.json')
  .sort()

/** The questions suggested with the samples. */
export const sampleQuestions = (JSON.parse(readFileSync(join(samples, 'questions.json'), 'utf8')) as { questions: string[] }).questions

/** Makes a folder as people have them: several formats, a subfolder, an encoding of old, a hidden file and one broken PDF. */
export function makeMixedFolder(parent: string): { path: string; readable: string[]; broken: string } {
  const path = join(parent, 'Quay papers')
  mkdirSync(join(path, 'letters', 'old'), { recursive: true })
  copyFileSync(join(samples, 'lease-agreement.docx'), join(path, 'lease.docx'))
  copyFileSync(join(samples, 'building-report.pdf'), join(path, 'report.pdf'))
  copyFileSync(join(samples, 'letter-opening-date.pdf'), join(path, 'letters', 'letter.pdf'))
  copyFileSync(join(samples, 'shelving-price-list.jpg'), join(path, 'prices.jpg'))
  copyFileSync(join(samples, 'project-notes.md'), join(path, 'notes.md'))
  writeFileSync(join(path, 'letters', 'old', 'café.txt'), Buffer.from('Le café ouvre à huit heures. Fermé le lundi.\n', 'latin1'))
  writeFileSync(join(path, 'page.html'), '<!doctype html><title>Hours</title><h1>Opening hours</h1><p>The reading café opens at eight.</p>')
  writeFileSync(join(path, '.hidden.txt'), 'not meant to be added')
  writeFileSync(
    join(path, 'broken.pdf'),
    Buffer.concat([Buffer.from('%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\n'), Buffer.alloc(2_000, 0xa5)]),
  )
  const readable = ['lease.docx', 'report.pdf', 'letters/letter.pdf', 'prices.jpg', 'notes.md', 'letters/old/café.txt', 'page.html']
  return { path, readable, broken: 'broken.pdf' }
}

/** Makes a folder that takes a while to read: `reports` different PDFs of four pages and `notes` Markdown files. */
export function makeLongFolder(parent: string, { reports = 12, notes = 12 } = {}): { path: string; names: string[] } {
  const path = join(parent, 'Archive')
  mkdirSync(path, { recursive: true })
  const report = readFileSync(join(samples, 'building-report.pdf'))
  const text = readFileSync(join(samples, 'project-notes.md'), 'utf8')
  const names: string[] = []
  for (let number = 1; number <= reports; number++) {
    names.push(`report-${number}.pdf`)
    writeFileSync(join(path, `report-${number}.pdf`), Buffer.concat([report, Buffer.from(`\n% copy ${number}\n`)]))
  }
  for (let number = 1; number <= notes; number++) {
    names.push(`notes-${number}.md`)
    writeFileSync(join(path, `notes-${number}.md`), `${text}\n## Copy ${number}\n\nThis is copy number ${number} of the notes.\n`)
  }
  return { path, names }
}
