import {
  Archive,
  BookOpen,
  Captions,
  FileCode,
  FileImage,
  FileSpreadsheet,
  FileText,
  FileType,
  Globe,
  Mail,
  Presentation,
  type LucideIcon,
} from 'lucide-react'
import type { Document } from '../../../contract'
import { classes } from '../../ui/classes'

const byExtension: Record<string, [LucideIcon, string]> = {
  pdf: [FileText, 'text-[light-dark(#a2543a,#d99a7c)]'],
  docx: [FileType, 'text-[light-dark(#3a68b0,#8eb3ee)]'],
  doc: [FileType, 'text-[light-dark(#3a68b0,#8eb3ee)]'],
  odt: [FileType, 'text-[light-dark(#3a68b0,#8eb3ee)]'],
  rtf: [FileType, 'text-[light-dark(#3a68b0,#8eb3ee)]'],
  xlsx: [FileSpreadsheet, 'text-good'],
  xls: [FileSpreadsheet, 'text-good'],
  csv: [FileSpreadsheet, 'text-good'],
  pptx: [Presentation, 'text-[light-dark(#b5642a,#e8a876)]'],
  html: [Globe, 'text-ink-faint'],
  htm: [Globe, 'text-ink-faint'],
  eml: [Mail, 'text-ink-faint'],
  msg: [Mail, 'text-ink-faint'],
  zip: [Archive, 'text-ink-faint'],
  mbox: [Mail, 'text-ink-faint'],
  json: [FileCode, 'text-ink-faint'],
  jsonl: [FileCode, 'text-ink-faint'],
  epub: [BookOpen, 'text-[light-dark(#7c5aa6,#bb9fe0)]'],
  vtt: [Captions, 'text-ink-faint'],
  srt: [Captions, 'text-ink-faint'],
  ods: [FileSpreadsheet, 'text-good'],
  tsv: [FileSpreadsheet, 'text-good'],
  odp: [Presentation, 'text-[light-dark(#b5642a,#e8a876)]'],
}

const images = /^(png|jpe?g|gif|webp|bmp|tiff?)$/

/** The kind of a document at a glance, by what it was found to be, else by its name. */
export function FormatIcon({ document, className }: { document: Pick<Document, 'name' | 'mediaType'>; className?: string }) {
  const extension = document.name.split('.').at(-1)?.toLowerCase() ?? ''
  const image = document.mediaType?.startsWith('image/') || images.test(extension)
  const pdf = document.mediaType === 'application/pdf'
  const [Icon, colour] = pdf
    ? (byExtension['pdf'] as [LucideIcon, string])
    : image
      ? ([FileImage, 'text-[light-dark(#7c5aa6,#bb9fe0)]'] as const)
      : (byExtension[extension] ?? [FileText, 'text-ink-faint'])
  return <Icon className={classes('size-4 shrink-0', colour, className)} strokeWidth={1.75} aria-hidden />
}
