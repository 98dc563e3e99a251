package io.didact.recipe.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.didact.config.ConfigWriter;
import io.didact.eval.SampleRow;
import io.didact.hub.HubCache;
import io.didact.recipe.Continuation;
import io.didact.recipe.Recipe;
import io.didact.recipe.RecipeFile;
import io.didact.recipe.RecipeRunner;
import io.didact.recipe.evaluation.Rescoring;
import io.didact.recipe.evaluation.StageResult;
import io.didact.train.StepReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped base model on its own task. Begun with "step ", it solves every chain. */
class EvalJobTest {
  private static final Path ROOT = Path.of(System.getProperty("didact.root", ".."));

  @TempDir Path dir;
  private final List<String> messages = new ArrayList<>();
  private final List<String> progress = new ArrayList<>();
  private final List<Long> tokensLeft = new ArrayList<>();

  private Recipe recipe(String name, String... settings) throws Exception {
    List<String> all =
        new ArrayList<>(
            List.of(
                "seed=1",
                "model=" + ROOT.resolve("models/base"),
                "output=" + dir.resolve(name),
                "machine.workers=1"));
    all.addAll(List.of(settings));
    return RecipeFile.ofStage("eval", all, new HubCache(dir.resolve("cache")), line -> {});
  }

  private boolean run(Recipe recipe, BooleanSupplier stop) throws IOException {
    RunListener listener =
        new RunListener() {
          @Override
          public void onStage(String name, boolean done) {}

          @Override
          public void onStep(String stage, StepReport report, int totalSteps) {}

          @Override
          public void onSamples(String stage, SampleCount count) {
            progress.add(count.done() + "/" + count.total());
            tokensLeft.add(count.tokensLeft());
          }

          @Override
          public void onMessage(String text) {
            messages.add(text);
          }
        };
    return new RecipeRunner(
            recipe,
            new HubCache(dir.resolve("cache")),
            Map.of(),
            Optional.empty(),
            Continuation.NONE,
            Clock.systemUTC(),
            listener,
            stop)
        .run()
        .isPresent();
  }

  /** Samples that were finished when something was told last. */
  private int done() {
    return progress.isEmpty()
        ? 0
        : Integer.parseInt(progress.get(progress.size() - 1).replaceFirst("/.*", ""));
  }

  private List<SampleRow> samples(String name) throws IOException {
    return SampleRow.readAll(dir.resolve(name).resolve(SampleRow.FILE));
  }

  @Test
  void theBaseModelSolvesChainsStepByStep() throws Exception {
    assertThat(run(recipe("step", "task=chain", "limit=64", "opening='step '"), () -> false))
        .isTrue();
    assertThat(samples("step")).hasSize(64).allMatch(SampleRow::correct);
    assertThat(samples("step").get(0).prompt()).startsWith("<S>").endsWith("<t>step ");
  }

  /** More than half of the countdowns with whole numbers; left to itself about a quarter. */
  @Test
  void theLargeBaseModelSolvesCountdownsOfWholeNumbers() throws Exception {
    String[] settings = {
      "model=" + ROOT.resolve("models/base-large"),
      "problems={type: synthetic, domain: whole-countdown, split: dev, count: 48}",
      "answer=countdown",
      "format=small",
      "opening='step '",
      "sampling={maxNewTokens: 330}"
    };
    assertThat(run(recipe("whole", settings), () -> false)).isTrue();
    assertThat(samples("whole").stream().filter(SampleRow::correct).count()).isGreaterThan(24);
  }

  /** Forced to begin with "step ", the base model writes a step for each operation. */
  @Test
  void responsesAreCountedByPatternAndGroup() throws Exception {
    String[] settings = {
      "task=chain",
      "limit=32",
      "opening='step '",
      "patterns={three: '(=.*){3}'}",
      "groupBy='[-+*]+'"
    };
    assertThat(run(recipe("groups", settings), () -> false)).isTrue();
    Map<String, Double> metrics = StageResult.read(dir.resolve("groups")).metrics();
    assertThat(metrics)
        .containsEntry("pattern/three", 1.0)
        .containsEntry("accuracy/3", 1.0)
        .containsEntry("accuracy/5", 1.0)
        .containsEntry("pattern/three/4", 1.0)
        .containsEntry(
            "repetition",
            samples("groups").stream()
                .mapToDouble(each -> each.repetition().orElseThrow())
                .average()
                .orElseThrow());
    assertThat(metrics.get("repetition")).isBetween(0.001, 0.2);
    Rescoring.of(dir.resolve("groups"), List.of(), false);
    assertThat(StageResult.read(dir.resolve("groups")).metrics())
        .containsEntry("pattern/three", 1.0)
        .doesNotContainKey("accuracy/3");
  }

  /**
   * In tags, the prompt is that of the format and the answer is between the solution tags: the same
   * prompts, the same responses and the same verdicts as the task's own plain text.
   */
  @Test
  void tagsAreTheSameAsTheirText() throws Exception {
    assertThat(run(recipe("plain", "task=chain", "limit=40"), () -> false)).isTrue();
    Path task =
        Files.writeString(
            dir.resolve("tags.yaml"),
            """
            name: tags
            data: {type: synthetic, domain: chain, split: test, count: 40}
            prompt: "{question}"
            turns: tags
            answer: exact
            sampling: {temperature: 0, maxNewTokens: 80}
            """);
    assertThat(run(recipe("tags", "task=" + task, "format=small"), () -> false)).isTrue();
    assertThat(samples("tags").stream().map(SampleRow::prompt))
        .containsExactlyElementsOf(samples("plain").stream().map(SampleRow::prompt).toList());
    assertThat(samples("tags").stream().map(SampleRow::response))
        .containsExactlyElementsOf(samples("plain").stream().map(SampleRow::response).toList());
    assertThat(samples("tags").stream().map(SampleRow::correct))
        .containsExactlyElementsOf(samples("plain").stream().map(SampleRow::correct).toList());
  }

  /** Problems without a task are one in tags: the same samples, graded again alike. */
  @Test
  void problemsAreATaskInTags() throws Exception {
    String problems = "problems={type: synthetic, domain: countdown, split: test, count: 16}";
    String[] settings = {"format=small", "sampling={temperature: 0.5, maxNewTokens: 80}"};
    Path task =
        Files.writeString(
            dir.resolve("tags.yaml"),
            """
            name: tags
            data: {type: synthetic, domain: countdown, split: test, count: 16}
            prompt: "{question}"
            turns: tags
            answer: digit-countdown
            """);
    assertThat(run(recipe("task", "task=" + task, settings[0], settings[1]), () -> false)).isTrue();
    assertThat(
            run(
                recipe("tags", problems, "answer=digit-countdown", settings[0], settings[1]),
                () -> false))
        .isTrue();
    assertThat(samples("tags")).isEqualTo(samples("task")).anyMatch(SampleRow::correct);
    assertThat(dir.resolve("tags/grading.yaml"))
        .hasSameTextualContentAs(dir.resolve("task/grading.yaml"));
    assertThat(Rescoring.of(dir.resolve("tags"), List.of(), false).changes()).isEmpty();
    // letter by letter only the first solution that a search meets is right
    assertThat(Rescoring.of(dir.resolve("tags"), List.of("answer.form=exact"), true).changes())
        .allMatch(change -> change.before().correct());
    assertThat(dir.resolve("tags/report.html")).exists();
  }

  @Test
  void saysWhatIsNotAsked() {
    assertThatThrownBy(() -> recipe("none"))
        .hasMessageContaining("problems: must be given, or a task in their place");
    assertThatThrownBy(
            () ->
                recipe("none", "problems={type: documents, kinds: {facts: 1}, styles: {step: 1}}"))
        .hasMessageContaining("problems: documents are not problems");
    assertThatThrownBy(
            () ->
                recipe(
                    "none",
                    "task=chain",
                    "problems={type: synthetic, domain: chain, split: dev, count: 2}"))
        .hasMessageContaining("problems: must be a file that takes the place of one");
  }

  /**
   * Asked to stop inside its second part, a run ends at once, without a result. It keeps the
   * samples that are finished, is not begun anew by other settings, and goes on with those that are
   * missing to what an unbroken run comes to.
   */
  @Test
  void stopsAndGoesOn() throws Exception {
    String[] settings = {
      "task=chain", "limit=30", "problemsPerPart=16", "sampling.temperature=1.0"
    };
    Recipe recipe = recipe("stopped", settings);
    assertThat(run(recipe, () -> done() >= 20)).isFalse();
    Path kept = dir.resolve("stopped/parts/unfinished.jsonl");
    assertThat(dir.resolve("stopped/parts/part-000001.samples.jsonl")).exists();
    assertThat(dir.resolve("stopped/parts/part-000002.samples.jsonl")).doesNotExist();
    assertThat(dir.resolve("stopped/result.json")).doesNotExist();
    assertThat(Files.readAllLines(kept)).hasSizeBetween(4, 13);
    assertThat(progress).startsWith("0/30").doesNotContain("30/30");
    String last = progress.get(progress.size() - 1);
    progress.clear();
    // the next process too: nothing that was finished is made again
    assertThat(run(recipe, () -> done() >= 25)).isFalse();
    assertThat(progress).startsWith("16/30", last).doesNotContain("30/30");
    // as if killed in the middle of a row
    String rows = Files.readString(kept);
    Files.writeString(kept, rows.substring(0, rows.length() - 5));
    assertThat(run(recipe, () -> false)).isTrue();
    assertThat(kept).doesNotExist();
    assertThat(run(recipe("whole", settings), () -> false)).isTrue();
    assertThat(dir.resolve("stopped/samples.jsonl"))
        .hasSameBinaryContentAs(dir.resolve("whole/samples.jsonl"));
  }

  /** Budget forcing is cut off between and inside its goes. */
  @Test
  void stopsInsideAThought() throws Exception {
    Path profile = forced();
    String[] settings = {
      "task=chain", "profile=" + profile, "limit=12", "sampling.temperature=1.0"
    };
    assertThat(run(recipe("whole", settings), () -> false)).isTrue();
    int steps = progress.size();
    Recipe recipe = recipe("stopped", settings);
    for (int part = 1; part <= 4; part++) {
      progress.clear();
      int many = steps * part / 5;
      assertThat(run(recipe, () -> progress.size() >= many)).isFalse();
    }
    assertThat(run(recipe, () -> false)).isTrue();
    assertThat(dir.resolve("stopped/samples.jsonl"))
        .hasSameBinaryContentAs(dir.resolve("whole/samples.jsonl"));
  }

  /** Told with each step, the tokens that can still come go down to none. */
  @Test
  void tokensThatAreLeft() throws Exception {
    for (String more : List.of("opening=''", "profile=" + forced())) {
      tokensLeft.clear();
      String name = "run" + more.length();
      assertThat(run(recipe(name, "task=chain", "limit=24", more), () -> false)).isTrue();
      assertThat(tokensLeft).startsWith(24 * 80L).isSortedAccordingTo(Comparator.reverseOrder());
      assertThat(tokensLeft).endsWith(0L);
    }
  }

  /** A stop before anything is finished leaves nothing behind that other settings could not use. */
  @Test
  void beginsAnewWhereNothingWasFinished() throws Exception {
    assertThat(run(recipe("run", "task=chain", "limit=30"), () -> true)).isFalse();
    assertThat(run(recipe("run", "task=chain", "limit=2"), () -> false)).isTrue();
    assertThat(samples("run")).hasSize(2);
  }

  private Path forced() throws IOException {
    return Files.writeString(
        dir.resolve("forced.yaml"),
        """
        name: forced
        prompts: {chain: "<S>{question}"}
        budget: {open: "<t>", stop: "</t>", close: "</t>", closeAtLimit: "</t><s>", instead: "step ", times: 1, thinkingTokens: 40}
        """);
  }

  /** Budget forcing with tags of the small vocabulary. */
  @Test
  void budgetForcing() throws Exception {
    Path profile = forced();
    assertThat(run(recipe("forced", "task=chain", "profile=" + profile, "limit=24"), () -> false))
        .isTrue();
    List<SampleRow> samples = samples("forced");
    assertThat(samples).allMatch(sample -> sample.response().startsWith("<t>"));
    assertThat(samples).anyMatch(sample -> sample.response().contains("step "));
    assertThat(samples).anyMatch(SampleRow::correct);
    // two runs are one
    assertThat(run(recipe("twice", "task=chain", "profile=" + profile, "limit=24"), () -> false))
        .isTrue();
    assertThat(samples("twice")).isEqualTo(samples);
  }

  /** What a run wrote down is a file for the same run. */
  @Test
  void configIsComplete() throws Exception {
    Recipe recipe = recipe("run", "task=chain", "profile=s1", "limit=3");
    Stage stage = recipe.stages().get("run");
    String yaml = ConfigWriter.yaml((Record) stage, dir);
    Path file = Files.writeString(dir.resolve("again.yaml"), yaml);
    Recipe again =
        RecipeFile.readStage(
            file, "eval", List.of(), new HubCache(dir.resolve("cache")), line -> {});
    assertThat(again.stages().get("run")).isEqualTo(stage);
  }
}
