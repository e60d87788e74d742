/*
 * What an answer says about itself and its sources, not about the matter: “The documents do not mention it.” Such a sentence stands on
 * no page, so it is no claim.
 */

/** The sources, as answers call them in the languages documents come in. */
const sources =
  /\b(?:sources?|documents?|passages?|excerpts?|texts?|context|materials?|workspace|files?|Quellen?|Dokumente?n?|Passagen|Textstellen?|Unterlagen|extraits?|textes?|fuentes?|documentos?|pasajes?|textos?|fonti|documenti|brani|fontes?|trechos?|bronnen|documenten)\b/iu
const denial =
  /\b(?:not|no|none|nothing|cannot|neither|nicht|nichts|keine?[nrs]?|weder|ne|pas|aucune?|rien|ningún|ninguna?|nada|non|nessun[ao]?|niente|não|nenhuma?|niet|geen|niets)\b|n['’]t\b|\bn['’](?=\p{L})/iu
const holding =
  /\b(?:hold|contain|mention|sa(?:y|id)|state|provide|answer|give|include|specif|cover|address|find|found|know|inform|describe|discuss|reveal|indicate|enth[aä]lt|erwähn|nenn|sag|beantwort|Antwort|Angabe|contien|mentionn|indiqu|répon|mencion|indica|respond|conten|menzion|rispon|contê|contém|bevat|vermeld|noem|antwoord)/iu
/** “I could not find …”: said of the search, not of the matter. */
const ownSearch =
  /^(?:(?:unfortunately|sorry|I['’]?m sorry|however)[,;]?\s+(?:but\s+)?)?I\s+(?:cannot|can['’]t|could not|couldn['’]t|do not|don['’]t|did not|didn['’]t|was unable|am unable)\b/iu
const longestFraming = 260

/** Whether a sentence without a citation only says what the sources do not hold, or asks something. */
export function isFraming(sentence: string): boolean {
  const text = sentence.trim()
  if (text.length > longestFraming) return false
  if (/[?？]["”’)\]]*$/u.test(text) && !/[.!]\s/u.test(text)) return true
  return ownSearch.test(text) || (sources.test(text) && denial.test(text) && holding.test(text))
}
