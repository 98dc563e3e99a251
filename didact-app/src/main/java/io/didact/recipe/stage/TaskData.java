package io.didact.recipe.stage;

import io.didact.data.Dataset;
import io.didact.data.JsonlRow;
import io.didact.data.Problem;
import io.didact.data.RowLayout;
import io.didact.eval.task.TaskColumns;
import io.didact.eval.task.TaskItem;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The problems of a task as rows of a source.
 *
 * @param task which may have columns of its own
 */
record TaskData(Task task) implements RowKind<TaskItem> {

  /**
   * All of them, at least one, each with an id of its own.
   *
   * @param source the task's data, or the file that stands in its place
   * @throws IOException where there is no file, or no problem in it, or naming rows that are wrong
   */
  static Dataset<TaskItem> read(StageContext context, Task task, Source source) throws IOException {
    Dataset<TaskItem> items = source.read(context.data(), new TaskData(task));
    if (items.items().isEmpty()) {
      throw new IOException("stage " + context.name() + ": its data has no problems");
    }
    context.tellOfData(source, items);
    context.requireDistinct(items, TaskItem::id);
    return items;
  }

  @Override
  public TaskItem read(JsonlRow row, RowLayout layout) {
    Optional<TaskColumns> columns = task.columns();
    return columns.isPresent() ? columns.get().read(row) : of(layout.read(row));
  }

  @Override
  public TaskItem of(Problem problem) {
    return new TaskItem(
        problem.id(),
        problem.question(),
        problem.expectedAnswer(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.ofNullable(problem.system()));
  }

  @Override
  public Problem problem(TaskItem item) {
    return new Problem(item.id(), item.question(), item.answer(), null, null);
  }

  @Override
  public TaskItem withId(TaskItem item, String id) {
    return new TaskItem(
        id,
        item.question(),
        item.answer(),
        item.choices(),
        item.subject(),
        item.level(),
        item.system());
  }
}
