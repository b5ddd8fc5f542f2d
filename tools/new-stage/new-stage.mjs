// Makes a new stage library: node tools/new-stage/new-stage.mjs NAME VERB INPUT OUTPUT
// e.g. `node tools/new-stage/new-stage.mjs filtering keep Table Table` makes libs/filtering, which exports `keep`.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const [name, verb, input, output] = process.argv.slice(2)
if (!/^[a-z][a-z-]*$/.test(name ?? '') || !/^[a-z][A-Za-z]*$/.test(verb ?? '') || [input, output].some(record => !/^[A-Z][A-Za-z]*$/.test(record ?? ''))) {
  console.error('Usage: node tools/new-stage/new-stage.mjs NAME VERB INPUT OUTPUT, e.g. filtering keep Table Table.')
  process.exit(2)
}
const folder = fileURLToPath(new URL(`../../libs/${name}/`, import.meta.url))
if (existsSync(folder)) {
  console.error(`libs/${name} is there already; choose another name.`)
  process.exit(2)
}

const records = [...new Set([input, output])].sort().join(', ')
const manifest = {
  name: `@cure-ts/${name}`,
  version: '0.1.0',
  description: `The stage ${verb}: ${input} to ${output}.`,
  license: 'Apache-2.0',
  type: 'module',
  exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' }, './package.json': './package.json' },
  files: ['dist', '!dist/**/*.spec.*', '!dist/.tsbuildinfo'],
  dependencies: { '@cure-ts/records': '0.1.0', rxjs: '7.8.2' },
  nx: { name, tags: ['type:stage'], targets: { build: {}, lint: {}, test: {} } },
}
const files = {
  'package.json': `${JSON.stringify(manifest, null, 2)}\n`,
  'tsconfig.json': `${JSON.stringify({ extends: '../../tsconfig.base.json', references: [{ path: '../records' }] }, null, 2)}\n`,
  'src/index.ts': `export { ${verb} } from './${verb}.ts'\n`,
  [`src/${verb}.ts`]: `import { map, type OperatorFunction } from 'rxjs'
import type { ${records} } from '@cure-ts/records'

/** ${input} to ${output}. Say here what it does, with units, ranges and the source of its formulas. */
export function ${verb}(): OperatorFunction<${input}, ${output}> {
  return map(record => record)
}
`,
  [`src/${verb}.spec.ts`]: `import { describe, expect, test } from '@jest/globals'
import { EMPTY, lastValueFrom, toArray } from 'rxjs'
import { ${verb} } from './${verb}.ts'

describe('${verb}', () => {
  test('emits nothing for no records', async () => {
    expect(await lastValueFrom(EMPTY.pipe(${verb}(), toArray()))).toEqual([])
  })
})
`,
  'README.md': `# @cure-ts/${name}

The stage \`${verb}\`: \`${input}\` -> \`${output}\`.

\`\`\`js
import { EMPTY, lastValueFrom, toArray } from 'rxjs'
import { ${verb} } from '@cure-ts/${name}'

console.log(await lastValueFrom(EMPTY.pipe(${verb}(), toArray())))
\`\`\`
`,
}
for (const [file, text] of Object.entries(files)) {
  mkdirSync(dirname(join(folder, file)), { recursive: true })
  writeFileSync(join(folder, file), text)
}
console.log(`Made libs/${name}. Next: \`npm install\` to link it, then write ${verb}.ts and its tests (\`npx nx test ${name}\`).`)
