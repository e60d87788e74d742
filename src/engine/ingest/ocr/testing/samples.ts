import { type DrawnPage, drawPage, type PageDesign } from './drawPage'

/** A small page: enough to be read like a large one, in a third of a second. */
export function smallPage(paragraphs: readonly string[], design: Omit<PageDesign, 'paragraphs'> = {}): Promise<DrawnPage> {
  return drawPage({ paragraphs, width: 440, height: 60 + 95 * paragraphs.length, ...design })
}

/** Two paragraphs in scripts there is no data for on board. */
export const foreign = {
  russian: [
    'Арендатор платит арендную плату в размере 1250 рублей в первый рабочий день каждого месяца на счёт владельца. Если платёж задерживается более чем на десять дней, начисляются проценты.',
    'Каждая из сторон может расторгнуть договор письменно за три месяца до конца квартала. Ключи передаются в последний день, и обе стороны подписывают протокол о состоянии комнат.',
  ],
  greek: [
    'Ο ενοικιαστής καταβάλλει το μίσθωμα των 1250 ευρώ την πρώτη εργάσιμη ημέρα κάθε μήνα στον λογαριασμό του ιδιοκτήτη. Αν η πληρωμή καθυστερήσει, οφείλονται τόκοι από την επόμενη ημέρα.',
    'Κάθε μέρος μπορεί να καταγγείλει τη σύμβαση εγγράφως τρεις μήνες πριν από το τέλος του τριμήνου. Τα κλειδιά παραδίδονται την τελευταία ημέρα και υπογράφεται ένα πρωτόκολλο.',
  ],
} as const
