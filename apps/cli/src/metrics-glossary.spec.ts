import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { figureTitles } from '@cure-ts/benchmarks'
import { schemaOf } from './commands/schema.ts'
import { root } from './cure.spec.fixture.ts'

const glossary = readFileSync(join(root, 'docs/metrics.md'), 'utf8')
const explained = new Set(Array.from(glossary.matchAll(/`([^`\n]+)`/g), ([, name]) => name!))
const missing = (names: readonly string[]) => names.filter(name => !explained.has(name))

/** Names of the fields of a record and of all that is inside. */
function fieldsOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  const own = 'properties' in schema ? Object.keys(schema.properties as object) : []
  return [...own, ...Object.values(schema).flatMap(fieldsOf)]
}

/** Figures of one kind by size have one entry. */
const kindOf = (name: string) => name.replace(/^passAt\d+$/, 'passAt<k>').replace(/^bestOf\d+x\d+$/, 'bestOf<n>x<m>').replace(/^majorityOf\d+$/, 'majorityOf<n>').replace(/^rule:.*$/, 'rule:<name>').replace(/^(precisionAt|reversalAt|boundAt)\d+$/, '$1<m>')

describe('docs/metrics.md explains', () => {
  test.each(['StepReport', 'Evaluation', 'EvaluationResult'])('every field of %s', record => {
    const fields = fieldsOf(schemaOf(record))
    expect(fields).toEqual(expect.arrayContaining(['unreadableTests', 'wrongOnCorrectPassed', 'low']))
    expect(missing(fields)).toEqual([])
  })

  test('every figure of a result', () => {
    expect(missing(Object.keys(figureTitles).map(kindOf))).toEqual([])
  })

  test('what is reported, not whatever one asks for', () => {
    expect(missing(['codeAccuracy', 'nobodyReportsThis'])).toEqual(['nobodyReportsThis'])
  })
})
