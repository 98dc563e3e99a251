package io.didact.recipe.stage;

import io.didact.data.JsonlRow;
import io.didact.data.Problem;
import io.didact.data.Rows;
import io.didact.eval.task.TaskColumns;
import io.didact.eval.task.TaskItem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The problems of a task.
 *
 * @param source the task's data, or the file that stands in its place
 */
record TaskData(StageContext context, Task task, Source source) {

  /**
   * All of them, at least one, each with an id of its own.
   *
   * @throws IOException where there is no file, or no problem in it
   * @throws io.didact.data.JsonlException naming the row that is wrong, and in what
   */
  List<TaskItem> read() throws IOException {
    if (task.columns().isPresent() && source instanceof Source.OfFile file) {
      return first(file.limit(), rows(file.locate(context.hub())));
    }
    try {
      return context.distinctProblems(source).stream().map(TaskData::item).toList();
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private List<TaskItem> rows(Path file) throws IOException {
    TaskColumns columns = task.columns().orElseThrow();
    Map<String, Long> rowOf = new HashMap<>();
    try (Stream<Optional<TaskItem>> rows =
        Rows.read(file, row -> distinct(columns.read(row), row, rowOf))) {
      List<TaskItem> items = rows.flatMap(Optional::stream).toList();
      if (items.isEmpty()) {
        throw new IOException(
            file
                + " has no problems for task "
                + task.name()
                + (columns.where().isEmpty() ? "" : ": no row has what `where` wants"));
      }
      return items;
    }
  }

  /** Samples are told apart by their problem's id, so no two rows may have the same. */
  private static Optional<TaskItem> distinct(
      Optional<TaskItem> item, JsonlRow row, Map<String, Long> rowOf) {
    item.ifPresent(
        each -> {
          Long earlier = rowOf.putIfAbsent(each.id(), row.line());
          if (earlier != null) {
            throw row.wrong(
                "the id %s is that of row %d too; ids tell samples apart: name another column as `id` of the task's columns, or none"
                    .formatted(each.id(), earlier));
          }
        });
    return item;
  }

  private static TaskItem item(Problem problem) {
    return new TaskItem(
        problem.id(),
        problem.question(),
        problem.expectedAnswer(),
        List.of(),
        Optional.empty(),
        Optional.empty());
  }

  /** So many from the beginning; 0 for all. */
  static <T> List<T> first(int limit, List<T> all) {
    return limit == 0 ? all : all.subList(0, Math.min(limit, all.size()));
  }
}
