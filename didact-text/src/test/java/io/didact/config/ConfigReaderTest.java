package io.didact.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.didact.config.ConfigException.Diagnostic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading, overriding, reporting and writing back, on a recipe that uses every kind of key. */
class ConfigReaderTest {
  @TempDir Path dir;

  enum Loss {
    SEQUENCE_MEAN,
    TOKEN_MEAN
  }

  sealed interface Schedule {}

  record ConstantSchedule() implements Schedule {}

  record CosineSchedule(double warmup) implements Schedule {
    static CosineSchedule defaults() {
      return new CosineSchedule(0.05);
    }
  }

  enum Fixed implements Schedule {
    STEP_DOWN
  }

  record Optim(double learningRate, List<Double> betas, Schedule schedule) {
    Optim {
      new Rules()
          .require(learningRate > 0, "learningRate", "> 0", learningRate)
          .require(betas.size() == 2, "betas", "must be 2 numbers, were " + betas.size())
          .done();
    }

    static Optim defaults() {
      return new Optim(1e-5, List.of(0.9, 0.95), new CosineSchedule(0.1));
    }
  }

  record Tags(String open, String close) {
    static Tags named(String name) {
      if (!name.equals("small")) {
        throw new IllegalArgumentException("unknown tags " + name);
      }
      return new Tags("<e>", "</e>");
    }
  }

  record Stage(
      Path output,
      @Input Path model,
      int steps,
      long seed,
      boolean drop,
      Loss loss,
      Optim optim,
      Tags tags,
      Map<String, Double> reductions,
      List<@Input Path> data,
      Optional<Integer> keep,
      @Nullable String note) {
    static Stage defaults(Path output, Path model) {
      return new Stage(
          output,
          model,
          60,
          7,
          false,
          Loss.SEQUENCE_MEAN,
          new Optim(3e-4, List.of(0.9, 0.99), new ConstantSchedule()),
          Tags.named("small"),
          Map.of("mean", 1.0),
          List.of(),
          Optional.empty(),
          null);
    }
  }

  record Recipe(String name, Map<String, Stage> stages, @Nullable Optim extra) {}

  private Stage stage(String yaml, String... overrides) throws Exception {
    Files.createDirectories(dir.resolve("base"));
    Files.writeString(dir.resolve("a.jsonl"), "");
    Files.writeString(dir.resolve("stage.yaml"), yaml);
    return ConfigReader.read(dir.resolve("stage.yaml"), Stage.class, List.of(overrides));
  }

  private List<Diagnostic> problems(String yaml, String... overrides) {
    return catchThrowableOfType(ConfigException.class, () -> stage(yaml, overrides)).problems();
  }

  /** Readers of YAML 1.1, of YAML 1.2 and people disagree about these. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "010", "08", "-007", "0o10", "0x1F", "0b11", "1_000", "1_000.5", "1_0e3", "00", "0_1",
        "1:30", "00.5"
      })
  void refusesNumbersThatAreReadDifferently(String number) {
    for (String key : List.of("steps", "seed", "optim.learningRate")) {
      assertThat(problems("output: o\nmodel: base\n", key + "=" + number))
          .containsExactly(
              new Diagnostic(
                  0,
                  key,
                  "is a number that readers of YAML take differently: "
                      + number
                      + "; write it in decimal, without leading zeros, prefix, `_` or `:`"));
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "-0, 0", "+5, 5", "10, 10", "1e3, 1000", "5., 5", "100e-2, 1"})
  void readsPlainNumbers(String text, int steps) throws Exception {
    assertThat(stage("output: o\nmodel: base\nsteps: " + text).steps()).isEqualTo(steps);
  }

  /** No shell looks into YAML, and most look not behind an equals sign. */
  @Test
  void aTildeIsTheHomeDirectory() throws Exception {
    String home = System.getProperty("user.home");
    Stage stage = stage("output: ~/runs/x\nmodel: base\n");
    assertThat(stage.output()).isEqualTo(Path.of(home, "runs/x"));
    assertThat(stage("output: o\nmodel: base\n", "output=~/y").output())
        .isEqualTo(Path.of(home, "y"));
    assertThat(stage("output: \"~\"\nmodel: base\n").output()).isEqualTo(Path.of(home));
    assertThat(stage("output: ./~/x~\nmodel: base\n").output()).isEqualTo(Path.of("./~/x~"));
    assertThat(problems("output: o\nmodel: ~/there/is/no/such\n").get(0).message())
        .contains("there is no directory " + Path.of(home, "there"));
    assertThat(problems("output: ~bob/x\nmodel: ~\n"))
        .containsExactly(
            new Diagnostic(
                1,
                "output",
                "begins with ~bob, which would be another user's home: give the whole path, or"
                    + " ./~bob/x for what is called so here"),
            new Diagnostic(2, "model", "expected a single value, was nothing"));
  }

  @Test
  void takesDefaultsForWhatIsNotGiven() throws Exception {
    Stage stage = stage("output: runs/x\nmodel: base\n");
    assertThat(stage).isEqualTo(Stage.defaults(Path.of("runs/x"), dir.resolve("base")));
  }

  /** learningRate comes from the file, betas and schedule from the stage, not from Optim itself. */
  @Test
  void blocksLieOverTheEnclosingDefaults() throws Exception {
    Stage stage = stage("output: o\nmodel: base\noptim: {learningRate: 1e-3}\n");
    assertThat(stage.optim())
        .isEqualTo(new Optim(1e-3, List.of(0.9, 0.99), new ConstantSchedule()));
  }

  @Test
  void readsEveryKindOfKey() throws Exception {
    Stage stage =
        stage(
            """
                output: o
                model: ./base
                steps: 1000
                seed: -9000000000
                drop: true
                loss: token-mean
                optim:
                  learningRate: 2e-4
                  betas: [0.5, 1]
                  schedule: {type: cosine, warmup: 0.2}
                tags: {open: "1", close: 2}
                reductions: {mean: 1, max: 0.01}
                data: [a.jsonl, base]
                keep: 3
                note: ~
                """);
    assertThat(stage)
        .isEqualTo(
            new Stage(
                Path.of("o"),
                dir.resolve("base"),
                1000,
                -9000000000L,
                true,
                Loss.TOKEN_MEAN,
                new Optim(2e-4, List.of(0.5, 1.0), new CosineSchedule(0.2)),
                new Tags("1", "2"),
                Map.of("mean", 1.0, "max", 0.01),
                List.of(dir.resolve("a.jsonl"), dir.resolve("base")),
                Optional.of(3),
                null));
  }

  @Test
  void variantsByAWord() throws Exception {
    String head = "output: o\nmodel: base\noptim:\n  schedule: ";
    assertThat(stage(head + "constant").optim().schedule()).isEqualTo(new ConstantSchedule());
    assertThat(stage(head + "cosine").optim().schedule()).isEqualTo(new CosineSchedule(0.05));
    assertThat(stage(head + "step-down").optim().schedule()).isEqualTo(Fixed.STEP_DOWN);
    assertThat(problems(head + "cosin"))
        .containsExactly(
            new Diagnostic(4, "optim.schedule", "unknown type cosin; did you mean `cosine`?"));
  }

  @Test
  void overridesWin() throws Exception {
    Stage stage =
        stage(
            "output: o\nmodel: base\nsteps: 5\ndata: [a.jsonl]\noptim: {schedule: cosine}\n",
            "steps=6",
            "optim.schedule.warmup=0.5",
            "optim.betas=[0.1, 0.2]",
            "data.0=" + dir.resolve("base"),
            "note=a=b");
    assertThat(stage.steps()).isEqualTo(6);
    assertThat(stage.optim())
        .isEqualTo(new Optim(3e-4, List.of(0.1, 0.2), new CosineSchedule(0.5)));
    assertThat(stage.data()).containsExactly(dir.resolve("base"));
    assertThat(stage.note()).isEqualTo("a=b");
  }

  @Test
  void reportsEverythingAtOnce() {
    assertThat(
            problems(
                """
                output: runs/x
                model: nowhere
                step: 60
                seed: 1.5
                drop: "true"
                loss: token-meen
                optim:
                  learningRate: -1
                  betas: [1]
                tags: big
                data: {}
                """,
                "nope",
                "kep=4"))
        .containsExactly(
            new Diagnostic(2, "model", "there is no file or directory " + dir.resolve("nowhere")),
            new Diagnostic(3, "step", "unknown key; did you mean `steps`?"),
            new Diagnostic(4, "seed", "expected a whole number, was 1.5"),
            new Diagnostic(5, "drop", "expected true or false, was \"true\""),
            new Diagnostic(
                6,
                "loss",
                "expected one of sequence-mean, token-mean; was token-meen;"
                    + " did you mean `token-mean`?"),
            new Diagnostic(8, "optim.learningRate", "must be > 0, was -1.0"),
            new Diagnostic(9, "optim.betas", "must be 2 numbers, were 1"),
            new Diagnostic(10, "tags", "unknown tags big"),
            new Diagnostic(11, "data", "expected a list, was a block of keys"),
            new Diagnostic(0, "", "`nope` is not of the form key=value"),
            new Diagnostic(0, "kep", "unknown key; did you mean `keep`?"));
  }

  @Test
  void attributesTheRecordsOwnChecksToTheirLines() {
    assertThat(problems("output: o\nmodel: base\noptim:\n  learningRate: -1\n  betas: [1]\n"))
        .containsExactly(
            new Diagnostic(4, "optim.learningRate", "must be > 0, was -1.0"),
            new Diagnostic(5, "optim.betas", "must be 2 numbers, were 1"));
  }

  @Test
  void namesMissingKeys() {
    assertThat(problems("steps: 5"))
        .containsExactly(
            new Diagnostic(1, "output", "is missing"), new Diagnostic(1, "model", "is missing"));
    assertThat(problems("")).hasSize(2);
  }

  @Test
  void nestedRecordsInMaps() throws Exception {
    byte[] yaml =
        "name: q\nstages:\n  a: {output: x, model: b}\n  c:\n    output: y\n    modl: z\n"
            .getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> ConfigReader.parse(yaml, "r.yaml", dir, Recipe.class, List.of()))
        .hasMessage(
            """
            3 problems in r.yaml
            r.yaml:3: stages.a.model: there is no file or directory %s
            r.yaml:4: stages.c.model: is missing
            r.yaml:6: stages.c.modl: unknown key; did you mean `model`?"""
                .formatted(dir.resolve("b")));
  }

  @Test
  void refusesWhatYamlAllowsAndConfigurationsDoNot() {
    assertThat(problems("output: o\nmodel: base\nsteps: 1\nsteps: 2"))
        .containsExactly(new Diagnostic(4, "steps", "given twice, first in line 3"));
    assertThat(problems("- a"))
        .extracting(Diagnostic::message)
        .containsExactly("expected a block of keys, was a list");
    assertThat(problems("output: [")).hasSize(1).first().extracting(Diagnostic::line).isEqualTo(1);
    assertThat(problems("output: o\nmodel: base\nnote: !!java/x y")).hasSize(1);
    assertThat(problems("a: &x [*x]")).isNotEmpty();
    assertThat(problems("a: " + "[".repeat(100_000))).hasSize(1);
    assertThat(problems("output: o\nmodel: base\n---\nb: 1")).hasSize(1);
    assertThat(problems("output: o\nmodel: base\nseed: 1e999999999")).hasSize(1);
    assertThat(problems("output: o\nmodel: base\nsteps: 3000000000")).hasSize(1);
  }

  /** 3 levels of 50 aliases would be 125,000 values; 60 uses of one block are no harm. */
  @Test
  void aliases() throws Exception {
    String fifty = "*x, ".repeat(50);
    String bomb =
        "a: &a [1]\nb: &b [%s]\nc: &c [%s]\nd: [%s]\n"
            .formatted(fifty.replace("x", "a"), fifty.replace("x", "b"), fifty.replace("x", "c"));
    assertThat(problems(bomb)).extracting(Diagnostic::message).contains("more than 100000 values");
    Files.createDirectories(dir.resolve("base"));
    byte[] many =
        ("name: n\nextra: &x {learningRate: 1}\nstages:\n"
                + IntStream.range(0, 60)
                    .mapToObj(i -> "  s%d: {output: o, model: base, optim: *x}\n".formatted(i))
                    .collect(Collectors.joining()))
            .getBytes(StandardCharsets.UTF_8);
    assertThat(ConfigReader.parse(many, "r", dir, Recipe.class, List.of()).stages()).hasSize(60);
  }

  /** Ranges are checked beside keys that are wrong, missing, or unknown. */
  @Test
  void rangesAreReportedWithTheRest() {
    assertThat(problems("modl: z\noptim:\n  betas: 5\n  learningRate: 0"))
        .contains(new Diagnostic(4, "optim.learningRate", "must be > 0, was 0.0"))
        .hasSize(5);
  }

  @Test
  void missingFile() {
    assertThatThrownBy(() -> ConfigReader.read(dir.resolve("no.yaml"), Stage.class, List.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageEndingWith("no.yaml:1: there is no such file");
  }

  /** What is written, in another directory, reads back as the same record. */
  @Test
  void writesBack() throws Exception {
    Stage stage =
        stage(
            "output: o\nmodel: base\nnote: 'yes: \"1\" # ü'\ndata: [a.jsonl]\nkeep: 2\n"
                + "optim: {schedule: {type: cosine, warmup: 1e-9}, learningRate: 1.5e-7}\n"
                + "tags: {open: '5', close: 'null'}\n");
    Path other = Files.createDirectories(dir.resolve("runs/x"));
    String yaml = ConfigWriter.yaml(stage, other);
    Files.writeString(other.resolve("config.yaml"), yaml);
    assertThat(ConfigReader.read(other.resolve("config.yaml"), Stage.class, List.of()))
        .isEqualTo(stage);
    assertThat(yaml)
        .contains("model: " + dir.resolve("base"))
        .doesNotContain("&id")
        .doesNotContain("!!");
    assertThat(ConfigWriter.yaml(stage, dir)).contains("model: base\n");
  }

  @Test
  void writesVariantsAndMaps() throws Exception {
    Files.createDirectories(dir.resolve("base"));
    byte[] yaml =
        "name: q\nstages: {a: {output: x, model: base, optim: {schedule: step-down}}}\n"
            .getBytes(StandardCharsets.UTF_8);
    Recipe recipe = ConfigReader.parse(yaml, "r", dir, Recipe.class, List.of());
    byte[] written = ConfigWriter.yaml(recipe, dir).getBytes(StandardCharsets.UTF_8);
    assertThat(ConfigReader.parse(written, "r", dir, Recipe.class, List.of())).isEqualTo(recipe);
  }

  /**
   * Bytes at random, and a good file with bytes changed: a record or a ConfigException, nothing
   * else.
   */
  @Test
  void randomBytesNeverBreakTheReader() throws IOException {
    byte[] good =
        "output: o\nmodel: .\nsteps: 5\noptim: {betas: [1, 2], schedule: {type: cosine}}\nnote: 'x'\n"
            .getBytes(StandardCharsets.UTF_8);
    SplittableRandom random = new SplittableRandom(1);
    String likely = "[]{}:,-#&*!|>'\"%@`?\n\t <=~.0e_x";
    for (int round = 0; round < 4_000; round++) {
      byte[] bytes = round % 2 == 0 ? good.clone() : new byte[random.nextInt(40)];
      int changes = round % 2 == 0 ? 1 + random.nextInt(4) : bytes.length;
      for (int i = 0; i < changes; i++) {
        int at = round % 2 == 0 ? random.nextInt(bytes.length) : i;
        bytes[at] =
            random.nextInt(4) == 0
                ? (byte) random.nextInt(256)
                : (byte) likely.charAt(random.nextInt(likely.length()));
      }
      String text = new String(bytes, StandardCharsets.ISO_8859_1);
      try {
        ConfigReader.parse(bytes, "f", dir, Stage.class, List.of(text));
      } catch (ConfigException e) {
        assertThat(e.problems()).isNotEmpty();
      }
    }
  }

  /** Defaults may depend on keys that must be given and on keys that may be left out. */
  record Trip(String to, Optional<String> by, int hours, Optional<String> seat) {
    static Trip defaults(String to, Optional<String> by) {
      return new Trip(
          to,
          by,
          by.map(String::length).orElse(24),
          by.filter("train"::equals).map(train -> "window"));
    }
  }

  private static Trip trip(String yaml, String... overrides) throws ConfigException {
    return ConfigReader.parse(
        yaml.getBytes(StandardCharsets.UTF_8), "t", Path.of(""), Trip.class, List.of(overrides));
  }

  @Test
  void defaultsDependOnKeysThatMayBeAbsent() throws ConfigException {
    assertThat(trip("to: Bern"))
        .isEqualTo(new Trip("Bern", Optional.empty(), 24, Optional.empty()));
    assertThat(trip("to: Bern\nby: train"))
        .isEqualTo(new Trip("Bern", Optional.of("train"), 5, Optional.of("window")));
    assertThat(trip("to: Bern\nby: train\nhours: 7", "seat=aisle"))
        .isEqualTo(new Trip("Bern", Optional.of("train"), 7, Optional.of("aisle")));
    assertThatThrownBy(() -> trip("by: train")).hasMessage("t:1: to: is missing");
    assertThatThrownBy(() -> trip("to: Bern\nby: [1]"))
        .hasMessage("t:2: by: expected a single value, was a list");
  }
}
