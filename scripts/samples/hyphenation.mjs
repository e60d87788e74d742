/** Words of the report with the places where a line may break in them: Debian's Chromium has no hyphenation of its own. */
const syllables = `
as-so-ci-a-tion ap-pro-pri-ate ac-count ad-vis-able agree-ment al-lowed ac-cord-ing-ly an-nounce bal-ance be-gin-ning be-tween
build-ing car-ries car-ried com-pared com-par-able con-di-tion con-tri-bute con-ver-sa-tion col-umns de-cides deliv-ery de-liv-ered
dis-trict ef-fi-ciency elec-tri-cal elec-tri-city ex-am-ine ex-ist-ing fill-ing fol-low-ing fix-tures Har-row-mere han-dover heat-ing
in-spec-ted in-stal-la-tion in-stalled in-su-la-tion in-su-lated in-sur-ance in-vest-ment in-ten-ded in-tends land-lord larg-er li-brary
light-ing look-ing mea-sured men-tioned mid-dle mil-li-metres mois-ture month-ly move-ment north-ern no-tice open-ing or-dered out-door out-put
per-cent pe-ri-od per-mit pho-to-graphs pre-pared pres-ent prom-ised ra-di-at-ors rain-wa-ter raised rec-om-mend
rec-om-men-da-tion rec-om-men-da-tions read-ing re-al-is-tic re-duc-tion re-newed re-placed re-port re-quired re-serve Rope-works sched-ule se-cond-ary
ser-vice shelv-ing stor-age struc-ture sup-ply sur-vey-ors sys-tem sys-tems tem-per-at-ure
tem-por-ary ten-ant ther-mal to-geth-er up-keep vent-il-a-tion win-dows with-in work-ing kil-o-grams kil-o-watt
`
  .trim()
  .split(/\s+/)

/** Pairs of a word and the same word with soft hyphens (U+00AD) in it. */
export const softHyphens = syllables.map((word) => [word.replaceAll('-', ''), word.replaceAll('-', '\u00ad')])
