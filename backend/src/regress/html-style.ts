/** Style of the one-file report: it has to look alike from a build server's artifacts, in both themes. */
export const HTML_STYLE = `
:root {
  color-scheme: light dark;
  --line: light-dark(#d9dee5, #2b323c);
  --soft: light-dark(#f4f6f8, #171c23);
  --dim: light-dark(#566170, #9aa6b5);
  --good: light-dark(#176b35, #6bd28c);
  --warn: light-dark(#7a5200, #e5b45a);
  --bad: light-dark(#a8161c, #ff8a8a);
  background: light-dark(#fff, #0f1318);
  color: light-dark(#16202b, #e4e9ef);
  font: 14px/1.5 system-ui, sans-serif;
}
body { max-width: 72rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.5rem; margin: 0 }
h3 { font-size: .8rem; margin: 1.2rem 0 .4rem; color: var(--dim); text-transform: uppercase; letter-spacing: .04em }
.headline { margin: .2rem 0 1.5rem; color: var(--dim) }
details { border: 1px solid var(--line); border-radius: .5rem; margin: .5rem 0 }
summary { padding: .6rem .9rem; cursor: pointer }
small { color: var(--dim) }
.case { padding: 0 .9rem .9rem; border-top: 1px solid var(--line) }
.badge { display: inline-block; min-width: 6.5rem; font-weight: 600 }
.equal { color: var(--good) } .drifted { color: var(--warn) } .differs, .failed { color: var(--bad) }
.fault { margin: .5rem 0 0; padding-left: .7rem; border-left: 3px solid var(--bad) }
.first { background: var(--soft); border-radius: .5rem; margin-top: 1rem; padding: .1rem .9rem .6rem }
.values { font-size: 1.05rem } .values span { color: var(--dim); padding: 0 .3rem }
.path { overflow-wrap: anywhere }
code, td, li { font-family: ui-monospace, monospace; font-variant-numeric: tabular-nums }
.scroll { overflow-x: auto }
table { border-collapse: collapse; font-size: .85rem }
th { color: var(--dim); font-weight: 500; text-align: left }
th, td { border-bottom: 1px solid var(--line); padding: .25rem 1.2rem .25rem 0; vertical-align: top }
ul { font-size: .85rem; padding-left: 1.1rem }
`;
