import type { Counts, Table } from '@cure-ts/records'

type CellCounts = Pick<Counts, 'wrongOnCorrect' | 'wrongOnCorrectPassed' | 'wrongOnWrong' | 'wrongOnWrongPassed'>

/**
 * The known cells of wrong programs on generated tests, by whether the test is correct: the numerators and denominators of
 * p_01 and p_00 (arXiv 2506.03136, section 3).
 *
 * @param columns of the generated tests
 */
export function countWrongCells(
  { passed, correctPrograms, correctTests }: Pick<Table, 'passed' | 'correctPrograms' | 'correctTests'>,
  columns: readonly number[],
): CellCounts {
  const wrong = passed.filter((_, row) => correctPrograms[row] === false)
  const cellsOn = (correct: boolean) => {
    const tests = columns.filter(column => correctTests[column] === correct)
    return wrong.flatMap(row => tests.map(column => row[column]!)).filter(cell => cell !== null)
  }
  const [onCorrect, onWrong] = [cellsOn(true), cellsOn(false)]
  return {
    wrongOnCorrect: onCorrect.length,
    wrongOnCorrectPassed: onCorrect.filter(cell => cell === 1).length,
    wrongOnWrong: onWrong.length,
    wrongOnWrongPassed: onWrong.filter(cell => cell === 1).length,
  }
}
