export const STYLE = `
:root { color-scheme: light dark; --ice: #ace5ee; --deep: #0b3c49; --line: #8fb8c4; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem; }
h1, h2 { border-bottom: 2px solid var(--ice); }
section { margin: 1.5rem 0; }
summary { cursor: pointer; padding: 0.4rem 0; }
code, pre { font-family: ui-monospace, monospace; font-size: 0.9em; }
pre { overflow: auto; max-height: 30rem; padding: 0.75rem; border: 1px solid var(--line); border-radius: 0.4rem; }
.method { display: inline-block; min-width: 4rem; padding: 0 0.4rem; border-radius: 0.3rem;
  background: var(--ice); color: var(--deep); font-weight: 600; text-align: center; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 0.3rem 0.6rem 0.3rem 0; border-bottom: 1px solid var(--line); }
`
