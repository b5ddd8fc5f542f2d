import { expect, test } from '@jest/globals'
import { groupTasks, hardestTasks } from './group-tasks.ts'

const task = (taskId: string, codeAccuracy: number | null, rest: { bestOfN?: number, difficulty?: string, tags?: string[] } = {}) => {
  const { bestOfN = 0, ...labels } = rest
  return { taskId, figures: { codeAccuracy, bestOfN }, programTokens: [], testTokens: [], ...labels }
}

test('a group\'s figures are means over its tasks; a task may be in several', () => {
  const tasks = [task('a', 0.5, { tags: ['x', 'y'] }), task('b', 1, { tags: ['y'] }), task('c', null, { tags: ['y'] })]
  expect(groupTasks({ tasks }, 'tags', { seed: 1 })).toMatchObject([
    { name: 'y', tasks: 3, figures: { codeAccuracy: { value: 0.75, low: 0.5, high: 1, tasks: 2 }, mu: null } },
    { name: 'x', tasks: 1, figures: { codeAccuracy: { value: 0.5, tasks: 1 } } },
  ])
})

test('difficulties stand in their order, words and numbers, and one group alone is none', () => {
  const tasks = ['1200', '800', '1200'].map((difficulty, index) => task(`${index}`, 1, { difficulty }))
  expect(groupTasks({ tasks }, 'difficulty', { seed: 1 }).map(({ name, tasks: count }) => [name, count])).toEqual([['800', 1], ['1200', 2]])
  const words = ['hard', 'B', 'Medium', 'easy', 'A'].map((difficulty, index) => task(`${index}`, 1, { difficulty }))
  expect(groupTasks({ tasks: words }, 'difficulty', { seed: 1 }).map(({ name }) => name)).toEqual(['easy', 'Medium', 'hard', 'A', 'B'])
  expect(groupTasks({ tasks: tasks.slice(0, 1) }, 'difficulty', { seed: 1 })).toEqual([])
  expect(groupTasks({ tasks }, 'tags', { seed: 1 })).toEqual([])
})

test('the hardest tasks come first; of equals the one that Best-of-N fails', () => {
  const tasks = [task('easy', 1), task('saved', 0.25, { bestOfN: 1 }), task('lost', 0.25), task('unknown', null)]
  expect(hardestTasks({ tasks }, 3).map(({ taskId }) => taskId)).toEqual(['lost', 'saved', 'easy'])
})
