const style = `
  :root { color-scheme: light dark; --line: #8884; }
  body { font: 15px/1.5 system-ui, sans-serif; max-width: 1200px; margin: 2rem auto; padding: 0 1rem; }
  pre { background: #8881; padding: .6rem .8rem; border-radius: 6px; overflow-x: auto; white-space: pre-wrap; margin: .3rem 0 1rem; }
  table.grid { border-collapse: separate; border-spacing: 2px; font-size: 12px; }
  table.grid th { font-weight: 500; padding: 0 .4rem; text-align: left; white-space: nowrap; }
  table.grid td { width: 26px; height: 20px; border-radius: 3px; color: #fff; text-align: center; }
  table.grid .truth { border-left: 4px solid #777; border-radius: 0 3px 3px 0; }
  .correct { color: #2e9e5b; } .wrong { color: #d9534f; } .unknown { opacity: .6; }
  .legend span { display: inline-block; margin-right: 1rem; white-space: nowrap; } .legend i { display: inline-block; width: 14px; height: 14px; border-radius: 3px; vertical-align: -2px; margin-right: .3rem; }
  details { border-top: 1px solid var(--line); padding: .4rem 0; } summary { cursor: pointer; } h2 { margin-top: 3rem; }
`

/**
 * A page that needs nothing else and may load nothing.
 *
 * @param title plain text
 * @param body markup, in which every text is escaped by {@link escapeHtml}
 */
export function htmlPage(title: string, body: string, ownStyle = ''): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"><title>${escapeHtml(title)}</title><style>${style}${ownStyle}</style></head>
<body><h1>${escapeHtml(title)}</h1>
${body}
</body></html>
`
}

/** A model wrote most of what pages show: nothing of it may become markup. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`)
}
