/** A grid's rows, and how many of them and how wide they must be. */
export interface Shape {
  readonly field: string
  readonly grid: readonly (readonly unknown[])[]
  readonly programs: number
  readonly tests: number
}

/** For a schema's check: true where the grid has a row a program and a column a test, else what is wrong with it. */
export function hasShape({ field, grid, programs, tests }: Shape): true | { path: string[], issue: string } {
  if (grid.length !== programs) {
    return { path: [field], issue: `Expected a row for each of the ${programs} programs, got ${grid.length}` }
  }
  const row = grid.findIndex(cells => cells.length !== tests)
  return row === -1
    || { path: [field, String(row)], issue: `Expected a cell for each of the ${tests} tests, got ${grid[row]!.length}` }
}
