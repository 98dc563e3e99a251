package io.didact.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.didact.hub.HubCache;
import io.didact.recipe.FaultyFiles.Fault;
import io.didact.recipe.evaluation.EvaluationRun;
import io.didact.recipe.evaluation.Rescoring;
import io.didact.recipe.evaluation.StageResult;
import io.didact.recipe.stage.RunListener;
import io.didact.recipe.stage.SampleCount;
import io.didact.run.RunDirectory;
import io.didact.run.Sha256;
import io.didact.run.Verification;
import io.didact.train.StepReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A small run of every kind of stage, with faults of the disk, kills, and flipped bits. Given
 * again, it ends in the bytes of an undisturbed run or says what is wrong; it never ends in other
 * bytes.
 *
 * <p>{@code -Ddidact.faults=1} tries every operation, and every file; the default is a share.
 */
class StoredBytesTest {
  private static final int STRIDE = Integer.getInteger("didact.faults", 37);

  private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

  private static final String RECIPE =
      """
      output: OUTPUT
      machine: {workers: 1, tokensPerMicroBatch: 400, engine: {maxRows: 8}}
      stages:
        base:
          type: sft
          view: document
          format: small
          architecture: {hiddenSize: 8, intermediateSize: 8, layers: 1, heads: 2, kvHeads: 1, maxPositions: 512, initializerRange: 0.1}
          data: {type: documents, kinds: {chain: 1}, styles: {step: 1}}
          steps: 2
          sequencesPerStep: 1
          checkpointEvery: 1
          keepCheckpoints: 2
        rlt:
          type: rlt
          policy: base
          reward: {student: base}
          format: small
          problems: &problems {type: synthetic, domain: chain, split: rl, count: 2}
          steps: 2
          problemsPerStep: 1
          rolloutsPerProblem: 2
          sampling: {maxNewTokens: 3}
          checkpointEvery: 1
          keepCheckpoints: 2
        traces:
          type: traces
          model: rlt
          reward: {type: rlt, student: base}
          format: small
          problems: *problems
          problemsPerPart: 1
          sampling: {maxNewTokens: 3}
        eval:
          type: eval
          model: base
          format: small
          problems: {type: synthetic, domain: chain, split: test, count: 2}
          problemsPerPart: 1
          sampling: {maxNewTokens: 3}
        benchmark:
          type: eval
          model: rlt
          task: chain
          limit: 2
          problemsPerPart: 1
          sampling: {maxNewTokens: 3}
      """;

  @TempDir static Path dir;

  private static Recipe recipe(Path output) throws Exception {
    Path file = dir.resolve("recipe.yaml");
    Files.writeString(file, RECIPE.replace("OUTPUT", dir.resolve("nothing").toString()));
    Recipe read = RecipeFile.read(file, List.of(), hub(), line -> {});
    return new Recipe(
        output, read.seed(), read.machine(), read.stagesAtOnce(), read.stages(), read.summary());
  }

  private static HubCache hub() {
    return new HubCache(dir.resolve("hub"));
  }

  /** What a run says. */
  private static class Heard implements RunListener {
    final List<String> messages = new ArrayList<>();
    int events;

    @Override
    public void onStage(String name, boolean done) {
      events++;
    }

    @Override
    public void onStep(String stage, StepReport report, int totalSteps) {
      events++;
    }

    @Override
    public void onSamples(String stage, SampleCount count) {
      events++;
    }

    @Override
    public void onMessage(String text) {
      messages.add(text);
    }
  }

  private static Heard run(Path output, Heard heard, BooleanSupplier stop) throws Exception {
    new RecipeRunner(
            recipe(output),
            hub(),
            Map.of("didact", "test"),
            Optional.of("abc"),
            Continuation.NONE,
            CLOCK,
            heard,
            stop)
        .run();
    return heard;
  }

  private static Heard run(Path output) throws Exception {
    return run(output, new Heard(), () -> false);
  }

  /** All that a run leaves, but locks and the event files, of which each start makes one. */
  private static Map<String, String> content(Path run) throws IOException {
    Map<String, String> content = new TreeMap<>();
    try (Stream<Path> files = Files.walk(run)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = run.relativize(file).toString();
        if (!name.contains("events.out") && !name.endsWith(".lock")) {
          content.put(name, Sha256.of(file));
        }
      }
    }
    return content;
  }

  private static Path undisturbed;

  private static synchronized Path whole() throws Exception {
    if (undisturbed == null) {
      Path run = dir.resolve("whole");
      run(run);
      undisturbed = run;
    }
    return undisturbed;
  }

  private static Path copy(Path from, String name) throws IOException {
    Path to = dir.resolve(name);
    delete(to);
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : all.toList()) {
        Files.copy(each, to.resolve(from.relativize(each).toString()));
      }
    }
    return to;
  }

  private static void delete(Path run) throws IOException {
    if (Files.exists(run)) {
      try (Stream<Path> all = Files.walk(run)) {
        for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
  }

  @Test
  void afterAFaultAnywhereTheRunEndsTheSame() throws Exception {
    Map<String, String> expected = content(whole());
    FaultyFiles counting = new FaultyFiles(0, Fault.FAIL);
    run(counting.wrap(dir.resolve("counted")));
    assertThat(content(dir.resolve("counted"))).isEqualTo(expected);
    assertThat(counting.operations()).isGreaterThan(300);
    Random random = new Random(7);
    for (long at = 1 + random.nextInt(STRIDE); at <= counting.operations(); at += STRIDE) {
      List<Fault> faults =
          STRIDE == 1
              ? List.of(Fault.values())
              : List.of(Fault.values()[random.nextInt(Fault.values().length)]);
      for (Fault fault : faults) {
        Path run = dir.resolve("faulty");
        delete(run);
        String where = fault + " at " + at;
        try {
          run(new FaultyFiles(at, fault).wrap(run));
          assertThat(content(run)).as(where).isEqualTo(expected);
        } catch (IOException | UncheckedIOException | FaultyFiles.Killed e) {
          assertThat(e.getMessage()).as(where).isNotBlank();
        }
        run(run);
        assertThat(content(run)).as(where).isEqualTo(expected);
      }
    }
  }

  /** A rescoring is done, or it is not: rules, verdicts, metrics and page fit each other. */
  @Test
  void aRescoringIsDoneOrNot() throws Exception {
    Path graded = gradedOtherwise();
    Path run = copy(graded, "rescored");
    Map<String, String> before = content(run);
    FaultyFiles counting = new FaultyFiles(0, Fault.FAIL);
    rescore(counting.wrap(run));
    Map<String, String> after = content(run);
    assertThat(after.keySet()).isEqualTo(before.keySet());
    assertThat(List.of("samples.jsonl", "grading.yaml", "result.json", "report.html"))
        .allMatch(file -> !after.get(file).equals(before.get(file)));
    int done = 0;
    for (long at = 1; at <= counting.operations(); at += 1 + STRIDE / 12) {
      Fault fault = Fault.values()[(int) at % 3];
      copy(graded, "rescored");
      try {
        rescore(new FaultyFiles(at, fault).wrap(run));
      } catch (IOException | FaultyFiles.Killed e) {
        assertThat(e.getMessage()).isNotBlank();
      }
      EvaluationRun.requireFinished(run); // ends what was interrupted
      RunDirectory.open(run).close();
      assertThat(content(run)).as(fault + " at " + at).isIn(before, after);
      done += content(run).equals(after) ? 1 : 0;
    }
    assertThat(done).isPositive();
  }

  /** A finished evaluation whose metrics a rescoring changes. */
  private static Path gradedOtherwise() throws Exception {
    Path run = copy(whole().resolve("benchmark"), "otherwise");
    Path result = run.resolve("result.json");
    Files.writeString(
        result, Files.readString(result).replace("\"accuracy\" : 0.0", "\"accuracy\" : 0.5"));
    Map<String, Double> metrics = StageResult.read(run).metrics();
    assertThat(metrics).containsValue(0.5);
    try (RunDirectory files = RunDirectory.open(run)) {
      files.commit(next -> Files.copy(result, next.resolve("result.json")));
    }
    return run;
  }

  private static void rescore(Path run) throws Exception {
    Rescoring.of(run, List.of("answer.open=\"[\""), false);
  }

  /** Names with their numbers taken out: files of a kind. */
  private static List<String> oneOfEachKind(Path run) throws IOException {
    Map<String, String> kinds = new TreeMap<>();
    for (String name : content(run).keySet()) {
      kinds.put(name.replaceAll("\\d+", ""), name);
    }
    return List.copyOf(kinds.values());
  }

  private static void flip(Path file, Random random) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    Files.write(file, bytes);
  }

  /**
   * Every kind of file of a finished run. Checkpoints of finished stages are not read again, and a
   * recipe's summary and list of stages are written anew.
   */
  @Test
  void aFlippedBitOfAFinishedRunIsNoticed() throws Exception {
    Map<String, String> expected = content(whole());
    Random random = new Random(5);
    List<String> all = STRIDE == 1 ? List.copyOf(expected.keySet()) : oneOfEachKind(whole());
    assertThat(all).hasSizeGreaterThan(40);
    Path run = copy(whole(), "flipped");
    for (String name : all) {
      byte[] good = Files.readAllBytes(run.resolve(name));
      flip(run.resolve(name), random);
      assertThat(Verification.of(run).files().get(name).state())
          .as(name)
          .isEqualTo(Verification.State.BROKEN);
      try {
        Heard heard = run(run);
        if (name.contains("checkpoints/")) {
          Files.write(run.resolve(name), good);
        } else if (!Set.of("summary.json", "stages.json").contains(name)) {
          assertThat(heard.messages).as(name).anyMatch(text -> text.contains("is not whole"));
        }
        assertThat(content(run)).as(name).isEqualTo(expected);
      } catch (IOException e) {
        assertThat(e.getMessage()).as(name).contains(Path.of(name).getFileName().toString());
        Files.write(run.resolve(name), good);
      }
    }
  }

  /** Killed at some moment, then a bit is flipped in any of the files that are there. */
  @Test
  void aFlippedBitOfAnUnfinishedRunIsNoticed() throws Exception {
    Map<String, String> expected = content(whole());
    int events = run(copy(whole(), "events"), new Heard(), () -> false).events;
    assertThat(events).isEqualTo(5);
    Heard all = run(dir.resolve("all"), new Heard(), () -> false);
    Random random = new Random(11);
    int refused = 0;
    for (int i = 0; i < 8 * 37 / STRIDE; i++) {
      Path run = dir.resolve("unfinished");
      delete(run);
      int last = 1 + random.nextInt(all.events);
      try {
        run(run, killedAfter(last), () -> false);
      } catch (FaultyFiles.Killed e) {
        assertThat(e).hasMessage("killed");
      }
      List<String> there = oneOfEachKind(run);
      if (there.isEmpty()) {
        continue;
      }
      String name = there.get(random.nextInt(there.size()));
      if (Files.size(run.resolve(name)) == 0) {
        continue;
      }
      flip(run.resolve(name), random);
      byte[] flipped = Files.readAllBytes(run.resolve(name));
      String where = name + " after event " + last;
      try {
        run(run);
        Map<String, String> end = content(run);
        if (name.contains("checkpoints/")
            && Arrays.equals(Files.readAllBytes(run.resolve(name)), flipped)) {
          end.put(name, expected.get(name)); // of a stage that was finished: nothing reads it
        }
        assertThat(end).as(where).isEqualTo(expected);
      } catch (IOException e) {
        refused++;
        assertThat(e.getMessage()).as(where).contains(Path.of(name).getFileName().toString());
      }
    }
    assertThat(refused).isPositive();
  }

  private static Heard killedAfter(int last) {
    return new Heard() {
      private void tick() {
        if (++events == last) {
          throw new FaultyFiles.Killed();
        }
      }

      @Override
      public void onStage(String name, boolean done) {
        tick();
      }

      @Override
      public void onStep(String stage, StepReport report, int totalSteps) {
        tick();
      }

      @Override
      public void onSamples(String stage, SampleCount count) {
        tick();
      }
    };
  }

  /** What breaks of an interrupted training is made again from what is whole, and that is said. */
  @Test
  void goesOnFromWhatIsWhole() throws Exception {
    Map<String, String> expected = content(whole());
    Path run = copy(whole(), "older");
    // as if killed before the end of `base`: its second checkpoint is broken
    for (String later : List.of("rlt", "traces", "eval", "benchmark", "base/model")) {
      delete(run.resolve(later));
    }
    try (RunDirectory base = RunDirectory.open(run.resolve("base"))) {
      base.forget(name -> !name.equals("config.yaml") && !name.equals("provenance.json"));
    }
    flip(run.resolve("base/checkpoints/step-000002/trainer_state.safetensors"), new Random(1));
    assertThat(run(run).messages)
        .anyMatch(
            text ->
                text.contains("step-000002 is not whole: trainer_state.safetensors holds other")
                    && text.endsWith("resuming from step 1"));
    assertThat(content(run)).isEqualTo(expected);

    // a model that is broken, or gone, is written again
    flip(run.resolve("rlt/model/model.safetensors"), new Random(2));
    delete(run.resolve("base/model"));
    assertThat(run(run).messages)
        .anyMatch(text -> text.contains("rlt/model is not whole: model.safetensors holds other"))
        .anyMatch(text -> text.contains("base/model is not whole"));
    assertThat(content(run)).isEqualTo(expected);
  }

  @Test
  void aStageAtWorkIsLockedByAnyName() throws Exception {
    Path run = dir.resolve("locked");
    Path link = Files.createSymbolicLink(dir.resolve("link"), dir);
    List<String> refused = new ArrayList<>();
    Heard heard =
        new Heard() {
          @Override
          public void onStage(String name, boolean done) {
            for (Path way :
                List.of(
                    run.resolve(name),
                    link.resolve("locked/../locked").resolve(name),
                    run.resolve("./" + name))) {
              try {
                RunDirectory.open(way).close();
              } catch (IOException e) {
                refused.add(e.getMessage());
              }
            }
          }
        };
    run(run, heard, () -> false);
    assertThat(refused).hasSize(15).allMatch(text -> text.contains("another run is at work in"));

    Recipe recipe = recipe(run);
    try (RunDirectory other = RunDirectory.open(link.resolve("locked/rlt"))) {
      assertThat(other.path()).exists();
      assertThatThrownBy(() -> run(run))
          .hasMessageContaining("at work in " + recipe.directory("rlt"));
      assertThatThrownBy(() -> Verification.of(run)).hasMessageContaining("at work in");
    }
    try (RunDirectory other = RunDirectory.open(run.resolve("benchmark"))) {
      assertThat(other.path()).exists();
      assertThatThrownBy(() -> Rescoring.of(link.resolve("locked/benchmark"), List.of(), false))
          .hasMessageContaining("at work in");
    }
    assertThat(run(run).messages).isEmpty();
  }

  @Test
  void verificationNamesWhatIsLostAndAdded() throws Exception {
    Path run = copy(whole(), "verified");
    Verification good = Verification.of(run);
    assertThat(good.count(Verification.State.BROKEN)).isZero();
    assertThat(good.count(Verification.State.MISSING)).isZero();
    assertThat(good.files().entrySet())
        .filteredOn(each -> each.getValue().state() == Verification.State.UNKNOWN)
        .allMatch(each -> each.getKey().contains("events.out"));
    Files.delete(run.resolve("eval/parts/part-000002.samples.jsonl"));
    Files.writeString(
        run.resolve("rlt/metrics.jsonl"), "{\"step\":3}\n", StandardOpenOption.APPEND);
    List<String> rows = Files.readAllLines(run.resolve("traces/traces.jsonl"));
    Files.write(run.resolve("traces/traces.jsonl"), rows.subList(1, rows.size()));
    Files.delete(run.resolve("rlt/rollouts/step-000001.jsonl.gz"));
    Files.writeString(run.resolve("rlt/model/notes.txt"), "mine");
    Map<String, Verification.Finding> found = Verification.of(run).files();
    assertThat(found.get("eval/parts/part-000002.samples.jsonl").reason()).isEqualTo("is missing");
    assertThat(found.get("rlt/metrics.jsonl").reason()).contains("(3 rows, not 2)");
    assertThat(found.get("traces/traces.jsonl").reason())
        .contains("(%d rows, not %d)".formatted(rows.size() - 1, rows.size()));
    assertThat(found.get("rlt/rollouts/step-000001.jsonl.gz").state())
        .isEqualTo(Verification.State.MISSING);
    assertThat(found.get("rlt/model/notes.txt").state()).isEqualTo(Verification.State.UNKNOWN);
    assertThat(found.values()).filteredOn(each -> !each.reason().isEmpty()).hasSize(4);
    Files.delete(run.resolve("base/didact-manifest.json"));
    assertThat(Verification.of(run).files().get("base/didact-manifest.json").state())
        .isEqualTo(Verification.State.MISSING);
    assertThat(Verification.of(run.resolve("rlt/model")).count(Verification.State.WHOLE))
        .isGreaterThan(5);
    assertThatThrownBy(() -> run(run))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no didact-manifest.json names a provenance.json");
  }
}
