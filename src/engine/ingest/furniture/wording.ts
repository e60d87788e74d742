/** Words beside page numbers, in the languages on board: they say nothing but which page this is. */
const pageWords =
  /(?<!\p{L})(?:page|pages|pg|seite|seiten|blatt|página|páginas|pagina|pagine|pág|pag|folio|bladzijde|of|von|sur|de|di|van|p|s)(?!\p{L})/gu

/** What is counted without being pages, in the languages on board: titles of parts. */
const counted =
  /^(?:chapter|article|section|part|exhibit|annex|appendix|schedule|question|answer|day|week|month|year|fiscal year|note|table|figure|case|lesson|unit|act|scene|letter|entry|item|step|slide|kapitel|artikel|abschnitt|teil|anlage|anhang|frage|antwort|tag|woche|monat|jahr|fall|lektion|brief|chapitre|partie|annexe|pièce|jour|semaine|mois|année|exercice|leçon|lettre|capítulo|artículo|artigo|sección|seção|parte|anexo|pregunta|pergunta|día|dia|semana|mes|mês|año|ano|capitolo|articolo|sezione|allegato|domanda|giorno|settimana|mese|anno|hoofdstuk|deel|bijlage|vraag|dag|maand|jaar) #[^#]*$/u

/** Whether a line's key (see `EdgeLine.key`) says more than a page number. */
export function saysSomething(key: string): boolean {
  return /\p{L}/u.test(key.replace(pageWords, ''))
}

/** Whether a key begins with what is counted in a text, "chapter #", and has no other number: it is not the page's. */
export function isCounted(key: string): boolean {
  return counted.test(key)
}
