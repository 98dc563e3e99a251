package io.didact.recipe.stage;

import io.didact.data.Dataset;
import io.didact.data.Problem;
import io.didact.eval.task.TaskColumns;
import io.didact.eval.task.TaskItem;
import io.didact.hub.HubCache;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The problems of a task.
 *
 * @param source the task's data, or the file that stands in its place
 */
record TaskData(StageContext context, Task task, Source source) {

  /**
   * All of them, at least one, each with an id of its own.
   *
   * @throws IOException where there is no file, or no problem in it, or naming rows that are wrong
   */
  Dataset<TaskItem> read() throws IOException {
    if (task.columns().isPresent() && source instanceof Source.OfFile file) {
      Dataset<TaskItem> items = rows(task, file, context.hub());
      context.tellOfData(source, items);
      context.requireDistinct(items, TaskItem::id);
      return items;
    }
    return context.distinctProblems(source).map(TaskData::item);
  }

  /** The problems of a file with the task's columns. */
  static Dataset<TaskItem> rows(Task task, Source.OfFile file, HubCache hub) throws IOException {
    TaskColumns columns = task.columns().orElseThrow();
    return file.rows(hub, columns::read, columns.where());
  }

  static TaskItem item(Problem problem) {
    return new TaskItem(
        problem.id(),
        problem.question(),
        problem.expectedAnswer(),
        List.of(),
        Optional.empty(),
        Optional.empty());
  }
}
