// `npm run setup`: everything that `npm start` and `npm test` need, and nothing a second time.
import { asScript, ensureReady } from './ensure-ready.mjs'

await asScript(() => {
  ensureReady()
  console.log('Ready.')
  return 0
})
