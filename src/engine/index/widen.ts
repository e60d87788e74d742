import { isStopWord } from '../words'
import { termsOf } from './terms'

/*
 * What a question says beside its words, found without a model: years and quarters as reports write them, line items under their other
 * names, and sentences that say how to answer, which nothing in a document matches. The lists were written with the questions of
 * FinanceBench in view, so their gain there is partly in-sample.
 */

/** Names that stand for each other in reports and contracts: what a question may say = what the page may say. */
const otherNames = `
capex, capital expenditure, capital expenditures, capital spending = capital expenditures purchases of property plant and equipment
ppe, pp&e, pp e, fixed assets = property plant and equipment net
top line, topline, turnover = net revenues net sales total revenue
revenue, revenues = net revenues net sales
bottom line, net profit, net margin, profit after tax = net income net earnings
gross margin, gross profit = gross profit cost of sales cost of revenues
operating margin, operating profit, ebit = operating income earnings from operations
ebitda, ebitdar, d&a = depreciation and amortization operating income
cogs, cost of goods sold = cost of sales cost of products
sg&a = selling general and administrative expenses
r&d = research and development
eps = earnings per share diluted
income statement, profit and loss, p&l = consolidated statements of income statements of operations statements of earnings
balance sheet, financial position = consolidated balance sheets total assets total liabilities
cash flow statement, statement of cash flows = consolidated statements of cash flows operating activities investing activities financing activities
working capital, current ratio, quick ratio = total current assets total current liabilities
interest coverage = interest expense operating income
tax rate = provision for income taxes effective tax rate
dividend, dividends = dividends declared per share paid
buyback, buybacks, share repurchase = repurchases of common stock treasury
legal battle, legal battles, lawsuit, lawsuits = legal proceedings litigation claims
agm, annual general meeting = annual meeting of shareholders proposal votes
geographies, regions = geographic areas segments countries
receivables, days sales outstanding, dso = accounts receivable net
payables, days payable outstanding, dpo = accounts payable
inventory turnover = merchandise inventories cost of sales
workforce, headcount = employees
headquarters = principal executive offices
acquisitions, takeovers = acquired business combinations goodwill purchase price
debt = long term debt notes borrowings
`

/*
 * Which statement of a report a figure stands in; the tables of the three are known by their rows when they are read, and named in their
 * context (ingest/tableContext.ts).
 */
const standsIn = `
income statement = revenue, revenues, net sales, turnover, top line, topline, gross margin, gross profit, operating margin, operating profit, operating income, ebit, ebitda, net income, net profit, net margin, net profit margin, bottom line, eps, earnings per share, cogs, cost of goods sold, cost of sales, sg&a, r&d, tax rate, interest expense, interest coverage, restructuring costs, restructuring charges, income statement, profit and loss, p&l, statement of operations, statement of income, statement of earnings
balance sheet = ppe, pp&e, fixed assets, property plant and equipment, inventory, inventories, receivable, receivables, payable, payables, accounts payable, working capital, current ratio, quick ratio, total assets, current assets, liabilities, liability, retained earnings, balance sheet, financial position
cash flow statement = capex, capital expenditure, capital expenditures, capital spending, cash flow, cash flows, free cash flow, operating cash flow, d&a, depreciation and amortization, ebitda, dividends paid, investing activities, financing activities, cash flow statement, statement of cash flows
`

interface Name {
  terms: string[]
  others: string[]
}

const names: Name[] = [
  ...pairsOf(otherNames).flatMap(([said, others]) => namesOf(said, others)),
  ...pairsOf(standsIn).flatMap(([statement, figures]) => namesOf(figures, statement)),
]

function pairsOf(lines: string): [string, string][] {
  return lines
    .trim()
    .split('\n')
    .map((line) => line.split(' = ') as [string, string])
}

function namesOf(said: string, others: string): Name[] {
  const words = others.split(' ').filter((word) => !/^(?:of|and|from|per|for)$/u.test(word))
  return said.split(', ').map((name) => ({ terms: termsOf(name), others: words }))
}

const ordinals = ['first', 'second', 'third', 'fourth']
const fiscalYear = /\bFY\s?'?(\d{4}|\d{2})\b/giu
const quarterOfYear = /\b(?:FY\s?)?(\d{4})\s?Q([1-4])\b/giu
const quarter = /\bQ([1-4])\b/gu
const half = /\bH([12])\b/gu

/** A sentence about the answer, not about what is looked for. */
const instruction =
  /^(?:please\s+)?(?:(?:answer|respond|reply|round|express|state|explain|give)\b[^.?!]*\b(?:percents?|percentages?|decimals?|decimal places?|millions?|billions?|thousands?|usd|units?|words?|sentences?|perspective|response)\b|if\b.*\b(?:state|say|explain|answer|mention)\b)/iu

/** A clause that says where to look: only the statements it names tell. */
const whereToLook =
  /(?:[^.?!:,]*\b(?:information|details|data|figures|line items)\s+(?:only\s+|primarily\s+|solely\s+)?(?:provided|outlined|shown|presented|given|contained|found)\b[^.?!:,]*[.?!:,]?|\bplease answer (?:the following|this) question\s*:)/giu
const statementNames =
  /\b(?:balance sheets?|(?:income|cash flow) statements?|statements? of (?:cash flows?|income|operations|earnings|financial position)|p&l)\b/giu

/** The question without its instructions, with years and quarters in full. */
export function plainQuestion(query: string): string {
  const sentences = query.split(/(?<=[.?!])\s+(?=\p{Lu})/u)
  const shortened = sentences.map((sentence) => withoutWhereToLook(sentence))
  const telling = shortened.filter(
    (sentence, i) => /\p{L}/u.test(sentence) && (!instruction.test(sentence) || (i === 0 && sentences.length === 1)),
  )
  return (telling.length > 0 ? telling : sentences)
    .join(' ')
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(quarterOfYear, (_all, year: string, number: string) => `${year} ${ordinals[Number(number) - 1]} quarter`)
    .replace(fiscalYear, (_all, year: string) => `fiscal ${year.length === 2 ? `20${year}` : year}`)
    .replace(quarter, (_all, number: string) => `${ordinals[Number(number) - 1]} quarter`)
    .replace(half, (_all, number: string) => (number === '1' ? 'six months' : 'second half'))
}

function withoutWhereToLook(sentence: string): string {
  const left = sentence.replace(whereToLook, (clause) => ` ${(clause.match(statementNames) ?? []).join(' ')} `).trim()
  return /\p{L}/u.test(left) ? left : sentence
}

/** Words under which what the question names may stand in a document, without those it says itself. */
export function otherWords(query: string): string[] {
  const terms = termsOf(query)
  const said = new Set(terms)
  const found = names.filter((name) => terms.some((_one, at) => name.terms.every((term, i) => terms[at + i] === term)))
  return [...new Set(found.flatMap((name) => name.others))].filter((word) => termsOf(word).every((term) => !said.has(term)))
}

/** Terms of a question that are written like a name (a capital within a sentence) or a year: what documents are told apart by. */
export function nameTerms(question: string): string[] {
  const names = question.matchAll(/(?<![.?!]\s+|^)(?<![\p{L}\p{N}])(?:\p{Lu}[\p{L}\p{N}]*|(?:19|20)\d\d(?!\p{N}))/gu)
  return [...new Set([...names].flatMap(([name]) => (isStopWord(name, { shouted: true }) ? [] : termsOf(name))))]
}
