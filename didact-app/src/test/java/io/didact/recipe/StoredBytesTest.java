package io.didact.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import io.didact.hub.HubCache;
import io.didact.recipe.FaultyFiles.Fault;
import io.didact.run.RunDirectory;
import io.didact.run.Verification;
import io.didact.train.StepReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
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
      machine: {workers: 1, tokensPerMicroBatch: 400, maxRows: 8}
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
          teacher: base
          student: base
          format: small
          problems: &problems {type: synthetic, domain: chain, split: rl, count: 2}
          grpo: {steps: 2, problemsPerStep: 1, rolloutsPerProblem: 2}
          sampling: {maxNewTokens: 3}
          checkpointEvery: 1
          keepCheckpoints: 2
        traces:
          type: traces
          teacher: rlt
          student: base
          format: small
          problems: *problems
          problemsPerPart: 1
          sampling: {maxNewTokens: 3}
        eval:
          type: eval
          model: base
          checker: chain
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
    Recipe read = RecipeFile.read(file, List.of(), hub()).value();
    return new Recipe(output, read.seed(), read.machine(), read.stages(), read.summary());
  }

  private static HubCache hub() {
    return new HubCache(dir.resolve("hub"));
  }

  /** What a run says. */
  private static final class Heard implements RunListener {
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
          content.put(name, io.didact.run.Sha256.of(file));
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
        for (Path each : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
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
        } catch (IOException | java.io.UncheckedIOException | FaultyFiles.Killed e) {
          assertThat(e.getMessage()).as(where).isNotBlank();
        }
        run(run);
        assertThat(content(run)).as(where).isEqualTo(expected);
      }
    }
  }
}
