package io.didact.recipe.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.didact.config.ConfigException;
import io.didact.config.ConfigReader;
import io.didact.config.ConfigWriter;
import io.didact.data.Dataset;
import io.didact.data.Problem;
import io.didact.data.Trace;
import io.didact.hub.HubCache;
import io.didact.text.TokenIds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What sources give, as a recipe names them. */
class SourceTest {
  @TempDir Path dir;
  private SourceContext context;

  /** What a stage has. */
  record Stage(Source data) {}

  @BeforeEach
  void files() throws IOException {
    context =
        new SourceContext(new HubCache(dir.resolve("no-cache")), Map.of("teach", dir.resolve("t")));
    rows("ten", IntStream.range(0, 10).mapToObj(i -> row("p" + i, "q" + i)).toList());
    rows("four", IntStream.range(0, 4).mapToObj(i -> row("p" + i, "other q" + i)).toList());
    Files.createDirectories(dir.resolve("t"));
    Trace.write(
        dir.resolve("t/traces.jsonl"),
        IntStream.range(0, 6)
            .mapToObj(
                i ->
                    new Trace(
                        new Problem("p" + i / 2, "q" + i / 2, "s", null, "t" + i),
                        TokenIds.of(new int[] {i}),
                        i % 2 == 0,
                        OptionalDouble.of(i),
                        "teach",
                        i)));
  }

  private void rows(String name, List<String> rows) throws IOException {
    Files.writeString(dir.resolve(name + ".jsonl"), String.join("\n", rows) + "\n");
  }

  private static String row(String id, String question) {
    return "{\"id\":\"%s\",\"question\":\"%s\",\"solution\":\"s\"}".formatted(id, question);
  }

  private Source source(String yaml) throws IOException, ConfigException {
    Path file = Files.writeString(dir.resolve("stage.yaml"), "data: " + yaml + "\n");
    return ConfigReader.read(file, Stage.class, List.of()).data();
  }

  private Dataset<Problem> problems(String yaml) throws IOException, ConfigException {
    return source(yaml).read(context, RowKind.PROBLEM);
  }

  private List<String> ids(String yaml) throws IOException, ConfigException {
    return problems(yaml).items().stream().map(Problem::id).toList();
  }

  /**
   * All sources that have rows take them alike: the wanted, of these a sample, of this the first.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "type: file, path: ten.jsonl",
        "type: stage, stage: teach",
        "type: synthetic, domain: chain, split: dev, count: 30",
        "type: countdown, split: test, count: 12",
        "type: mix, from: {a: {source: {type: file, path: ten.jsonl}}}",
        "type: deduplicated, source: {type: file, path: ten.jsonl}",
        "type: decontaminated, source: {type: file, path: ten.jsonl}, against: {e: {type: file,"
            + " path: four.jsonl}}"
      })
  void whereSampleAndLimit(String source) throws Exception {
    List<String> all = ids("{" + source + "}");
    assertThat(all).hasSizeGreaterThan(5);
    assertThat(ids("{" + source + ", limit: 3}")).isEqualTo(all.subList(0, 3));
    List<String> sample = ids("{" + source + ", sample: 5}");
    assertThat(sample).hasSize(5).isSubsetOf(all);
    assertThat(sample.stream().sorted(Comparator.comparing(all::indexOf)))
        .containsExactlyElementsOf(sample);
    assertThat(ids("{" + source + ", sample: 3}")).isSubsetOf(sample);
    assertThat(ids("{" + source + ", sample: 5, limit: 2}")).isEqualTo(sample.subList(0, 2));
    Set<List<String>> others =
        IntStream.range(0, 5)
            .mapToObj(seed -> unchecked("{" + source + ", sample: {count: 5, seed: " + seed + "}}"))
            .collect(Collectors.toSet());
    assertThat(others).as("samples by seed").hasSizeGreaterThan(1);
    String one = all.get(4);
    assertThat(
            ids("{" + source + ", where: {id: \"" + one.substring(one.indexOf('/') + 1) + "\"}}"))
        .contains(one)
        .hasSizeLessThan(all.size());
    assertThatThrownBy(() -> ids("{" + source + ", where: {colour: red}}"))
        .hasMessageContaining("there is no column `colour` (for where); there are: ");
    int more = all.size() + 1;
    assertThatThrownBy(() -> ids("{" + source + ", sample: " + more + "}"))
        .hasMessage("a sample of %d is wanted of %d rows: there are no more", more, all.size());
  }

  private List<String> unchecked(String yaml) {
    try {
      return ids(yaml);
    } catch (IOException | ConfigException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The same problems are drawn from sets with the same ids, whatever their order. */
  @Test
  void samplesFollowTheIds() throws Exception {
    rows("backwards", IntStream.range(0, 10).mapToObj(i -> row("p" + (9 - i), "x" + i)).toList());
    assertThat(ids("{type: file, path: backwards.jsonl, sample: 4}"))
        .containsExactlyInAnyOrderElementsOf(ids("{type: file, path: ten.jsonl, sample: 4}"));
  }

  /** What a stage wrote beside the problem can be asked for, and comes along. */
  @Test
  void tracesOfAStage() throws Exception {
    Source source = source("{type: stage, stage: teach, where: {closed: \"true\"}, limit: 2}");
    assertThat(source.read(context, RowKind.TRACE).items().stream().map(Trace::reward))
        .containsExactly(OptionalDouble.of(0), OptionalDouble.of(2));
    assertThat(source.isMadeByRun()).isTrue();
  }

  /** By a column inside a structure, and one that is read as well. */
  @Test
  void whereOfAFile() throws Exception {
    rows(
        "levels",
        List.of(
            "{\"question\":\"hard q\",\"solution\":\"s\",\"meta\":{\"ok\":[true,false]}}",
            "{\"question\":\"easy q\",\"solution\":\"s\",\"meta\":{\"ok\":[true]}}",
            "{\"question\":\"hard r\",\"solution\":\"s\",\"meta\":{\"ok\":[false]}}"));
    assertThat(
            ids("{type: file, path: levels.jsonl, where: {question: hard, meta.ok.0: \"true\"}}"))
        .containsExactly("line-1");
    assertThatThrownBy(() -> ids("{type: file, path: levels.jsonl, where: {question: zebra}}"))
        .hasMessageEndingWith("has no problems: no row has what `where` wants");
  }

  /** Rows that do not fit, by reason. */
  @Test
  void rowsThatDoNotFit() throws Exception {
    String bad = "{\"messages\":[{\"role\":\"user\",\"content\":\"q\"},{\"role\":\"assistant\",";
    rows(
        "chat",
        List.of(
            bad + "\"content\":\"<think>t</think>1\"}]}",
            bad + "\"content\":\"1\"}]}",
            bad + "\"content\":\"<think>t\"}]}",
            bad + "\"content\":\"2\"}]}",
            bad + "\"content\":\"<think>t</think>\"}]}"));
    String yaml = "{type: file, path: chat.jsonl, layout: messages";
    Dataset<Problem> some = problems(yaml + ", badRows: skip}");
    assertThat(some.items()).extracting(Problem::trace).containsExactly("t");
    assertThat(some.skipped().brief())
        .endsWith(
            "; … and 1 more; in all: 2 × the thought has no <think>, 1 × the thought is not closed"
                + " by </think>, 1 × the solution is empty")
        .contains("chat.jsonl:2: the thought has no", "chat.jsonl:4: ");
    assertThatThrownBy(() -> problems(yaml + "}"))
        .hasMessageStartingWith("4 of 5 rows cannot be used:\n  ");
  }

  /** 10 and 4 rows, 3 to 1: of the first 3 · min(10/3, 4/1) = 10, of the second 3 (3.33 cut). */
  @Test
  void mixedByWeight() throws Exception {
    String mix =
        "{type: mix, from: {ten: {source: {type: file, path: ten.jsonl}, weight: %s}, four: {source:"
            + " {type: file, path: four.jsonl}, weight: %s}}}";
    assertThat(parts(mix.formatted(3, 1))).isEqualTo(Map.of("four", 3L, "ten", 10L));
    assertThat(parts(mix.formatted(0.5, 0.5))).isEqualTo(Map.of("four", 4L, "ten", 4L));
    assertThat(parts(mix.formatted(1, 4))).isEqualTo(Map.of("four", 4L, "ten", 1L));
    assertThatThrownBy(() -> parts(mix.formatted(1, 5)))
        .hasMessage("mix: no row of `ten` is taken: a source with a weight has too few rows");
  }

  @Test
  void mixedByCount() throws Exception {
    String mix =
        "{type: mix, from: {ten: {source: {type: file, path: ten.jsonl}, count: %d}, four: {source:"
            + " {type: file, path: four.jsonl}}}}";
    Dataset<Problem> mixed = problems(mix.formatted(2));
    assertThat(mixed.items().stream().map(Problem::id).limit(4))
        .containsExactly("four/p0", "four/p1", "four/p2", "four/p3");
    assertThat(mixed.items()).hasSize(6);
    assertThat(mixed.places().get(5)).contains("ten.jsonl:");
    assertThatThrownBy(() -> problems(mix.formatted(11)))
        .hasMessage("mix: `ten`: a sample of 11 is wanted of 10 rows: there are no more");
    assertThatThrownBy(() -> problems(mix.replace("%d", "1, weight: 2")))
        .hasMessageContaining("data.from.ten.count: must be left out: there is a `weight`");
  }

  private Map<String, Long> parts(String yaml) throws Exception {
    return ids(yaml).stream()
        .collect(Collectors.groupingBy(id -> id.replaceAll("/.*", ""), Collectors.counting()));
  }

  /** Traces are mixed as problems are, with what a stage knows of them. */
  @Test
  void mixedTraces() throws Exception {
    Source source =
        source(
            "{type: mix, from: {a: {source: {type: stage, stage: teach}, count: 3}, b: {source:"
                + " {type: synthetic, domain: chain, split: dev, count: 2, styles: {step: 1}}}}}");
    List<Trace> traces = source.read(context, RowKind.TRACE).items();
    assertThat(traces.stream().map(each -> each.reward().isPresent()))
        .containsExactly(true, true, true, false, false);
    assertThat(traces.get(0).problem().id()).startsWith("a/p");
  }

  /** An exact repeat but for white space; at 0.7 also one with a word more (8 of 9 words). */
  @Test
  void repeatsGo() throws Exception {
    String q = "How many ways are there to tile it";
    rows(
        "twice",
        List.of(
            row("a", q),
            row("b", q.replace(" ", "  ")),
            row("c", q + " all"),
            row("d", "What is 1+1?"),
            row("e", "What is 1-1?")));
    String yaml = "{type: deduplicated, source: {type: file, path: twice.jsonl}";
    Dataset<Problem> exact = problems(yaml + "}");
    assertThat(exact.items()).extracting(Problem::id).containsExactly("a", "c", "d", "e");
    assertThat(exact.skipped().brief())
        .matches("problem b \\(.*:2\\): the question repeats that of problem a \\(.*:1\\)");
    assertThat(ids(yaml + ", overlap: 0.7, ngram: 1}")).containsExactly("a", "d", "e");
    assertThat(ids(yaml + ", by: solution}")).containsExactly("a");
    assertThatThrownBy(() -> ids(yaml + ", by: trace}"))
        .hasMessage("problem a has no trace, by which rows are compared");
    assertThatThrownBy(() -> ids(yaml + ", overlap: 0}"))
        .hasMessageContaining("data.overlap: must be in (0, 1], was 0");
  }

  /** The evaluation question has 6 trigrams; the second row has 3 of them, the third all. */
  @ParameterizedTest
  @CsvSource({"0, x", "0.5, x", "0.6, 'x,half'"})
  void contaminatedRowsGo(double overlap, String left) throws Exception {
    rows("exam", List.of(row("e1", "one two three four five six seven eight")));
    rows(
        "train",
        List.of(
            row("x", "eight seven six five four three two one"),
            row("half", "one two three four five then else"),
            row("all", "So: one two three four five six seven eight!")));
    String yaml =
        "{type: decontaminated, source: {type: file, path: train.jsonl}, against: {exam: {type:"
            + " file, path: exam.jsonl}}, ngram: 3, overlap: "
            + overlap;
    Dataset<Problem> clean = problems(yaml + "}");
    assertThat(clean.items()).extracting(Problem::id).containsExactly(left.split(","));
    assertThat(clean.skipped().brief())
        .contains(
            "problem all (", ":3): its question has 100 % of the n-grams of problem e1 of exam");
    assertThatThrownBy(() -> problems(yaml + ", contaminated: fail}"))
        .hasMessageStartingWith((3 - left.split(",").length) + " of 3 rows are contaminated:\n  ")
        .hasMessageContaining("problem all (");
    assertThatThrownBy(
            () -> problems("{type: decontaminated, source: {type: file, path: train.jsonl}}"))
        .hasMessageContaining("data.against: must name an evaluation set, or `tasks` a task");
  }

  /** A task's data have the task's own columns. */
  @Test
  void theDataOfATask() throws Exception {
    rows("exam", List.of("{\"problem\":\"one two three\",\"gold\":4}"));
    Files.writeString(
        dir.resolve("task.yaml"),
        """
        name: exam
        data: {type: file, path: exam.jsonl}
        columns: {question: problem, answer: gold}
        prompt: "{question}"
        answer: integer
        """);
    rows("train", List.of(row("a", "one two three?"), row("b", "three two one")));
    Source source =
        source(
            "{type: decontaminated, source: {type: file, path: train.jsonl}, tasks: [task.yaml],"
                + " ngram: 2}");
    assertThat(source.read(context, RowKind.PROBLEM).items())
        .extracting(Problem::id)
        .containsExactly("b");
    assertThat(source.inputs(context.hub())).hasSize(2);
    String before = source.fingerprint(context).orElseThrow().sha256();
    rows("exam", List.of("{\"problem\":\"another\",\"gold\":4}"));
    assertThat(source.fingerprint(context).orElseThrow().sha256()).isNotEqualTo(before);
  }

  /** All data that decide the rows are in the fingerprint; what the settings make needs none. */
  @Test
  void fingerprints() throws Exception {
    Source mix =
        source(
            "{type: mix, from: {a: {source: {type: file, path: ten.jsonl}}, b: {source: {type:"
                + " deduplicated, source: {type: stage, stage: teach}}}}}");
    Set<String> hashes = Stream.of(hash(mix)).collect(Collectors.toSet());
    Files.writeString(dir.resolve("t/traces.jsonl"), "{}\n");
    hashes.add(hash(mix));
    rows("ten", List.of(row("z", "z")));
    hashes.add(hash(mix));
    assertThat(hashes).hasSize(3);
    assertThat(source("{type: countdown, split: test, count: 3}").fingerprint(context)).isEmpty();
  }

  private String hash(Source source) throws IOException {
    return source.fingerprint(context).orElseThrow().sha256();
  }

  /** As {@code config.yaml} has it, it is read back the same. */
  @Test
  void writtenAndReadAgain() throws Exception {
    Source source =
        source(
            "{type: decontaminated, source: {type: deduplicated, overlap: 0.8, source: {type: mix,"
                + " from: {a: {source: {type: file, path: ten.jsonl, layout: bespoke-stratos,"
                + " sample: {count: 4, seed: 9}, where: {x: y}}, weight: 2}}}}, against: {e: {type:"
                + " file, path: four.jsonl}}}");
    String yaml = ConfigWriter.yaml(new Stage(source), dir);
    Path file = Files.writeString(dir.resolve("again.yaml"), yaml);
    assertThat(ConfigReader.read(file, Stage.class, List.of()).data()).isEqualTo(source);
    assertThat(yaml).contains("<|begin_of_thought|>", "seed: 9");
  }

  /** The same problems with and without traces. */
  @Test
  void wordProblems() throws IOException, ConfigException {
    String made =
        "{type: word-problems, split: dev, count: 3, minSteps: 2, maxSteps: 2, largest: 10";
    List<Problem> plain = problems(made + "}").items();
    List<Problem> explained = problems(made + ", styles: {step: 1}}").items();
    assertThat(plain).extracting(Problem::id).first().isEqualTo("word-problems-dev-0");
    assertThat(explained.stream().map(each -> each.withTrace(null))).isEqualTo(plain);
    assertThat(explained)
        .allMatch(each -> String.valueOf(each.trace()).contains("= " + each.solution()));
    assertThat(source(made + "}").whyUnexplained()).isPresent();
    assertThat(source(made + ", styles: {step: 1}}").whyUnexplained()).isEmpty();
    assertThat(source(made + ", limit: 2}").about(List.of())).isEqualTo(2);
    assertThatThrownBy(
            () -> source("{type: word-problems, split: dev, count: 3, minSteps: 0, largest: 2}"))
        .hasMessageContaining("data.minSteps: must be ≥ 1, was 0")
        .hasMessageContaining("data.largest: must be from 5 to 1000, was 2");
  }
}
