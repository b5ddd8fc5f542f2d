/** A grid's rows, and how many of them and how wide they must be. */
export interface Shape {
  readonly field: string
  readonly grid: readonly (readonly unknown[])[]
  readonly programs: number
  readonly tests: number
}

type Fit = true | { path: string[], issue: string }

/** For a schema's check: true where the grid has a row a program and a column a test, else what is wrong with it. */
export function hasShape({ field, grid, programs, tests }: Shape): Fit {
  if (grid.length !== programs) {
    return { path: [field], issue: `Expected a row for each of the ${programs} programs, got ${grid.length}` }
  }
  const row = grid.findIndex(cells => cells.length !== tests)
  return row === -1
    || { path: [field, String(row)], issue: `Expected a cell for each of the ${tests} tests, got ${grid[row]!.length}` }
}

/** For a schema's check: true where each of the fields has `length` elements, else what is wrong with the first that has not. */
export function haveLength<Name extends string>(
  record: Readonly<Record<Name, readonly unknown[]>>,
  names: readonly Name[],
  length: number,
  what: 'programs' | 'tests',
): Fit {
  const name = names.find(each => record[each].length !== length)
  return name === undefined
    || { path: [name], issue: `Expected one for each of the ${length} ${what}, got ${record[name].length}` }
}
