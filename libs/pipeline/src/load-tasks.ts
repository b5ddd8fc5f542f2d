import { basename } from 'node:path'
import { CureError, fileSource, readRecords, Task } from '@cure-ts/records'

/**
 * Reads task files. Where several are read, a task's id is prefixed with its file's name, so that ids are unique.
 *
 * @param limit at most so many tasks, the first ones
 * @throws CureError where a file cannot be read, a record is wrong, two tasks of a file share an id, or there is no task at all
 */
export async function loadTasks(files: readonly string[], limit = Infinity): Promise<Task[]> {
  const tasks: Task[] = []
  const seen = new Set<string>()
  for (const file of files) {
    for await (const task of readRecords(Task, fileSource(file))) {
      if (tasks.length >= limit) return tasks
      const id = files.length > 1 ? `${basename(file)}/${task.task_id}` : String(task.task_id)
      if (seen.has(id)) throw new CureError(`${file}: task_id ${task.task_id} occurs twice; make it unique.`)
      seen.add(id)
      tasks.push({ ...task, task_id: id })
    }
  }
  if (tasks.length === 0) throw new CureError(`${files.join(', ')}: no task in it; give a file with at least one.`)
  return tasks
}
