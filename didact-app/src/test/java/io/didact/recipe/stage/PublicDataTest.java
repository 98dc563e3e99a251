package io.didact.recipe.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.didact.answers.Grade;
import io.didact.answers.Verdict;
import io.didact.data.Rows;
import io.didact.eval.task.TaskItem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The public releases, where they are beside the project, go through the shipped tasks. */
class PublicDataTest {
  private static final Path DATA =
      Path.of(System.getProperty("didact.root", "..")).resolve("../shared/data");

  @ParameterizedTest
  @CsvSource({
    "aime24, aime24.jsonl, 30",
    "math500, math500.jsonl, 500",
    "gsm8k, gsm8k-test.jsonl, 1319"
  })
  void everyAnswerIsRightForItself(String name, String file, int problems) throws IOException {
    assumeTrue(Files.exists(DATA.resolve(file)), "there is no " + DATA.resolve(file));
    Task task = Task.named(name, Path.of(""));
    List<TaskItem> items;
    try (Stream<TaskItem> rows =
        Rows.read(DATA.resolve(file), task.columns().orElseThrow()::read)) {
      items = rows.toList();
    }
    assertThat(items).hasSize(problems);
    assertThat(items.stream().map(TaskItem::id).distinct()).hasSize(problems);
    for (TaskItem item : items) {
      task.answer().unread(item.answer(), 0);
      Grade grade =
          task.answer()
              .grade("Hence the answer is $\\boxed{" + item.answer() + "}$.", item.answer());
      assertThat(grade.verdict()).as(item.answer()).isEqualTo(Verdict.CORRECT);
    }
  }
}
