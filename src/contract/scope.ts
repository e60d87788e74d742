import { z } from 'zod'
import { DocumentRef } from './base'

/*
 * Which part of a workspace is searched or asked. One shape for both; everything given has to fit.
 */

export const documentKinds = [
  'pdf',
  'document',
  'sheet',
  'slides',
  'mail',
  'web',
  'image',
  'text',
  'code',
  'transcript',
  'book',
  'archive',
  'other',
] as const
/** What a document is, roughly, by its media type. */
export const DocumentKind = z.enum(documentKinds)
export type DocumentKind = z.infer<typeof DocumentKind>

/** Most characters of a tag. */
export const longestTag = 50

/** A word or two that documents are grouped by. Upper and lower case make no difference; the first spelling in a workspace stays. */
export const Tag = z
  .string()
  .transform((text) => text.normalize('NFC').replaceAll(/\s+/gu, ' ').trim())
  .pipe(
    z
      .string()
      .min(1, 'A tag needs at least one letter.')
      .max(longestTag, `A tag has ${longestTag} characters at most.`)
      .regex(/^[^\p{Cc}]*$/u, 'A tag holds no control characters.'),
  )

const Day = z.iso.date('A day is written like 2026-11-21.')

/** Days from and to, both included. */
export const Days = z
  .strictObject({ from: Day.optional(), to: Day.optional() })
  .refine(({ from, to }) => !from || !to || from <= to, { message: 'The first day is after the last.' })
export type Days = z.infer<typeof Days>

const PageNumber = z.number().int().positive().max(10_000_000)

/** Pages from and to, both included. */
export const Pages = z
  .strictObject({ from: PageNumber.optional(), to: PageNumber.optional() })
  .refine(({ from, to }) => !from || !to || from <= to, { message: 'The first page is after the last.' })
export type Pages = z.infer<typeof Pages>

/** What a search or a question is limited to; what is left out limits nothing. */
export const Scope = z.object({
  documents: z.array(DocumentRef).optional().describe('Only these documents'),
  kinds: z.array(DocumentKind).max(documentKinds.length).optional().describe('Only documents of one of these kinds'),
  tags: z.array(Tag).max(50).optional().describe('Only documents with one of these tags, and what lies in a container with one'),
  added: Days.optional().describe('Only documents added on these days'),
  published: Days.optional().describe('Only documents that say they were published on these days; those that tell no day are left out'),
  pages: Pages.optional().describe('Only passages that begin on these pages'),
})
export type Scope = z.infer<typeof Scope>
