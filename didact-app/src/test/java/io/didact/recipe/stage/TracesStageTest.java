package io.didact.recipe.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.didact.data.Trace;
import io.didact.hub.HubCache;
import io.didact.recipe.Continuation;
import io.didact.recipe.RecipeFile;
import io.didact.recipe.RecipeRunner;
import io.didact.recipe.evaluation.StageResult;
import io.didact.train.StepReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped base model's own answers to chains as traces. */
class TracesStageTest {
  private static final Path ROOT = Path.of(System.getProperty("didact.root", ".."));

  @TempDir Path dir;
  private final List<String> messages = new ArrayList<>();
  private final List<SampleCount> counts = new ArrayList<>();

  private boolean run(String name, BooleanSupplier stop, String... settings) throws Exception {
    List<String> all =
        new ArrayList<>(
            List.of(
                "seed=1",
                "model=" + ROOT.resolve("models/base"),
                "output=" + dir.resolve(name),
                "view=student",
                "reward={type: correctness}",
                "solution=written",
                "format=small",
                "problems={type: synthetic, domain: chain, split: rl, count: 12}",
                "samplesPerProblem=4",
                "problemsPerPart=6",
                "machine.workers=1",
                "sampling.maxNewTokens=60"));
    all.addAll(List.of(settings));
    RunListener listener =
        new RunListener() {
          @Override
          public void onStage(String stage, boolean done) {}

          @Override
          public void onStep(String stage, StepReport report, int totalSteps) {}

          @Override
          public void onSamples(String stage, SampleCount count) {
            counts.add(count);
          }

          @Override
          public void onMessage(String text) {
            messages.add(text);
          }
        };
    return new RecipeRunner(
            RecipeFile.ofStage("traces", all, new HubCache(dir.resolve("hub")), messages::add),
            new HubCache(dir.resolve("hub")),
            Map.of(),
            Optional.empty(),
            Continuation.NONE,
            Clock.systemUTC(),
            listener,
            stop)
        .run()
        .isPresent();
  }

  private List<Trace> traces(String name) throws IOException {
    return Trace.readAll(dir.resolve(name).resolve(StageContext.TRACES));
  }

  private Map<String, Double> metrics(String name) throws IOException {
    return StageResult.read(dir.resolve(name)).metrics();
  }

  /** The base model solves about 15 % of chains, and mostly answers in the format. */
  @Test
  void answersKeepWhatTheModelWroteWithItsCorrectness() throws Exception {
    assertThat(run("answers", () -> false)).isTrue();
    List<Trace> traces = traces("answers");
    assertThat(traces).hasSizeBetween(24, 48);
    for (Trace trace : traces) {
      boolean right = trace.problem().solution().equals(trace.problem().expectedAnswer());
      assertThat(trace.correct()).contains(right);
      assertThat(trace.reward().getAsDouble()).isEqualTo(right ? 1 : -0.5);
    }
    long right = traces.stream().filter(each -> each.correct().orElseThrow()).count();
    assertThat(right).isBetween(1L, 24L);
    assertThat(metrics("answers"))
        .containsEntry("sampled", 48.0)
        .containsEntry("kept", (double) traces.size())
        .containsEntry("dropped", 48.0 - traces.size())
        .containsEntry("correct", right / 48.0);
  }

  /** Cut short, some of the answers are sampled again; a stop between the parts changes nothing. */
  @Test
  void aStoppedStageSamplesAgainAsAnUnbrokenOne() throws Exception {
    String[] cut = {"sampling.maxNewTokens=24", "cut={type: sample-again, attempts: 3}"};
    assertThat(run("whole", () -> false, cut)).isTrue();
    // All are finished once, and once more after each attempt.
    assertThat(counts).allMatch(count -> count.done() <= count.total());
    assertThat(counts.stream().filter(count -> count.done() == count.total()).count())
        .isBetween(1L, 1L + 3);
    assertThat(counts.get(counts.size() - 1).tokensLeft()).isZero();
    assertThat(run("stopped", () -> true, cut)).isFalse();
    assertThat(run("stopped", () -> false, cut)).isTrue();
    assertThat(traces("stopped")).isEqualTo(traces("whole"));
    assertThat(metrics("stopped")).isEqualTo(metrics("whole"));
    assertThat(metrics("whole").get("again")).isGreaterThanOrEqualTo(metrics("whole").get("cut"));
    assertThat(metrics("whole").get("cut")).isPositive();

    assertThat(run("dropped", () -> false, cut[0], "cut=drop")).isTrue();
    assertThat(metrics("dropped").get("cut")).isEqualTo(metrics("whole").get("cut"));
    assertThat(metrics("dropped").get("dropped")).isGreaterThan(metrics("whole").get("dropped"));
  }

  /**
   * Of the base model's answers some are step by step; more of the short chains than of the long.
   */
  @Test
  void responsesAreCountedByPatternAndGroup() throws Exception {
    String[] more = {
      "samplesPerProblem=2", "patterns={steps: '^step ', all: '.'}", "groupBy='[-+*]+'"
    };
    assertThat(run("patterns", () -> false, more)).isTrue();
    Map<String, Double> metrics = metrics("patterns");
    assertThat(metrics).containsEntry("pattern/all", 1.0).containsKey("pattern/steps");
    assertThat(metrics.get("repetition")).isBetween(0.001, 0.2);
    assertThat(metrics.keySet())
        .filteredOn(name -> name.startsWith("pattern/all/"))
        .isSubsetOf("pattern/all/3", "pattern/all/4", "pattern/all/5")
        .hasSizeGreaterThan(1);
    assertThatThrownBy(() -> run("x", () -> false, "patterns={open: '(x'}"))
        .hasMessageContaining("patterns.open: is no regular expression: Unclosed group");
  }

  @Test
  void settingsThatDoNotFitAreRefused() {
    assertThatThrownBy(() -> run("x", () -> false, "cut=close"))
        .hasMessageContaining("with `solution: written` give `drop` or `sample-again`");
    assertThatThrownBy(
            () -> run("x", () -> false, "view=teacher", "reward={type: rlt, student: ./m}"))
        .hasMessageContaining("`written` goes with the view `student` alone");
    assertThatThrownBy(() -> run("x", () -> false, "choice=closed")).hasMessageContaining("choice");
    assertThat(Files.exists(dir.resolve("x"))).isFalse();
  }
}
