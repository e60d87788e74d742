/*
 * Claims and the texts they are said of, for the table of verify.test.ts: `=` stands before one that is true, `-` before one that is not.
 */

const table = `
# Early termination is excluded for both parties.
= Early termination is excluded for both parties.
= Both parties’ early termination is excluded.
- Early termination is possible for both parties.
- Early termination is allowed for both parties.
- Early termination is excluded for the tenant only.
- Early termination is not excluded for both parties.
- Late termination is excluded for both parties.
- Early termination is excluded for all three parties.

# Approximately 3 billion hens are slaughtered each year for meat worldwide.
= Approximately 3 billion hens are slaughtered each year for meat worldwide.
= 3 billion hens are slaughtered worldwide every year for meat.
= About 3 billion hens are slaughtered for meat each year.
- Approximately 3 billion hens are slaughtered each month for meat worldwide.
- Approximately 3 million hens are slaughtered each year for meat worldwide.
- Approximately 3 billion turkeys are slaughtered each year for meat worldwide.
- Approximately 3 billion hens are slaughtered each year for feathers worldwide.
- Approximately 3 billion hens are slaughtered each year for meat in Asia.
- More than 3 billion hens are slaughtered each year for meat worldwide.
- Fewer than 3 billion hens are slaughtered each year for meat worldwide.
- Approximately 3 billion hens are born each year for meat worldwide.
- Approximately 3 billion hens are saved each year worldwide.
- At least 3 billion hens are slaughtered each year for meat.

# For one of the test programs the Falcon compiler runs 25 times faster than the Otter interpreter, and almost 5 times faster than Heron.
= For one of the test programs the Falcon compiler runs 25 times faster than the Otter interpreter.
= The Falcon compiler runs 25 times faster than the Otter interpreter for one of the test programs.
= On one test program Falcon runs almost 5 times faster than Heron.
- The Falcon compiler runs 25 times slower than the Otter interpreter.
- The Otter interpreter runs 25 times faster than the Falcon compiler.
- The Falcon compiler runs 25 % faster than the Otter interpreter.
- For all of the test programs the Falcon compiler runs 25 times faster than the Otter interpreter.
- The Falcon compiler runs 25 times faster than Heron.
- The Falcon compiler runs 52 times faster than the Otter interpreter.
- The Falcon compiler was written in 1998 and runs 25 times faster than the Otter interpreter.
- The Falcon compiler never runs 25 times faster than the Otter interpreter.

# Badgers eat roots, aquatic plants, beetles, insects, small amphibians, worms, and small molluscs.
= Badgers eat roots, aquatic plants, beetles, insects, small amphibians, worms, and small molluscs.
= Badgers eat roots and beetles.
= Badgers eat worms.
- Beetles eat badgers.
- Badgers eat small dogs.
- Badgers only eat beetles.
- Badgers do not eat beetles.
- Badgers eat large molluscs.
- Badgers eat roots, mice and small molluscs.
- Most badgers eat worms.
- Badgers rarely eat worms.

# The monthly rent is 1090 euros, payable on the third day of the month. The tenant may terminate this agreement with a notice period of 3 months.
= The monthly rent is 1090 euros.
= The monthly rent is 1,090 euros.
= The rent is €1,090 a month.
= The rent is payable on the 3rd day of the month.
= The tenant may terminate this agreement with a notice period of 3 months.
= The tenant can terminate the contract with 3 months’ notice.
= The lessee may terminate the agreement with a notice period of three months.
- The monthly rent is 1090 dollars.
- The yearly rent is 1090 euros.
- The monthly rent is at least 1090 euros.
- The monthly rent is at most 1090 euros.
- The monthly rent is 109 euros.
- The rent is payable on the thirtieth day of the month.
- The landlord may terminate this agreement with a notice period of 3 months.
- The tenant must terminate this agreement with a notice period of 3 months.
- The tenant may not terminate this agreement.
- The tenant may terminate this agreement with a notice period of 3 weeks.
- The tenant may terminate this agreement without notice.
- The landlord pays the tenant 1090 euros every month.

# Payment is due within 14 days of the invoice. The supplier delivers on Tuesdays, and the customer pays on Fridays.
= Payment is due within 14 days of the invoice.
= Payment is due within fourteen days of the invoice.
= Payment is due 14 days after the invoice.
= The supplier delivers on Tuesdays.
= Deliveries by the supplier take place on Tuesdays.
- Payment is due 14 days before the invoice.
- Payment is due within 41 days of the invoice.
- Payment is due within 14 weeks of the invoice.
- Payment is not due within 14 days of the invoice.
- Payment is due within 14 days of the invoice or a penalty applies.
- Invoices are due within 14 days of the payment.
- The supplier delivers on Wednesdays.
- The supplier never delivers on Tuesdays.
- The supplier refuses to deliver on Tuesdays.
- The supplier delivers on Tuesdays and Fridays.
- The supplier only delivers on Tuesdays.
- The supplier delivers on Fridays.
- The customer delivers on Tuesdays.
- The supplier pays on Fridays.

# Harmon Radio declared the patents invalid. On the day after Easter, 1931, four patents were issued to Lindt for his most significant invention, the relay.
= Harmon Radio declared the patents invalid.
= Four patents were issued to Lindt for the relay.
= In 1931 four patents were issued to Lindt.
= “Harmon Radio declared the patents invalid.”
= Lindt’s “most significant invention” was the relay.
- Harmon Radio declared the patents valid.
- Harmon Radio accepted the patents.
- Lindt declared the patents invalid.
- Five patents were issued to Lindt for the relay.
- Four patents were issued to Harmon Radio for the relay.
- On the day before Easter, 1931, four patents were issued to Lindt.
- On the day after Easter, 1934, four patents were issued to Lindt.
- Four patents were issued to Lindt for his least significant invention.
- Lindt was refused four patents for the relay.
- “Four patents were issued to Lindt for his most brilliant invention, the relay.”

# The valley is bounded to the north by the Tamar Hills and to the east by the Silver Sea. The suite consists of 26 short-running programs.
= The valley is bounded to the north by the Tamar Hills.
= The suite consists of 26 short-running programs.
= The valley is bounded to the east by the Silver Sea.
- The valley is bounded to the west by the Silver Sea.
- The valley is bounded to the north by the Silver Sea and to the east by the Tamar Hills.
- The valley is bounded to the east by the Tamar Hills.
- The valley is unbounded to the east.
- The suite consists of 26 long-running programs.
- The suite consists of 62 short-running programs.
- The suite consists of more than 26 short-running programs.

# The city of Arnfeld sold the old mill to the Berger foundation in 1987. The museum was founded by Clara Voss.
= The city of Arnfeld sold the old mill to the Berger foundation in 1987.
= In 1987 the city of Arnfeld sold the old mill to the Berger foundation.
= The old mill was sold by the city of Arnfeld to the Berger foundation in 1987.
= Clara Voss founded the museum.
- The Berger foundation sold the old mill to the city of Arnfeld in 1987.
- The city of Arnfeld sold the new mill to the Berger foundation in 1987.
- The city of Arnfeld bought the old mill from the Berger foundation in 1987.
- The city of Arnfeld sold the old mill to the Berger foundation before 1987.
- The museum founded Clara Voss.
- The city of Arnfeld sold the museum to the Berger foundation.

# If the heating fails for more than 3 days, the tenant may reduce the rent by 10 %. Some rooms have no windows.
= If the heating fails for more than 3 days, the tenant may reduce the rent by 10 %.
= Some rooms have no windows.
- The tenant may reduce the rent by 10 %.
- If the heating fails for less than 3 days, the tenant may reduce the rent by 10 %.
- If the heating fails for more than 3 days, the tenant may increase the rent by 10 %.
- All rooms have no windows.
- Some rooms have windows.

# The rent is 900 euros and the deposit is 1800 euros. The trial found that vitamin C prevents colds.
= The rent is 900 euros.
= The deposit is 1800 euros.
= The trial found that vitamin C prevents colds.
- The rent is 1800 euros.
- The deposit is 900 euros.
- The trial found that vitamin D prevents colds.
- The trial found that vitamin C causes colds.

# Der Mieter zahlt eine monatliche Miete von 850 Euro. Die Kündigungsfrist beträgt drei Monate. Haustiere sind nicht erlaubt.
= Der Mieter zahlt eine monatliche Miete von 850 Euro.
= Die monatliche Miete beträgt 850 Euro.
= Die Kündigungsfrist beträgt 3 Monate.
= Haustiere sind nicht erlaubt.
- Der Vermieter zahlt eine monatliche Miete von 850 Euro.
- Der Mieter zahlt eine jährliche Miete von 850 Euro.
- Der Mieter zahlt eine monatliche Miete von mindestens 850 Euro.
- Die Kündigungsfrist beträgt sechs Monate.
- Haustiere sind erlaubt.
- Nur Haustiere sind erlaubt.
- Der Mieter zahlt keine monatliche Miete von 850 Euro.

# Der Verein wählt den Vorstand für zwei Jahre. Die Versammlung findet vor dem 31. März statt.
= Der Verein wählt den Vorstand für zwei Jahre.
= Der Vorstand wird vom Verein für zwei Jahre gewählt.
= Die Versammlung findet vor dem 31. März statt.
- Der Vorstand wählt den Verein für zwei Jahre.
- Der Verein wählt den Vorstand für drei Jahre.
- Die Versammlung findet nach dem 31. März statt.
- Die Versammlung findet vor dem 31. Mai statt.

# The bridge was designed by Irene Maddox and opened to traffic in 1954. It is 412 metres long and carries two lanes.
= The bridge was designed by Irene Maddox.
= Irene Maddox designed the bridge.
= The bridge opened to traffic in 1954.
= It is 412 metres long.
= The bridge is 412 metres long and carries two lanes.
- The bridge was designed by Irene Maddox and opened to traffic in 1945.
- The bridge opened to pedestrians in 1954.
- The bridge is 412 kilometres long.
- The bridge carries three lanes.
- The bridge was closed to traffic in 1954.
- The bridge designed Irene Maddox.
- The bridge is 412 metres wide.
- The bridge is 412 metres high and carries two lanes.

# Members must return borrowed tools within seven days. Late returns cost 2 euros per day. Children under 12 may not use power tools.
= Members must return borrowed tools within 7 days.
= Late returns cost €2 per day.
= Children under 12 may not use power tools.
= Borrowed tools must be returned within seven days.
- Members may return borrowed tools within seven days.
- Late returns cost 2 euros per week.
- Children over 12 may not use power tools.
- Children under 12 may use power tools.
- Children under 12 must use power tools.
- Members must return borrowed tools after seven days.
- Guests must return borrowed tools within seven days.
- Members must return borrowed tools within at least seven days.
- Late returns cost nothing.
- Early returns cost 2 euros per day.

# Revenue rose from 3.2 million to 4.1 million dollars in 2022, while costs fell by 6 %. The board approved the merger unanimously.
= Revenue rose from 3.2 million to 4.1 million dollars in 2022.
= Costs fell by 6 %.
= The board unanimously approved the merger.
= The merger was approved unanimously by the board.
- Revenue rose from 4.1 million to 3.2 million dollars in 2022.
- Revenue fell by 6 %.
- Costs rose by 6 %.
- Costs rose from 3.2 million to 4.1 million dollars in 2022.
- The board rejected the merger unanimously.
- The board approved the merger narrowly.
- The merger approved the board unanimously.
- The board unanimously disapproved the merger.
- Revenue rose to 4.1 billion dollars.
- Costs fell to 6 %.

# Die Garantie gilt für 24 Monate ab dem Kauf. Der Hersteller ersetzt defekte Teile kostenlos, nicht jedoch Batterien.
= Die Garantie gilt für 24 Monate ab dem Kauf.
= Der Hersteller ersetzt defekte Teile kostenlos.
- Die Garantie gilt für 24 Wochen ab dem Kauf.
- Der Händler ersetzt defekte Teile kostenlos.
- Der Hersteller ersetzt Batterien kostenlos.
- Die Garantie gilt nicht für 24 Monate.
- Die Garantie gilt bis 24 Monate vor dem Kauf.
- Der Hersteller ersetzt alle Teile kostenlos.

# The tenant waters the garden and the landlord paints the fence.
= The tenant waters the garden.
= The landlord paints the fence.
- The landlord waters the garden.
- The tenant paints the fence.
`

/** A claim, the text it is said of, and whether that says so. */
export interface Judged {
  claim: string
  source: string
  isTrue: boolean
}

export const judged: readonly Judged[] = table
  .trim()
  .split(/\n\s*\n/u)
  .flatMap((block) => {
    const [source, ...claims] = block.split('\n')
    return claims.map((line) => ({ claim: line.slice(2), source: source!.slice(2), isTrue: line.startsWith('=') }))
  })
