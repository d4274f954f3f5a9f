/** The look of the page: light and dark, on paper and on a phone. */
export const PAGE_STYLE = `
:root{color-scheme:light dark;--ink:#1b1f24;--quiet:#59636e;--page:#fbfbfa;--card:#fff;--edge:#dfe3e8;--line:#0f6cbd;--hold:#8a6d00;--gain:#0b7a53;--loss:#b3362b;--neutral:#5f7d9c;--warn:#8a4b00;--warnbg:#fff4e0}
@media (prefers-color-scheme:dark){:root{--ink:#e6e9ec;--quiet:#9aa5b1;--page:#12161b;--card:#191e24;--edge:#2c343d;--line:#62aef0;--hold:#d9b54a;--gain:#3ec48f;--loss:#f0796c;--neutral:#7f9cba;--warn:#f2c078;--warnbg:#2c2212}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;font-variant-numeric:tabular-nums}
main{max-width:1000px;margin:0 auto;padding:28px 20px 60px}
h1{font-size:26px;line-height:1.2;margin:0 0 4px}
h2{font-size:17px;margin:34px 0 10px}
h3{font-size:14px;margin:18px 0 6px;color:var(--quiet);font-weight:600}
p{margin:6px 0}
.quiet{color:var(--quiet)}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(118px,1fr));gap:10px;margin:20px 0}
.tile{background:var(--card);border:1px solid var(--edge);border-radius:8px;padding:10px 11px}
.tile b{display:block;font-size:19px;white-space:nowrap;font-weight:650;line-height:1.25}
.tile span{color:var(--quiet);font-size:12.5px}
.pos{color:var(--gain)}.neg{color:var(--loss)}
.warnings{background:var(--warnbg);border:1px solid var(--warn);border-radius:8px;padding:10px 14px;margin:16px 0}
.warnings h2{margin:0 0 4px;color:var(--warn);font-size:15px}
.warnings ul,.plain{margin:0;padding-left:20px}
.chart{overflow-x:auto;background:var(--card);border:1px solid var(--edge);border-radius:8px;padding:8px}
.chart svg{display:block;width:100%;min-width:620px;height:auto}
.legend{display:flex;gap:18px;flex-wrap:wrap;font-size:13px;color:var(--quiet);margin:4px 0 8px}
.legend i{display:inline-block;width:18px;height:3px;vertical-align:middle;margin-right:6px;border-radius:2px}
.grid{stroke:var(--edge);stroke-width:1}.zero{stroke:var(--quiet);stroke-width:1;stroke-dasharray:4 4}
.tick{fill:var(--quiet);font:11px system-ui,sans-serif}.end{text-anchor:end}.middle{text-anchor:middle}
.line{fill:none;stroke-width:1.6;stroke-linejoin:round}.equity{stroke:var(--line)}.hold{stroke:var(--hold);stroke-width:1.2}.lossline{stroke:var(--loss)}
.band{fill:var(--line);opacity:.18}.down{fill:var(--loss);opacity:.25}.held{fill:var(--line)}
rect.gain,circle.gain{fill:var(--gain)}rect.loss,circle.loss{fill:var(--loss)}rect.neutral{fill:var(--neutral)}circle{opacity:.6}
.two{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,420px),1fr));gap:16px}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:13.5px}
th,td{padding:4px 8px;text-align:right;border-bottom:1px solid var(--edge);white-space:nowrap}
th:first-child,td:first-child{text-align:left}
th{color:var(--quiet);font-weight:600;font-size:12.5px}
td.text{text-align:left;white-space:normal}
td abbr{text-decoration:underline dotted;text-underline-offset:3px;cursor:help}
.months td{text-align:right}
pre{background:var(--card);border:1px solid var(--edge);border-radius:8px;padding:12px;overflow-x:auto;font:12.5px/1.45 ui-monospace,Menlo,Consolas,monospace;white-space:pre-wrap;overflow-wrap:anywhere}
details{margin:10px 0}summary{cursor:pointer;font-weight:600}
footer{margin-top:40px;color:var(--quiet);font-size:13px}
@media print{body{background:#fff}main{max-width:none}details{display:block}h2{break-after:avoid}.chart,table{break-inside:avoid}}
`;
