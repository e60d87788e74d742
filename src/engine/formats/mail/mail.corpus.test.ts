import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readContainer } from './testing/readContainer'

const corpus = process.env.CARREL_CORPUS ?? resolve(import.meta.dirname, '../../../../../shared/corpus')
const isThere = existsSync(join(corpus, 'documents/mime-simple.eml'))
if (!isThere) console.log(`Skipped: no mail at ${corpus}; CARREL_CORPUS says where it is.`)

/** A few words each message must give, and what lies in it. */
const expected: Record<string, { says: string[]; never?: string[]; holds?: string[] }> = {
  'documents/email-no-utf8-2008-07-16.062410.eml': {
    says: ['RE: שלום', 'From: Tamir Erez <eryzxx@post.tau.ac.il>', 'Date: Wed, 16 Jul 2008 09:24:06 +0300', 'סלבה היקר'],
    never: ['\ufffd', 'From 1275267068816858875'],
  },
  'documents/email-replace-mime-encodings-error-2.eml': {
    says: ['RE: Random Expo Expo 2023', 'Did you get a chance to review my previous email?', 'we´re not interested'],
    never: ['=20', '\ufffd'],
  },
  'documents/family-day.eml': {
    says: ['Family Day', 'There will be face painting, a petting zoo, funnel cake and more.'],
    never: ['<div'],
  },
  'documents/mime-different-plain-html.eml': { says: ['This is the text/plain part.', 'ARPANET'], never: ['text/html part'] },
  'documents/mime-multipart-digest.eml': {
    says: ['Example Multipart Digest Email', 'Bcc: dave@example.com'],
    holds: ['First Message.eml', 'Second Message.eml', 'Third Message.eml'],
  },
  'documents/mime-simple.eml': { says: ['This is a simple email message.'] },
  'documents/fake-email-attachment.msg': {
    says: ['Fake email with attachment', 'To: Mallori Harrell <mallori@unstructured.io>', '- and is a quick read'],
    holds: ['fake-attachment.txt'],
  },
  'documents/fake-encrypted.msg': { says: ['From: Michael Elkins <elkins@aero.org>'], holds: ['encrypted.asc (FORMAT_UNSUPPORTED)'] },
  'hostile/dev/files/mail__japanese_iso_2022.eml': { says: ['まみむめも', 'すみません。'] },
  'hostile/dev/files/mail__raw_email_encoded_stack_level_too_deep.eml': {
    says: ['Nicolas Fouché has accepted your invitation to Gmail', 'chosen the \nbrand new address'],
  },
  'hostile/dev/files/unstructured__fake-email-utf-16-le.eml': { says: ['Test Email', '- Roses are red'] },
  'hostile/dev/files/mail-attachment-traversal.eml': {
    says: ['The quarterly figure is 4711 euros.'],
    never: ['..'],
    holds: ['hostile-slip-6.txt', 'hostile-slip-7.txt'],
  },
  'hostile/dev/files/mail-nested-80.eml': { says: ['level 79'], holds: ['level 78.eml'] },
}

describe.skipIf(!isThere)('a message of the corpus', () => {
  it.each(Object.entries(expected))('%s gives what it says', async (name, { says, never = [], holds = [] }) => {
    const { text, children } = await readContainer(join(corpus, name))
    for (const one of says) expect(text).toContain(one)
    for (const one of never) expect(text).not.toContain(one)
    expect(children.map((child) => (child.code ? `${child.name} (${child.code})` : child.name))).toEqual(holds)
  })
})
