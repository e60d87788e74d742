/*
 * What the pages say that recognition is measured on: the same matters in the seven languages whose data is on board.
 */

/** Paragraphs by Tesseract's code of their language. */
export const texts: Readonly<Record<string, readonly string[]>> = {
  eng: [
    'The tenant pays the rent of 1,250.00 on the first working day of every month to the account of the landlord. Where a payment is late by more than ten days, interest of four per cent a year is due from the day after.',
    'Either party may end the lease by giving written notice of three months before the end of a quarter. The keys, including those the tenant had made, are handed over on the last day, and both sides sign a record of the condition of the rooms.',
    'Small repairs up to 75 pounds are borne by the tenant, larger ones by the landlord. Whoever notices damage to the roof, the pipes or the heating tells the other without delay, so that nothing grows worse while nobody knows of it.',
    'On 14 September 2024 the surveyor measured the flat again: it has 68 square metres, not 71 as had been assumed. The service charges for water, waste and lighting are shared out accordingly, beginning with the bill for the following year.',
  ],
  deu: [
    'Der Mieter überweist die Miete von 1.250,00 Euro spätestens am dritten Werktag eines jeden Monats auf das Konto des Vermieters. Gerät er mehr als zehn Tage in Rückstand, so schuldet er vom folgenden Tag an Zinsen in Höhe von vier Prozent.',
    'Beide Seiten können den Vertrag schriftlich mit einer Frist von drei Monaten zum Ende eines Vierteljahres kündigen. Die Schlüssel, auch die selbst beschafften, werden am letzten Tag übergeben; über den Zustand der Räume wird ein Protokoll geführt.',
    'Kleinere Ausbesserungen bis 75 Euro trägt der Mieter, größere der Vermieter. Wer Schäden am Dach, an den Rohren oder an der Heizung bemerkt, sagt es dem anderen unverzüglich, damit nichts schlimmer wird, während niemand davon weiß.',
    'Am 14. September 2024 wurde die Wohnung in der Königsstraße neu vermessen: Sie hat 68 Quadratmeter, nicht 71, wie man zuvor angenommen hatte. Die Nebenkosten für Wasser, Müll und Beleuchtung werden ab dem nächsten Jahr entsprechend verteilt.',
  ],
  fra: [
    'Le locataire verse le loyer de 1 250,00 euros au plus tard le troisième jour ouvré de chaque mois sur le compte du propriétaire. En cas de retard supérieur à dix jours, des intérêts de quatre pour cent par an sont dus dès le lendemain.',
    'Chaque partie peut résilier le bail par écrit en respectant un préavis de trois mois avant la fin d’un trimestre. Les clés, y compris celles que le locataire a fait faire, sont remises le dernier jour, et l’on dresse un état des lieux contradictoire.',
    'Les petites réparations jusqu’à 75 euros sont à la charge du locataire, les plus grosses à celle du propriétaire. Celui qui constate un dégât à la toiture, aux tuyaux ou au chauffage prévient l’autre aussitôt, pour que rien ne s’aggrave à son insu.',
    'Le 14 septembre 2024, le géomètre a mesuré de nouveau l’appartement : il a une surface de 68 mètres carrés et non de 71, comme on l’avait supposé. Les charges d’eau, d’ordures et d’éclairage sont réparties en conséquence à partir de l’année suivante.',
  ],
  spa: [
    'El inquilino paga la renta de 1.250,00 euros el primer día hábil de cada mes en la cuenta del propietario. Si el pago se retrasa más de diez días, se deben intereses del cuatro por ciento anual a partir del día siguiente, según lo acordado.',
    'Cualquiera de las partes podrá poner fin al contrato por escrito, avisando tres meses antes de que termine un trimestre. Las llaves, también las que el inquilino mandó hacer, se entregan el último día, y ambos firman un acta sobre el estado de las habitaciones.',
    'Las pequeñas reparaciones de hasta 75 euros corren por cuenta del inquilino; las mayores, del dueño. Quien advierta daños en el tejado, en las tuberías o en la calefacción avisará al otro sin demora, para que nada empeore mientras nadie lo sabe.',
    'El 14 de septiembre de 2024 el perito midió de nuevo la vivienda: tiene 68 metros cuadrados y no 71, como se había supuesto hasta entonces. Los gastos de agua, basura e iluminación se repartirán así desde el año próximo. ¿Queda alguna duda?',
  ],
  ita: [
    'L’inquilino versa il canone di 1.250,00 euro entro il terzo giorno lavorativo di ogni mese sul conto del proprietario. Se il pagamento ritarda di oltre dieci giorni, dal giorno successivo sono dovuti interessi nella misura del quattro per cento all’anno.',
    'Ciascuna delle parti può recedere dal contratto per iscritto con un preavviso di tre mesi prima della fine di un trimestre. Le chiavi, comprese quelle che l’inquilino ha fatto fare, si consegnano l’ultimo giorno e si redige un verbale sullo stato delle stanze.',
    'Le piccole riparazioni fino a 75 euro spettano all’inquilino, quelle maggiori al proprietario. Chi si accorge di un danno al tetto, alle tubature o al riscaldamento lo comunica subito all’altro, affinché nulla peggiori mentre nessuno ne è a conoscenza.',
    'Il 14 settembre 2024 il geometra ha misurato di nuovo l’appartamento: ha una superficie di 68 metri quadrati e non di 71, come si era creduto. Le spese per l’acqua, i rifiuti e l’illuminazione saranno perciò ripartite così già dall’anno seguente.',
  ],
  por: [
    'O inquilino paga a renda de 1.250,00 euros no primeiro dia útil de cada mês para a conta do senhorio. Se o pagamento se atrasar mais de dez dias, são devidos juros de quatro por cento ao ano a partir do dia seguinte, sem necessidade de aviso.',
    'Qualquer das partes pode pôr fim ao contrato por escrito, com uma antecedência de três meses em relação ao fim de um trimestre. As chaves, incluindo as que o inquilino mandou fazer, são entregues no último dia, e faz-se um registo do estado das divisões.',
    'As pequenas reparações até 75 euros são da responsabilidade do inquilino, as maiores do senhorio. Quem notar danos no telhado, nas canalizações ou no aquecimento avisa o outro imediatamente, para que a situação não piore enquanto ninguém sabe dela.',
    'Em 14 de setembro de 2024 o perito mediu novamente a habitação: tem 68 metros quadrados e não 71, como se tinha suposto até então. As despesas de água, lixo e iluminação serão repartidas em conformidade já a partir da próxima prestação de contas.',
  ],
  nld: [
    'De huurder betaalt de huur van 1.250,00 euro uiterlijk op de derde werkdag van elke maand op de rekening van de verhuurder. Komt een betaling meer dan tien dagen te laat, dan is vanaf de volgende dag een rente van vier procent per jaar verschuldigd.',
    'Beide partijen kunnen de overeenkomst schriftelijk beëindigen met een termijn van drie maanden voor het einde van een kwartaal. De sleutels, ook die de huurder heeft laten bijmaken, worden op de laatste dag ingeleverd, en samen tekent men een verslag.',
    'Kleine herstellingen tot 75 euro zijn voor rekening van de huurder, grotere voor die van de verhuurder. Wie schade aan het dak, de leidingen of de verwarming opmerkt, meldt dat onmiddellijk aan de ander, zodat er niets erger wordt terwijl niemand het weet.',
    'Op 14 september 2024 heeft de landmeter de woning opnieuw gemeten: zij is 68 vierkante meter groot en geen 71, zoals eerst werd aangenomen. De kosten van water, vuilnis en verlichting worden vanaf het volgende jaar dienovereenkomstig verdeeld.',
  ],
}
