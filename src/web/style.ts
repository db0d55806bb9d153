/** The one stylesheet of all pages: one scale of type, one accent, light, dark, phone and paper. */
export const pageStyle = `
:root { color-scheme: light dark; --ink: light-dark(#1b2129, #e8eaee); --quiet: light-dark(#5a6270, #a4acba); --ground: light-dark(#fcfbf9, #14171c); --raised: light-dark(#ffffff, #1b1f26); --mark: light-dark(#0b6e63, #5fd0c0); --line: light-dark(#e4e1da, #2c323c); --tint: light-dark(#f3f1ec, #20252d); --s1: light-dark(#0b6e63, #5fd0c0); --s2: light-dark(#5f9ea0, #3b8a93); --s3: light-dark(#b4542f, #e8926b); --s4: light-dark(#8a7a3a, #c9b565); --s5: light-dark(#8b919c, #6c7482); --s6: light-dark(#6d5a96, #a995d6); --s7: light-dark(#3d6ea8, #7fb0e6); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere; }
main { max-width: 38rem; margin: 0 auto; padding: 12vh 1.25rem 5rem; }
header + main { max-width: 60rem; padding-top: 2rem; }
h1 { font-size: 1.75rem; line-height: 1.2; letter-spacing: -.015em; margin: 0 0 1rem; }
h2 { font-size: 1.25rem; line-height: 1.3; letter-spacing: -.01em; margin: 3rem 0 .75rem; }
h3 { font-size: 1rem; line-height: 1.4; margin: 1.75rem 0 .5rem; }
p, ul, ol, dl { max-width: 44rem; }
a { color: var(--mark); text-underline-offset: .15em; text-decoration-thickness: 1px; }
code { font-size: .9375em; padding: .1em .3em; border-radius: .25rem; background: var(--tint); }
blockquote { margin: 0; padding: .1rem 0 .1rem 1rem; border-inline-start: 3px solid var(--line); max-width: 44rem; }
.lead { font-size: 1.125rem; margin: 0 0 1.5rem; }
.quiet, .number { color: var(--quiet); }
.number { font-weight: 400; font-variant-numeric: tabular-nums; }
.over { margin: 0 0 .5rem; font-size: .875rem; }
.empty { padding: 2rem; border: 1px dashed var(--line); border-radius: .75rem; color: var(--quiet); text-align: center; max-width: none; }
:focus-visible { outline: 3px solid var(--mark); outline-offset: 3px; border-radius: 2px; }
button { font: inherit; font-weight: 600; padding: .6rem 1.25rem; border: 0; border-radius: .5rem; background: var(--mark); color: var(--ground); cursor: pointer; }
button.plain { padding: 0; background: none; color: var(--mark); font-weight: 400; text-decoration: underline; }
header { max-width: 60rem; margin: 0 auto; padding: 1rem 1.25rem; display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; align-items: baseline; font-size: .875rem; border-bottom: 1px solid var(--line); }
header nav { margin-inline-end: auto; }
header a[aria-current] { color: var(--ink); font-weight: 600; text-decoration: none; }
ul.links, .choices ul, .legend { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: 0; padding: 0; list-style: none; max-width: none; }
ul.rows, ul.requests, ul.plain, ol.timeline { list-style: none; margin: 0; padding: 0; max-width: none; }
ul.rows > li, ul.requests > li { padding: .9rem 0; border-top: 1px solid var(--line); }
ul.rows h2, .title { font-size: 1rem; font-weight: 600; margin: 0; }
ul.rows p, ul.requests p, td p, th p { margin: .15rem 0; max-width: none; }
ul.requests .quiet { font-size: .875rem; }
.title a { color: var(--ink); text-decoration: none; }
.title a:hover { text-decoration: underline; }
.state { float: inline-end; margin-inline-start: 1rem; padding: .1rem .6rem; border: 1px solid var(--line); border-radius: 1rem; font-size: .8125rem; color: var(--quiet); background: var(--raised); white-space: nowrap; }
.state.accepted, .state.delivered, .state.outcome_known { color: var(--mark); border-color: currentColor; }
.state.known { color: var(--mark); border-color: currentColor; }
.state.not_known { border-style: dashed; }
.todo { padding: .75rem 1rem; border-radius: .5rem; background: var(--tint); font-size: .9375rem; max-width: none; }
.badges .state { float: none; margin: 0 .5rem 0 0; }
.said { white-space: pre-line; }
summary { display: inline-block; color: var(--mark); font-size: .875rem; cursor: pointer; }
summary::before { content: "+ "; }
[open] > summary::before { content: "− "; }
.s6 { fill: var(--s6); background: var(--s6); } .s7 { fill: var(--s7); background: var(--s7); }
.mark { font-size: .8125rem; font-weight: 400; color: var(--s3); }
.definitions { margin-top: 1rem; }
.definitions li { margin: .4rem 0; font-size: .875rem; }
dl.fields { display: grid; grid-template-columns: minmax(6rem, 9rem) 1fr; gap: .1rem 1rem; margin: .5rem 0 0; padding: .75rem 1rem; border-radius: .5rem; background: var(--tint); font-size: .9375rem; }
dt { color: var(--quiet); }
dd { margin: 0; white-space: pre-line; }
dl.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .75rem; margin: 0 0 1rem; max-width: none; }
dl.figures > div { padding: 1rem 1.1rem; border: 1px solid var(--line); border-radius: .75rem; background: var(--raised); }
dl.figures dt, dl.figures .note { font-size: .8125rem; line-height: 1.4; color: var(--quiet); }
dl.figures dd { font-size: 1.75rem; line-height: 1.25; letter-spacing: -.02em; font-variant-numeric: tabular-nums; }
dl.figures dd.long { font-size: 1.25rem; line-height: 1.75; }
dl.figures dd.note { letter-spacing: 0; }
dl.figures dd a { color: var(--ink); text-decoration-color: var(--line); }
dl.figures dd .quiet { font-size: 1rem; letter-spacing: 0; }
dl.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); gap: .9rem 2rem; max-width: none; }
dl.facts dt { font-size: .8125rem; }
.choices { margin: 0 0 1rem; }
.choices a { display: inline-block; padding: .2rem .8rem; border: 1px solid var(--line); border-radius: 1rem; font-size: .875rem; text-decoration: none; color: var(--ink); background: var(--raised); }
.choices ul { gap: .4rem; }
.choices a[aria-current] { border-color: var(--mark); color: var(--mark); font-weight: 600; }
.count { color: var(--quiet); font-weight: 400; }
form.filters { display: flex; flex-wrap: wrap; gap: .75rem; align-items: end; margin: 0 0 1rem; font-size: .8125rem; color: var(--quiet); }
form.filters label { display: grid; gap: .2rem; flex: 1 1 9rem; }
input[type="search"], select { font: inherit; font-size: .9375rem; width: 100%; padding: .45rem .6rem; border: 1px solid light-dark(#8b919c, #6c7482); border-radius: .5rem; color: var(--ink); background: var(--raised); }
form.filters button { padding: .45rem 1rem; font-size: .9375rem; }
.active { margin: 0 0 1rem; }
.pager { margin: 1.5rem 0; }
.downloads { margin-top: 2rem; font-size: .875rem; }
figure.chart { margin: 1.5rem 0; }
figcaption { font-size: .875rem; font-weight: 600; margin-bottom: .5rem; }
.legend { font-size: .8125rem; color: var(--quiet); }
.legend span { display: inline-block; width: .75rem; height: .75rem; margin-inline-end: .4rem; border-radius: .2rem; vertical-align: -.05rem; }
.shares { margin: 0 0 1rem; }
.shares svg { display: block; width: 100%; height: .75rem; border-radius: .4rem; margin-bottom: .5rem; }
.chart svg { display: block; width: 100%; height: auto; margin-top: .75rem; }
.chart line { stroke: var(--line); }
.chart line.limit { stroke: var(--s3); stroke-dasharray: 6 4; }
.chart circle { fill-opacity: .6; }
.chart text { fill: var(--quiet); font-size: 13px; text-anchor: middle; }
.s1 { fill: var(--s1); background: var(--s1); } .s2 { fill: var(--s2); background: var(--s2); } .s3 { fill: var(--s3); background: var(--s3); } .s4 { fill: var(--s4); background: var(--s4); } .s5 { fill: var(--s5); background: var(--s5); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; font-variant-numeric: tabular-nums; }
th { text-align: start; font-weight: 600; color: var(--quiet); }
th, td { padding: .6rem .9rem .6rem 0; border-top: 1px solid var(--line); vertical-align: top; }
thead th, thead td { border-top: 0; }
table q { display: block; margin-top: .25rem; font-style: italic; }
table.stacks td { min-width: 6.5rem; }
table.stacks.wide td { width: 20%; }
table.stacks tbody th { font-weight: 600; color: var(--ink); }
ol.timeline > li { position: relative; padding: 0 0 1.25rem 1.5rem; border-inline-start: 2px solid var(--line); margin-inline-start: .35rem; }
ol.timeline > li::before { content: ""; position: absolute; inset-inline-start: -.4rem; top: .45rem; width: .65rem; height: .65rem; border-radius: 50%; background: var(--mark); }
ol.timeline p { margin: .1rem 0 0; }
ol.timeline time, .between { font-size: .8125rem; color: var(--quiet); }
.between::before { content: " · "; }
@media (max-width: 40rem) {
  table.stacks thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
  table.stacks, table.stacks tbody, table.stacks tr, table.stacks th, table.stacks td { display: block; width: auto !important; min-width: 0; }
  table.stacks tr { padding: .75rem 0; border-top: 1px solid var(--line); }
  table.stacks td, table.stacks tbody th { border: 0; padding: .25rem 0; }
  table.stacks td::before { content: attr(data-label); display: block; font-size: .8125rem; color: var(--quiet); }
  dl.figures { grid-template-columns: repeat(2, 1fr); gap: .5rem; }
  dl.figures dd { font-size: 1.25rem; }
  .chart text { font-size: 26px; }
  .chart circle { r: 9px; }
  .chart text:nth-of-type(even) { display: none; }
}
@media (max-width: 26rem) { dl.fields { grid-template-columns: 1fr; } dl.fields dd { margin-bottom: .4rem; } }
@page { size: A4; margin: 14mm; }
@media print {
  :root { color-scheme: light; --ground: #fff; font-size: 8.5pt; }
  header, .pager, .downloads, .choices, form, .over, details:not([open]) { display: none; }
  main, header + main { max-width: none; padding: 0; }
  th, td { padding-block: .35rem; }
  a { color: inherit; text-decoration: none; }
  h2 { margin-top: 1.25rem; break-after: avoid; }
  tr, dl.figures > div, figure { break-inside: avoid; }
  dl.figures { grid-template-columns: repeat(5, 1fr); gap: .4rem; }
  dl.figures > div { padding: .5rem .6rem; }
  dl.figures dd, dl.figures dd.long { font-size: 1.125rem; line-height: 1.4; }
}
`;
