/** The words of the lease: clauses in order, each with its numbered paragraphs; `[1]` marks the place of the footnote. */
export const clauses = [
  [
    'Premises',
    'The Landlord lets to the Tenant the ground floor and the first floor of the Old Ropeworks, 12 Tallow Quay, Harrowmere, with an area of 640 square metres, for use as a public reading house with lending library.',
    'The northern yard may be used for deliveries and for the outdoor units of the heating system. The storage floor under the roof stays with the Landlord.',
  ],
  [
    'Term',
    'The lease begins on 1 April 2026 and runs for ten years, until 31 March 2036.',
    'The Tenant may extend the lease once by five years. It does so by written statement, which the Landlord must receive by 31 March 2035.',
  ],
  [
    'Handover',
    'The premises are handed over on 1 April 2026. Their condition is recorded in photographs which both parties sign.',
    'The Landlord repairs the broken rainwater pipe on the quay side before the handover, at its own cost.',
  ],
  [
    'Rent',
    'The monthly rent is EUR 4,200. It is payable in advance, by the third working day of each month.',
    'April, May and June 2026 are free of rent, because the premises are being fitted out. The rent is first due on 1 July 2026.',
    'From 1 July 2027 the rent changes once a year with the consumer price index, [1] by not more than 3 percent in any one year.',
    'The Tenant pays an advance of EUR 610 a month on service charges, which are settled once a year by 30 June.',
  ],
  [
    'Deposit',
    'The Tenant pays a deposit of three monthly rents, EUR 12,600, in three equal parts on the first day of July, August and September 2026. It bears interest and is returned within three months after the end of the lease.',
  ],
  [
    'Heating',
    'The Landlord replaces the gas boiler of 1994 by an air-to-water heat pump with an output of 48 kW and larger radiators in the reading hall. The Landlord pays for the heat pump and its installation and remains its owner.',
    'The new heating system must work by 30 June 2026. If it does not, the rent is reduced by 20 percent until it does, beginning with the rent for July 2026.',
    'The heating system must hold 20 °C in the reading hall at minus 10 °C outside. The Tenant pays for electricity and yearly upkeep.',
  ],
  [
    'Fitting out and shelving',
    'The Tenant fits out the premises. It fits secondary glazing to the windows of the first floor and brings in its own shelving.',
    'The Landlord contributes to the shelving and fixtures listed in Schedule A at the prices stated there, up to EUR 18,000 in all. If a price rises before the order is placed, the Tenant bears the difference.',
    'The delivery of the shelving is planned for week 33, 10 to 14 August 2026, and not before the new floor of the reading hall may be loaded. Floor loads are limited to 5.0 kN per square metre in the reading hall and 4.0 kN on the first floor.',
  ],
  [
    'Opening date',
    'The parties intend that the reading house opens to the public on Saturday, 5 September 2026. The opening date may be moved by agreement in writing if the heating system or the floor is not finished in time.',
    'Neither party owes damages for a moved opening date if it has told the other party at least four weeks before.',
  ],
  [
    'Use and opening hours',
    'The Tenant may open the reading house daily from 8 a.m. to 10 p.m. and may hold readings and courses. A reading café with up to 24 seats is permitted.',
    'Letting to others needs the written consent of the Landlord, which may be refused only for an important reason.',
  ],
  [
    'Notice period',
    'The Tenant may end the lease with a notice period of six months to the end of a calendar quarter, for the first time to 31 March 2029.',
    'The Landlord may end the lease with a notice period of twelve months to the end of a calendar quarter, for the first time to 31 March 2031.',
    'The Landlord may end the lease without a notice period if the Tenant is in arrears with two monthly rents. The Tenant may do so if the heating fails for more than 30 days between 1 October and 30 April.',
    'Notice must be given in writing, with signature. The day on which it is received counts.',
  ],
  [
    'Upkeep and insurance',
    'The Landlord maintains roof, walls, windows and pipes. The Tenant maintains floors, inner doors and everything it has brought in, and has small repairs carried out up to EUR 250 each and EUR 1,500 a year.',
    'The Landlord insures the building, the Tenant insures books, shelving and its liability.',
  ],
  [
    'End of the lease',
    'At the end of the lease the Tenant removes its shelving and returns the premises clean. Secondary glazing and lighting stay; the Landlord pays their remaining value, written off over ten years.',
  ],
  [
    'Form',
    'Changes to this lease need the written form. If a clause is not valid, the others remain in force. Schedule A is part of this lease.',
  ],
]

export const footnote =
  'Consumer price index of the national office of statistics, all items. The index of March 2026 is the base; the index of March of each year is compared with it.'

/** Schedule A: item, size in millimetres, pieces, agreed price of one in EUR. */
export const scheduleA = [
  ['Tall shelf unit, oak', '2,100 × 900 × 300', 24, 395],
  ['Low shelf unit, oak', '1,200 × 900 × 300', 16, 265],
  ['Display table, oak', '1,400 × 700 × 740', 4, 480],
  ['Book trolley', '900 × 450 × 1,050', 3, 210],
  ['Reading lamp', 'height 480', 20, 78],
]
