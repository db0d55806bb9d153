/** Stylesheet of the page: one scale of type, one accent, light and dark, from 320 px. */
export const browserPageStyle = `
:root {
  color-scheme: light dark; --ink: light-dark(#1b2129, #e8eaee); --quiet: light-dark(#5a6270, #a4acba); --ground: light-dark(#fcfbf9, #14171c);
  --raised: light-dark(#fff, #1b1f26); --side: light-dark(#f5f3ee, #101317); --tint: light-dark(#f0ede6, #232932); --mark: light-dark(#0b6e63, #5fd0c0);
  --on-mark: light-dark(#fff, #10211f); --line: light-dark(#e4e1da, #2c323c); --edge: light-dark(#8b919c, #6c7482);
  --danger: light-dark(#a3341c, #f29b80); --badge: light-dark(#b4542f, #e8926b); --s1: light-dark(#0b6e63, #5fd0c0); --s2: light-dark(#b4542f, #e8926b);
  --s3: light-dark(#6d5a96, #a995d6); --s4: light-dark(#8a7a3a, #c9b565); --s5: light-dark(#3d6ea8, #7fb0e6); --s6: light-dark(#8b919c, #6c7482);
}
* { box-sizing: border-box; }
[hidden], .hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
body {
  margin: 0; height: 100dvh; overflow: hidden; background: var(--ground); color: var(--ink); font: 0.9375rem / 1.5 system-ui, sans-serif;
  overflow-wrap: anywhere; display: grid; grid-template: "top top" auto "side main" minmax(0, 1fr) / 16.5rem minmax(0, 1fr);
}
h1, h2, h3, p, dl, dd, ul, figure, fieldset, blockquote { margin: 0; padding: 0; border: 0; min-width: 0; }
ul { list-style: none; }
a { color: var(--mark); text-underline-offset: 0.15em; text-decoration-thickness: 1px; }
small { font-size: 0.75rem; color: var(--quiet); }
code { font-size: 0.9375em; padding: 0.05em 0.3em; border-radius: 0.25rem; background: var(--tint); }
:focus-visible { outline: 2px solid var(--mark); outline-offset: 2px; border-radius: 0.25rem; }
button, .button {
  display: inline-flex; align-items: center; font: 600 0.875rem / 1.25 system-ui, sans-serif; padding: 0.4rem 0.75rem; min-height: 2rem;
  border: 1px solid var(--line); border-radius: 0.5rem; background: var(--raised); color: var(--ink); cursor: pointer; text-decoration: none;
  text-align: start;
}
button:hover, .button:hover { border-color: var(--edge); background: var(--tint); }
button.primary, .button.primary { background: var(--mark); border-color: var(--mark); color: var(--on-mark); }
button.primary:hover, .button.primary:hover { filter: brightness(1.08); background: var(--mark); }
button.danger, .button.danger { color: var(--danger); border-color: currentColor; }
[aria-busy] { opacity: 0.6; cursor: progress; }
#top {
  grid-area: top; display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 0.25rem 1rem; padding: 0.5rem 1rem;
  border-bottom: 1px solid var(--line); background: var(--side);
}
.brand { display: flex; align-items: center; gap: 0.5rem; font-weight: 700; color: var(--ink); text-decoration: none; }
.brand .avatar { width: 1.75rem; height: 1.75rem; }
#clock { display: flex; align-items: center; gap: 0.75rem; color: var(--quiet); font-size: 0.8125rem; font-variant-numeric: tabular-nums; }
#skip-menu {
  position: fixed; inset: 3.25rem 1rem auto auto; margin: 0; padding: 0.375rem; min-width: 17rem; border: 1px solid var(--line); border-radius: 0.75rem;
  background: var(--raised); color: var(--ink); box-shadow: 0 12px 32px #0003;
}
#skip-menu button { display: flex; justify-content: space-between; gap: 1rem; width: 100%; border: 0; background: none; font-weight: 500; }
#skip-menu button:hover, #skip-menu button:focus { background: var(--tint); }
#side { grid-area: side; overflow-y: auto; padding: 1rem 0.75rem; background: var(--side); border-inline-end: 1px solid var(--line); }
legend { padding: 0 0.5rem 0.375rem; font-size: 0.75rem; font-weight: 600; color: var(--quiet); }
.person { display: flex; align-items: center; gap: 0.375rem; padding-inline-end: 0.5rem; border-radius: 0.5rem; }
.person label { position: relative; flex: 1; min-width: 0; display: flex; align-items: center; gap: 0.625rem; padding: 0.3rem 0.5rem; border-radius: 0.5rem; cursor: pointer; }
.person input { position: absolute; inset: 0; width: 100%; height: 100%; margin: 0; opacity: 0; cursor: pointer; }
.person:hover, #side li:hover { background: var(--tint); }
.person:has(:checked) { background: var(--raised); box-shadow: 0 0 0 1px var(--line); }
.person:has(:checked) .who > span { font-weight: 600; }
.person:has(:focus-visible) { outline: 2px solid var(--mark); }
.who { display: grid; line-height: 1.25; min-width: 0; }
.avatar {
  flex: none; display: grid; place-items: center; width: 2.125rem; height: 2.125rem; border-radius: 0.625rem; font-size: 0.75rem; font-weight: 700;
  color: #fff; background: #6b7280;
}
.person .avatar { width: 1.875rem; height: 1.875rem; }
.avatar.bot { background: var(--mark); }
.avatar svg { width: 70%; fill: none; stroke: var(--on-mark); stroke-width: 2; stroke-linecap: round; }
.p1 { background: #8a4b2f; }
.p2 { background: #3d6291; }
.p3 { background: #6d4f8f; }
.p4 { background: #8a3f63; }
.p5 { background: #2f6b4f; }
.p6 { background: #70602a; }
#places { margin-top: 1.25rem; padding-top: 1rem; border-top: 1px solid var(--line); }
#places li { display: flex; align-items: center; gap: 0.375rem; padding-inline-end: 0.5rem; border-radius: 0.5rem; }
#places a { flex: 1; display: flex; align-items: baseline; gap: 0.375rem; padding: 0.35rem 0.5rem; color: var(--ink); text-decoration: none; border-radius: 0.5rem; }
#places a[aria-current] { font-weight: 600; }
#places li:has([aria-current]) { background: var(--raised); box-shadow: 0 0 0 1px var(--line); }
.sign { color: var(--quiet); font-weight: 400; }
.menu svg { width: 1rem; fill: currentColor; }
.sign svg { width: 0.875rem; vertical-align: -0.125em; fill: none; stroke: currentColor; stroke-width: 1.5; }
#places .sign { width: 1rem; text-align: center; margin-inline-end: -0.125rem; }
.badge {
  position: relative; min-width: 1.25rem; padding: 0 0.375rem; border-radius: 1rem; background: var(--badge); color: light-dark(#fff, #24130b);
  font-size: 0.75rem; font-weight: 700; text-align: center;
}
#main { grid-area: main; display: flex; flex-direction: column; min-height: 0; }
#head { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 0.75rem; padding: 0.75rem 1.5rem; border-bottom: 1px solid var(--line); }
h1 { font-size: 1.0625rem; line-height: 1.4; }
.topic { font-size: 0.8125rem; color: var(--quiet); }
#log { flex: 1; min-height: 0; overflow-y: auto; padding: 1rem 1.5rem; display: flex; flex-direction: column; }
#messages { margin-top: auto; width: 100%; max-width: 48rem; }
.empty { color: var(--quiet); padding: 2rem 0; }
.day { display: flex; align-items: center; gap: 0.75rem; margin: 1.25rem 0 0.5rem; font-size: 0.75rem; font-weight: 600; color: var(--quiet); }
.day::after { content: ""; flex: 1; border-top: 1px solid var(--line); }
article { position: relative; display: flex; gap: 0.75rem; padding: 0.25rem 0.5rem; margin: 0 -0.5rem; border-radius: 0.5rem; }
article.begins { margin-top: 0.625rem; }
article:hover, article:focus-within { background: light-dark(#f6f4ef, #191d23); }
article:focus-visible { outline-offset: 0; }
.gutter { flex: none; width: 2.125rem; }
.body { flex: 1; min-width: 0; }
.by { line-height: 1.3; }
.by time { margin-inline-start: 0.25rem; font-size: 0.75rem; color: var(--quiet); }
.app { font-size: 0.6875rem; font-weight: 600; padding: 0.05rem 0.3rem; border-radius: 0.25rem; background: var(--tint); color: var(--quiet); }
.said, .card p, .card dd, .card blockquote, .intro { white-space: pre-line; }
.edited, .note { color: var(--quiet); font-size: 0.8125rem; }
.mention { padding: 0 0.15em; border-radius: 0.25rem; background: light-dark(#e0efec, #1d3733); color: var(--mark); font-weight: 600; }
.card { display: grid; gap: 0.5rem; }
.framed {
  margin: 0.375rem 0; padding: 0.875rem 1rem; border: 1px solid var(--line); border-inline-start: 3px solid var(--mark); border-radius: 0.625rem;
  background: var(--raised); box-shadow: 0 1px 2px #0000000a;
}
h3, #home h2 { font-size: 1rem; line-height: 1.35; }
blockquote { padding-inline-start: 0.75rem; border-inline-start: 3px solid var(--line); color: var(--quiet); }
.card dl { display: grid; gap: 0.3rem; }
.card dl > div { display: grid; grid-template-columns: minmax(6rem, 9.5rem) 1fr; gap: 0 0.75rem; }
.card dt { color: var(--quiet); font-size: 0.8125rem; line-height: 1.75; }
.item { flex-wrap: wrap; display: flex; align-items: start; justify-content: space-between; gap: 0.75rem; padding-top: 0.5rem; border-top: 1px solid var(--line); }
.item > div { flex: 1 1 12rem; min-width: 0; }
.item > :last-child:not(div) { flex: none; }
.buttons { display: flex; flex-wrap: wrap; gap: 0.375rem; }
.controls { gap: 0 0.25rem; margin-inline-start: -0.5rem; }
.controls .plain { min-height: 1.75rem; padding: 0.25rem 0.5rem; border-color: transparent; background: none; font-weight: 500; font-size: 0.8125rem; color: var(--quiet); }
.controls .plain:hover { color: var(--ink); background: var(--tint); }
.buttons.end { justify-content: end; }
hr { width: 100%; margin: 0.25rem 0; border: 0; border-top: 1px solid var(--line); }
hr + hr, hr:last-child { display: none; }
#home { max-width: 48rem; }
.chain { font-weight: 600; }
figcaption { font-size: 0.8125rem; font-weight: 600; }
figure svg { display: block; width: 100%; max-width: 30rem; height: auto; }
figure line { stroke: var(--line); }
figure text { fill: var(--quiet); font-size: 10px; text-anchor: middle; }
polyline { fill: none; stroke-width: 2.5; stroke: currentColor; }
.s1 { fill: var(--s1); background: var(--s1); color: var(--s1); }
.s2 { fill: var(--s2); background: var(--s2); color: var(--s2); }
.s3 { fill: var(--s3); background: var(--s3); color: var(--s3); }
.s4 { fill: var(--s4); background: var(--s4); color: var(--s4); }
.s5 { fill: var(--s5); background: var(--s5); color: var(--s5); }
.s6 { fill: var(--s6); background: var(--s6); color: var(--s6); }
.legend { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; font-size: 0.75rem; color: var(--quiet); }
.legend span { display: inline-block; width: 0.625rem; height: 0.625rem; margin-inline-end: 0.375rem; border-radius: 0.2rem; }
.thread { margin: 0.25rem 0 0.5rem 2.875rem; padding-inline-start: 0.75rem; border-inline-start: 2px solid var(--line); }
.thread.current { border-color: var(--mark); }
.thread .avatar { width: 1.625rem; height: 1.625rem; font-size: 0.625rem; border-radius: 0.5rem; }
.thread .gutter { width: 1.625rem; }
.earlier { display: inline-block; padding: 0.125rem 0.5rem; font-size: 0.8125rem; font-weight: 600; }
.menu { position: absolute; inset: -0.25rem 0.5rem auto auto; }
.menu summary {
  list-style: none; display: grid; place-items: center; width: 2rem; height: 1.75rem; border: 1px solid var(--line); border-radius: 0.5rem;
  background: var(--raised); cursor: pointer; color: var(--quiet); font-weight: 700;
}
.menu summary::-webkit-details-marker { display: none; }
@media (hover: hover) {
  .menu:not([open]) { opacity: 0; }
  article:hover > .menu, article:focus-within > .menu { opacity: 1; }
}
.menu > div {
  position: absolute; z-index: 2; inset: 2rem 0 auto auto; display: grid; width: max-content; max-width: 16rem; padding: 0.25rem;
  border: 1px solid var(--line); border-radius: 0.625rem; background: var(--raised); box-shadow: 0 12px 32px #0003;
}
.menu > div button, .menu > div .button { border: 0; background: none; font-weight: 500; }
.menu > div button:hover, .menu > div .button:hover { background: var(--tint); }
.reactions { display: flex; gap: 0.25rem; margin-top: 0.25rem; }
.reactions button { min-height: 1.625rem; padding: 0 0.5rem; border-radius: 1rem; font-size: 0.8125rem; }
.reactions [aria-pressed="true"] { border-color: var(--mark); color: var(--mark); }
.editor { display: grid; gap: 0.375rem; margin: 0.25rem 0; }
#composer { padding: 0 1.5rem 1rem; max-width: 51rem; width: 100%; }
#tries { margin-bottom: 0.625rem; }
#tries p { font-size: 0.75rem; font-weight: 600; color: var(--quiet); margin-bottom: 0.375rem; }
#tries div { display: flex; flex-wrap: wrap; gap: 0.375rem; }
.try { border-color: var(--mark); color: var(--mark); background: none; border-radius: 1rem; font-weight: 500; }
.notice, .replying { padding: 0.25rem 0 0.375rem; font-size: 0.8125rem; color: var(--quiet); }
#say { display: flex; align-items: end; gap: 0.5rem; padding: 0.375rem; border: 1px solid var(--edge); border-radius: 0.75rem; background: var(--raised); }
#say:focus-within { outline: 2px solid var(--mark); outline-offset: -1px; }
#say textarea { flex: 1; min-width: 0; max-height: 30vh; border: 0; outline: 0; padding: 0.375rem 0.5rem; background: none; resize: none; }
textarea { field-sizing: content; }
textarea, select, input[type="text"], input[type="date"] { font: inherit; color: var(--ink); }
::placeholder { color: var(--quiet); opacity: 1; }
.editor textarea, .field textarea, .field select, .field input {
  width: 100%; padding: 0.45rem 0.6rem; border: 1px solid var(--edge); border-radius: 0.5rem; background: var(--raised);
}
.field select, .field input { min-height: 2.375rem; }
#line:not(:empty) {
  position: fixed; inset: auto 0 1rem 0; margin: auto; width: fit-content; max-width: 90vw; padding: 0.5rem 1rem; border-radius: 0.625rem;
  background: var(--ink); color: var(--ground); font-size: 0.875rem; z-index: 3;
}
dialog {
  width: min(34rem, 100vw - 1.5rem); max-height: min(44rem, 100dvh - 1.5rem); margin: auto; padding: 0; border: 1px solid var(--line);
  border-radius: 0.875rem; background: var(--raised); color: var(--ink); box-shadow: 0 24px 64px #0005; z-index: 4;
}
dialog:not(:modal) { position: fixed; inset: 0; overflow: auto; }
dialog::backdrop { background: #0006; }
dialog form { display: flex; flex-direction: column; max-height: inherit; }
dialog h2 { padding: 1rem 1.25rem 0.5rem; font-size: 1.125rem; }
.fields { overflow-y: auto; padding: 0.25rem 1.25rem 1rem; display: grid; gap: 0.875rem; }
dialog .buttons { padding: 0.75rem 1.25rem; border-top: 1px solid var(--line); }
.field label { font-weight: 600; font-size: 0.875rem; }
.field textarea, .field select, .field input { margin-top: 0.25rem; }
.optional { margin-inline-start: 0.5rem; font-size: 0.75rem; color: var(--quiet); }
.hint { margin-top: 0.25rem; font-size: 0.8125rem; color: var(--quiet); }
.mistake { margin-top: 0.25rem; font-size: 0.8125rem; font-weight: 600; color: var(--danger); }
[aria-invalid] { border-color: var(--danger); }
@media (max-width: 46rem) {
  body { grid-template: "top" auto "side" auto "main" minmax(0, 1fr) / minmax(0, 1fr); }
  #top { padding: 0.375rem 0.75rem; }
  .brand { font-size: 0; gap: 0; }
  article { gap: 0.5rem; }
  .avatar { width: 1.75rem; height: 1.75rem; font-size: 0.6875rem; }
  .gutter { width: 1.75rem; }
  #side { padding: 0.375rem 0.75rem; border-inline-end: 0; border-bottom: 1px solid var(--line); overflow: visible; }
  #people fieldset { display: flex; gap: 0.125rem; justify-content: space-between; }
  legend { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .person { position: relative; padding: 0; }
  .person label { padding: 0.25rem; }
  .who { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .person:has(:checked) { flex: 1 1 4rem; min-width: 0; }
  .person:has(:checked) .who { position: static; width: auto; height: auto; clip-path: none; }
  .who span { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
  .person:has(:checked) .who small { display: none; }
  .person .badge { position: absolute; inset: -0.25rem -0.25rem auto auto; min-width: 1.125rem; font-size: 0.6875rem; }
  #places { margin: 0.375rem 0 0; padding: 0.375rem 0 0; }
  #places ul { display: flex; flex-wrap: wrap; gap: 0.125rem; }
  #places a { padding: 0.25rem 0.5rem; font-size: 0.8125rem; }
  #places small { display: none; }
  #places .sign { width: auto; }
  #places li { padding-inline-end: 0.25rem; }
  #head { padding: 0.375rem 0.75rem; }
  h1 { font-size: 0.9375rem; }
  .topic { font-size: 0.75rem; }
  #log { padding: 0.5rem 0.75rem; }
  #composer { padding: 0 0.75rem 0.625rem; }
  .thread { margin-inline-start: 1rem; padding-inline-start: 0.5rem; }
  .card dl > div { grid-template-columns: 1fr; }
  .framed { padding: 0.75rem; }
  #skip-menu { inset: 3rem 0.75rem auto 0.75rem; min-width: 0; }
}
@media (prefers-reduced-motion: no-preference) {
  article.begins, dialog { animation: appear 0.15s ease-out; }
  @keyframes appear {
    from { opacity: 0; transform: translateY(4px); }
  }
}
`;
