import { describe, expect, test } from '@jest/globals'
import { Command } from 'commander'
import { addSettings, flagsOf } from './command-settings.ts'

const parsed = (command: Command, ...argv: string[]) => command.exitOverride().configureOutput({ writeErr: () => undefined }).parse(argv, { from: 'user' })

describe('the settings of a command', () => {
  test('are those of its sections, and come back by path', () => {
    const command = parsed(addSettings(new Command(), ['rewards']), '--coder-reward', 'all-pass', '--strict-reference', '--max-length', '9')
    expect(Object.fromEntries(flagsOf(command, ['rewards']))).toEqual({ 'rewards.coderReward': 'all-pass', 'rewards.strictReference': 'true', 'rewards.normalization.maxLength': '9' })
    expect(() => parsed(addSettings(new Command(), ['rewards']), '--steps', '3')).toThrow('unknown option \'--steps\'')
  })

  test('may have another flag, which the setting that else has it gives up', () => {
    const aliases = { '--temperature': 'evaluation.temperature' }
    const command = parsed(addSettings(new Command(), ['sampling', 'evaluation'], aliases), '--temperature', '0.8')
    expect(Object.fromEntries(flagsOf(command, ['sampling', 'evaluation'], aliases))).toEqual({ 'evaluation.temperature': '0.8' })
  })

  test('refuse a value that is no choice', () => {
    expect(() => parsed(addSettings(new Command(), ['rewards']), '--normalization', 'none')).toThrow('Allowed choices are z-score, length-aware.')
  })

  test('stand in the help by section, with their defaults', () => {
    const help = addSettings(new Command('x'), ['', 'sampling']).helpInformation()
    expect(help).toMatch(/Run:\n +--model <path>/)
    expect(help).toMatch(/Sampling:\n +--programs <number> +Programs sampled a task\s+\[16\]/)
  })
})
