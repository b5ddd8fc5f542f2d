/** Python's `//`: rounds down. */
export const floorDivide = (a: number, b: number): number => Math.floor(a / b)

/** Python's `%`: has the sign of the divisor. */
export const modulo = (a: number, b: number): number => a - b * Math.floor(a / b)

export const sum = (xs: readonly number[]): number => xs.reduce((total, x) => total + x, 0)
export const largest = (xs: readonly number[]): number => (xs.length > 0 ? Math.max(...xs) : 0)
export const smallest = (xs: readonly number[]): number => (xs.length > 0 ? Math.min(...xs) : 0)
