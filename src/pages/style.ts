/** The stylesheet of the pages: the fonts of the system, readable on a telephone and on paper. */
export const STYLE = `:root { color-scheme: light; }
body { margin: 0 auto; max-width: 76rem; padding: 0 1rem 3rem; color: #1a1a1a; background: #fff; font: 1rem/1.7 system-ui, "Hiragino Sans", "Noto Sans JP", "Yu Gothic UI", Meiryo, sans-serif; overflow-wrap: anywhere; }
header nav { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; justify-content: space-between; padding: .75rem 0; border-bottom: 1px solid #767676; }
h1 { font-size: 1.6rem; line-height: 1.35; margin: 1.25rem 0 .75rem; }
h2 { font-size: 1.25rem; margin: 2rem 0 .5rem; }
h3 { font-size: 1.05rem; margin: 1.25rem 0 .25rem; }
a { color: #0b4f9e; }
a:focus-visible, summary:focus-visible, .frame:focus-visible { outline: 3px solid #b35900; outline-offset: 2px; }
code, pre { font-family: ui-monospace, "SFMono-Regular", Menlo, Consolas, "Noto Sans Mono CJK JP", monospace; font-size: .9em; }
pre { overflow-x: auto; padding: .75rem; border: 1px solid #767676; background: #f6f6f6; line-height: 1.45; overflow-wrap: normal; }
dl { display: grid; grid-template-columns: minmax(7rem, max-content) 1fr; gap: .25rem 1rem; margin: 0; }
dt { font-weight: 600; }
dd { margin: 0; }
.frame { position: relative; overflow-x: auto; margin: .5rem 0 1rem; }
table { border-collapse: collapse; width: 100%; min-width: 40rem; font-size: .92rem; line-height: 1.5; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
th, td { border: 1px solid #8a8a8a; padding: .3rem .5rem; text-align: left; vertical-align: top; }
thead th { background: #ececec; }
tbody th { font-weight: 400; min-width: 11rem; }
tr.changed > th { font-weight: 700; }
tr:target > *, section:target { background: #fff3c4; }
.d1 { padding-left: 1.2rem; } .d2 { padding-left: 2rem; } .d3 { padding-left: 2.8rem; } .d4 { padding-left: 3.6rem; } .d5 { padding-left: 4.4rem; }
.d6 { padding-left: 5.2rem; } .d7 { padding-left: 6rem; } .d8 { padding-left: 6.8rem; } .d9 { padding-left: 7.6rem; }
td p, td ul { margin: 0 0 .25rem; }
td ul { padding-left: 1.2rem; }
.base { color: #4a4a4a; font-size: .9em; white-space: nowrap; }
.count, abbr { white-space: nowrap; }
summary { cursor: pointer; padding: .4rem 0; }
.skip { position: absolute; left: -99rem; }
.skip:focus { position: static; }
footer { margin-top: 3rem; border-top: 1px solid #767676; color: #4a4a4a; font-size: .9rem; }
@media screen and (max-width: 40rem) {
  dl { grid-template-columns: 1fr; }
  dd { margin: 0 0 .5rem; }
  table { min-width: 0; }
  table, tbody, tr, tbody th, td { display: block; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tr { border: 1px solid #8a8a8a; margin-bottom: .5rem; }
  th, td { border: 0; }
  tbody th { background: #ececec; }
  td:empty { display: none; }
  td::before { content: attr(data-head) ": "; color: #4a4a4a; }
}
@media print {
  body { max-width: none; padding: 0; font-size: 9pt; }
  nav, .skip { display: none; }
  .frame { overflow: visible; }
  table { min-width: 0; }
  tr { break-inside: avoid; }
  thead { display: table-header-group; }
  a { color: inherit; text-decoration: none; }
}
`;
