package io.didact.recipe.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.didact.eval.task.Asking;
import io.didact.eval.task.ChoiceOrder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskTest {
  private static final Path ROOT = Path.of(System.getProperty("didact.root", ".."));

  @TempDir Path dir;

  private static List<String> files(String folder) throws IOException {
    try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
      return files.map(f -> f.getFileName().toString().replace(".yaml", "")).sorted().toList();
    }
  }

  @Test
  void allShippedAreValidAndCalledLikeTheirFiles() throws IOException {
    assertThat(Task.names())
        .isEqualTo(files("tasks"))
        .contains("aime24", "aime25", "math500", "gpqa-diamond", "gsm8k", "countdown", "chain");
    assertThat(Profile.names())
        .isEqualTo(files("profiles"))
        .contains("chat", "skythought", "lighteval", "s1");
    for (String task : Task.names()) {
      assertThat(Task.named(task, dir).name()).isEqualTo(task);
      for (String profile : Profile.names()) {
        Profile way = Profile.named(profile, dir);
        assertThat(way.name()).isEqualTo(profile);
        assertThat(way.asking(Task.named(task, dir)).prompt()).contains("{question}");
        assertThat(way.samples(Task.named(task, dir))).isPositive();
      }
    }
  }

  /** The published forms, as docs/evaluation.md has them. */
  @Test
  void profilesPutTasksTheirWay() {
    Task math = Task.named("math500", dir);
    Task gpqa = Task.named("gpqa-diamond", dir);
    Task aime = Task.named("aime24", dir);
    Profile sky = Profile.named("skythought", dir);
    assertThat(sky.asking(math).prompt())
        .isEqualTo("Return your final response within \\boxed{}. {question}");
    assertThat(sky.asking(gpqa).choices().orElseThrow().order()).isEqualTo(ChoiceOrder.SHUFFLED);
    assertThat(sky.sampling().over(aime.sampling()).temperature()).isZero();
    assertThat(sky.samples(aime)).isEqualTo(1);
    Profile light = Profile.named("lighteval", dir);
    assertThat(List.of(light.samples(aime), light.samples(math), light.samples(gpqa)))
        .containsExactly(16, 4, 8);
    assertThat(light.sampling().over(math.sampling()))
        .isEqualTo(new SamplingSettings(0.6, 0.95, 0, 0, 32_768));
    Asking s1 = Profile.named("s1", dir).asking(math);
    assertThat(s1.prompt()).isEqualTo("{question}");
    assertThat(s1.budget().orElseThrow().instead()).isEqualTo("Wait");
    assertThat(Profile.NONE.asking(gpqa).choices().orElseThrow().order())
        .isEqualTo(ChoiceOrder.BALANCED);
    assertThat(Profile.NONE.asking(math).prompt()).isEqualTo(math.prompt());
  }

  @Test
  void unknownNamesHaveHints() {
    assertThatThrownBy(() -> Task.named("math50", dir))
        .hasMessage(
            "there is no task 'math50'; did you mean `math500`?; a file's name ends in .yaml");
    assertThatThrownBy(() -> Task.named("../tasks/math500", dir)).hasMessageContaining("no task");
    assertThatThrownBy(() -> Profile.named("skythougt", dir))
        .hasMessageContaining("did you mean `skythought`?");
  }

  /** All at once, each with its line. */
  @Test
  void aTaskFileThatIsWrongSaysAll() throws IOException {
    Path file =
        Files.writeString(
            dir.resolve("mine.yaml"),
            """
            name: my task
            data: {type: hub, dataset: a/b, file: x.arrow}
            promt: "{question}"
            answer: maths
            samples: 0
            """);
    assertThatThrownBy(() -> Task.named("mine.yaml", dir))
        .hasMessageContaining("problems in " + file)
        .hasMessageContaining(":2: data.file: must end in .jsonl")
        .hasMessageContaining(":3: promt: unknown key; did you mean `prompt`?")
        .hasMessageContaining(":4: answer: there is no form of answers 'maths'")
        .hasMessageContaining("prompt: is missing");
  }

  @Test
  void aTasksPartsGoTogether() throws IOException {
    Path data = Files.writeString(dir.resolve("d.jsonl"), "");
    Files.writeString(
        dir.resolve("mine.yaml"),
        """
        name: mine
        data: {type: file, path: d.jsonl}
        prompt: "{question}"
        answer: math
        """);
    assertThat(Task.named("mine.yaml", dir).columns()).isEmpty();
    Files.writeString(
        dir.resolve("mine.yaml"),
        """
        name: mine
        data: {type: file, path: d.jsonl}
        columns: {question: q, answer: a}
        prompt: "{question}"
        answer: {form: exact, open: "[", close: "]"}
        """);
    Task task = Task.named("mine.yaml", dir);
    assertThat(((FileSource) task.data()).path()).containsExactly(data);
    assertThat(task.answer().grade("so [4]", "4").extracted()).isEqualTo("4");
  }
}
