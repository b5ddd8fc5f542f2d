export { abortable } from './abortable.ts'
export { pullThrough } from './pull-through.ts'
