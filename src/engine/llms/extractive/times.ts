/*
 * Patterns of the things questions ask for, as sources of regular expressions with the flags “iu”.
 */

/** A number in figures or one word. */
export const number = String.raw`(?:\d[\d.,]*|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|half|dozen|both|once|twice|none|no)\b)`
/** A unit of time. */
export const span = String.raw`(?:second|minute|hour|day|week|fortnight|month|quarter|year|decade|centur(?:y|ie))s?`
/** A currency, as a sign or a word. */
export const currency = String.raw`(?:[€$£¥]|EUR|USD|GBP|CHF|JPY|euros?|dollars?|cents?|pounds?|francs?|yen)`
/** “May” with a capital only: small it is a verb. */
const monthNames = String.raw`(?:January|February|March|April|(?-i:May)|June|July|August|September|October|November|December)`
/** A day, month, year or weekday. */
export const dates = String.raw`\b(?:1\d|20)\d\d\b|\b\d{1,2}[./]\d{1,2}\.?(?=\s*$|[\s,;)./])(?!\s*(?:%|per|m\b|k[mgNW]|${currency}))|\b${monthNames}\b|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b|\bcentur(?:y|ies)\b`
const hourWord = String.raw`(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)`
/** 7 am, 21:30, 8 o’clock, half past six; and a bare number only where a preposition makes it an hour. */
const surelyClock = String.raw`\b\d{1,2}[:.]?\d{0,2}\s*(?:[ap]\.?m\b|o['’]clock|h\b|Uhr\b)|\b(?:[01]?\d|2[0-4]):[0-5]\d\b|\b${hourWord}\s+(?:o['’]clock|in the (?:morning|afternoon|evening)|at night|[ap]\.?m\b)|\b(?:half|quarter) (?:past|to)\b|\b(?:noon|midnight|midday)\b`
const bareHour = String.raw`(?:${hourWord}(?:[ -](?:fifteen|thirty|forty-five))?|[01]?\d|2[0-4])\b(?![.,:]\d)(?=\s*(?:$|[.,;)–-]|(?:and|or|on|to|till|until|in|every|each|from|daily|when|but|for|at)\b))`
/** An hour on its own, as it stands in “from ten to five”. */
export const hour = String.raw`(?:${surelyClock}|${bareHour})`
/** An hour of the day as a sentence says it. */
export const clock = String.raw`${surelyClock}|\b(?:at|from|until|till)\s+${bareHour}|\bbetween\s+${bareHour}\s*and\s`
/** What else tells when: “after the meeting”, “every spring”. */
export const times = String.raw`\b(?:after|before|until|since|within|during|once|when|whenever|as soon as|by the|every|each|daily|weekly|monthly|always|never|today|spring|summer|autumn|winter)\b|\b(?:from|on|by|at)\s+(?:the\s+)?(?:first|second|third|fourth|fifth|last|\d{1,2}(?:st|nd|rd|th))\b|${number}\s+(?:\w+\s+)?(?:days?|weeks?|months?|years?|hours?|minutes?)\s+(?:after|before|ago|later|from|of)\b`
const day = String.raw`(?:(?:the\s+)?(?:end|start|middle)\s+of\s+)?(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+)?(?:the\s+)?(?:\d{1,2}(?:st|nd|rd|th)?\.?\s+(?:of\s+)?${monthNames}|${monthNames}\b|(?:1\d|20)\d\d\b|\d{1,2}[./]\d{1,2}[./]|noon\b|midnight\b)`

/** A day or an hour, as it stands behind “until” or “opens at”. */
export const dayOrHour = `(?:${day}|${hour})`
