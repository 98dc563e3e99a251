package io.didact.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.didact.data.Jsonl;
import io.didact.run.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code didact eval compare} and {@code didact eval report}. */
class EvaluationCommandsTest {
  @TempDir Path dir;

  private static TestConsole run(int code, String... args) {
    TestConsole io = new TestConsole("");
    assertThat(Main.run(io.console(), args)).as(io.err()).isEqualTo(code);
    assertThat(io.err()).doesNotContain("\tat ");
    return io;
  }

  /** A finished run: one text a problem, one character a sample; R is right, - has no answer. */
  private Path finished(String name, String... problems) throws IOException {
    Path run = dir.resolve(name);
    List<ObjectNode> rows = new ArrayList<>();
    for (int i = 0; i < problems.length; i++) {
      for (int k = 0; k < problems[i].length(); k++) {
        rows.add(row("p" + i, k, problems[i].charAt(k)));
      }
    }
    Jsonl.write(run.resolve("samples.jsonl"), rows.stream(), row -> row);
    Files.writeString(run.resolve("grading.yaml"), "answer: exact\n");
    Files.writeString(
        run.resolve("result.json"),
        "{\"stage\":\"%s\",\"seconds\":1.0,\"weights\":null,\"metrics\":{}}".formatted(name));
    Manifest.seal(run, true);
    return run;
  }

  private static ObjectNode row(String problem, int sample, char what) {
    return Jsonl.newRow()
        .put("problem", problem)
        .put("sample", sample)
        .put("seed", sample)
        .put("promptHash", "12ab")
        .put("prompt", "What is it? </script>")
        .put("response", "It is " + what + ".")
        .put("expected", "R")
        .put("extracted", what == '-' ? "" : String.valueOf(what))
        .put("verdict", what == 'R' ? "correct" : "wrong")
        .put("correct", what == 'R')
        .put("reason", "because")
        .put("tokens", what == '-' ? 100 : 20 + sample)
        .put("finish", what == '-' ? "length" : "stop")
        .put("subject", problem.equals("p0") ? "Algebra" : "Geometry")
        .put("level", "3");
  }

  private static String[] many(int times, String... problems) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      all.addAll(List.of(problems));
    }
    return all.toArray(String[]::new);
  }

  @Test
  void comparesTwoRuns() throws IOException {
    Path a = finished("a", many(20, "RRab", "aaaa", "RRRR"));
    Path b = finished("b", many(20, "RRRb", "aaRa", "RRRR"));
    TestConsole io = run(0, "eval", "compare", a.toString(), b.toString());
    assertThat(io.err()).isEmpty();
    assertThat(io.out())
        .contains(
            "A: " + a + " (240 samples: 60 problems, 4 each)\n",
            "compared: 60 common problems\n",
            // (2/4 + 0 + 4/4)/3 and (3/4 + 1/4 + 1)/3
            "accuracy        0.500",
            "0.667",
            "+0.167",
            "solved (most samples right): both 20, only A 0, only B 20, neither 20\n",
            "  B solves 100.0 % of what A solves, A 50.0 % of what B solves;",
            "  McNemar's exact test: p < 0.0001\n",
            "solved (any sample right): both 40, only A 0, only B 20, neither 0\n",
            "\nBeyond the noise: B is better than A by 0.167 in accuracy");
    assertThat(io.out().lines().allMatch(line -> line.equals(line.stripTrailing()))).isTrue();
  }

  @Test
  void saysWhatIsInsideTheNoise() throws IOException {
    Path a = finished("a", many(15, "R", "a", "R", "R"));
    String[] other = many(15, "R", "a", "R", "R");
    other[0] = "a";
    other[1] = "R";
    other[4] = "a";
    TestConsole io = run(0, "eval", "compare", a.toString(), finished("b", other).toString());
    assertThat(io.out())
        .contains(
            "\nInside the noise: the 95 % interval of B − A in accuracy, ",
            "These samples do not tell A and B apart")
        .doesNotContain("most samples", "any sample", "pass@");
    assertThat(run(0, "eval", "compare", a.toString(), a.toString()).out())
        .contains("Inside the noise: A and B have the same accuracy on every problem.");
  }

  @Test
  void comparesTheCommonProblemsAndSaysSo() throws IOException {
    Path a = finished("a", "RR", "aa", "RR");
    Path b = finished("b", "R", "R");
    assertThat(run(0, "eval", "compare", a.toString(), b.toString()).out())
        .contains(
            "compared: 2 common problems",
            "by the first sample of each problem:",
            "These are only 2 problems: intervals from so few are rough.",
            "Only the 2 problems that both have are compared; left out: 1 only in A.");
  }

  @Test
  void warnsWhereTheSameIdExpectsSomethingElse() throws IOException {
    Path a = finished("a", "R", "a");
    Path b = finished("b", "R", "a");
    Path samples = b.resolve("samples.jsonl");
    Files.writeString(
        samples,
        Files.readString(samples).replaceFirst("\"expected\":\"R\"", "\"expected\":\"S\""));
    Manifest.seal(b, true);
    assertThat(run(0, "eval", "compare", a.toString(), b.toString()).out())
        .contains("Attention: 1 problem has another expected answer in B than in A.");
  }

  @Test
  void writesJsonAndPages() throws IOException {
    Path a = finished("a", many(10, "RRab", "aaaa"));
    Path b = finished("b", many(10, "RRaa", "aaaa"));
    Path out = dir.resolve("deep/comparison");
    TestConsole io =
        run(0, "eval", "compare", a.toString(), b.toString(), "--json", "--output", out.toString());
    JsonNode json = JsonMapper.shared().readTree(io.out());
    assertThat(json.path("problems").asInt()).isEqualTo(20);
    assertThat(json.path("finding").asString()).isEqualTo("inside-the-noise");
    assertThat(json.path("pSignFlip").asDouble()).isEqualTo(1);
    assertThat(json.path("solvedOnce").path("both").asInt()).isEqualTo(10);
    assertThat(json.path("differences").get(0).path("first").asDouble()).isEqualTo(0.25);
    assertThat(Files.readString(out.resolve("comparison.json"))).isEqualTo(io.out());
    assertThat(Files.readString(out.resolve("comparison.svg"))).startsWith("<svg");
    assertThat(Files.readString(out.resolve("comparison.html")))
        .contains("<h1>a (A) and b (B)</h1>", "Inside the noise")
        .doesNotContain("<script", "NaN");
    assertThat(io.err()).contains("wrote " + out.resolve("comparison.html"));
  }

  @Test
  void nothingSolvedIsNoNumber() throws IOException {
    Path a = finished("a", "aa", "--");
    TestConsole io = run(0, "eval", "compare", a.toString(), a.toString());
    assertThat(io.out()).contains("B solves – of what A solves").doesNotContain("NaN");
    assertThat(run(0, "eval", "compare", a.toString(), a.toString(), "--json").out())
        .doesNotContain("NaN");
  }

  @Test
  void saysWhatIsMissing() throws IOException {
    Path a = finished("a", "R");
    String good = a.toString();
    assertThat(run(1, "eval", "compare", good, dir.resolve("no").toString()).err())
        .isEqualTo("didact: there is no directory " + dir.resolve("no") + "\n");
    Path file = a.resolve("samples.jsonl");
    assertThat(run(1, "eval", "compare", file.toString(), good).err())
        .contains("samples.jsonl is a file; give the directory");
    assertThat(run(1, "eval", "report", dir.toString()).err())
        .contains(dir + " is not the directory of a stage: there is no didact-manifest.json");
    Path unfinished = finished("u", "R");
    Files.delete(unfinished.resolve("result.json"));
    Files.writeString(unfinished.resolve("provenance.json"), "{}");
    Manifest.seal(unfinished, true);
    assertThat(run(1, "eval", "compare", good, unfinished.toString()).err())
        .contains(unfinished + " is not finished. Give the command that");
    Path training = finished("t", "R");
    Files.delete(training.resolve("samples.jsonl"));
    Manifest.seal(training, true);
    assertThat(run(1, "eval", "report", training.toString()).err())
        .contains("holds no evaluation: there is no samples.jsonl");
    Path torn = finished("torn", "RR", "RR");
    List<String> lines = Files.readAllLines(torn.resolve("samples.jsonl"));
    Files.write(torn.resolve("samples.jsonl"), lines.subList(0, 3));
    assertThat(run(1, "eval", "report", torn.toString()).err())
        .contains("torn is not whole: samples.jsonl has ", "(3 rows, not 4)");
    Manifest.seal(torn, true);
    assertThat(run(1, "eval", "report", torn.toString()).err())
        .contains("samples.jsonl: problem p1 has 1 samples, the first, p0, has 2");
    Files.write(torn.resolve("samples.jsonl"), List.of(lines.get(0), "{\"problem\":"));
    Manifest.seal(torn, true);
    assertThat(run(1, "eval", "compare", good, torn.toString()).err())
        .contains("samples.jsonl:2: not JSON")
        .hasLineCount(1);
  }

  @Test
  void runsWithoutACommonProblemAreNotCompared() throws IOException {
    Path a = finished("a", "R");
    Path b = finished("b", "R");
    Path samples = b.resolve("samples.jsonl");
    Files.writeString(samples, Files.readString(samples).replace("\"p0\"", "\"q0\""));
    Manifest.seal(b, true);
    assertThat(run(1, "eval", "compare", a.toString(), b.toString()).err())
        .contains(
            "cannot be compared: no problem is in both runs (the first has p0, the second q0)");
  }

  @Test
  void wrongCommandsAreUsageErrors() {
    assertThat(run(2, "eval").err())
        .contains("what to evaluate is missing: --task and --model, or a CONFIG.yaml");
    assertThat(run(2, "eval", "compare", "a").err())
        .contains("Missing required parameter: 'RUN_B'", "didact eval compare --help");
    assertThat(run(0, "eval", "--help").out()).contains("compare", "report");
  }

  @Test
  void writesTheReportOfARun() throws IOException {
    Path a = finished("a", "RRa-", "RaaR", "RRRR");
    Files.writeString(a.resolve("config.yaml"), "model: {name: runs/m}\n");
    assertThat(run(0, "eval", "report", a.toString()).out())
        .isEqualTo(a.resolve("report.html") + "\n");
    String page = Files.readString(a.resolve("report.html"));
    assertThat(page)
        .contains(
            "<h1>a</h1>",
            // 2 + 2 + 4 of 12
            "8 of 12 answers are right: 66.7 % (95 % interval ",
            "It rests on 12 samples: 3 problems, 4 each.",
            "<td>accuracy (avg@4)</td><td>0.667</td>",
            "<td>truncated</td><td>0.083</td>",
            "<caption>Accuracy by subject</caption>",
            "<td>Geometry</td><td>0.750</td>",
            "<caption>Accuracy by level</caption>",
            "Accuracy by length",
            "model: {name: runs/m}",
            "All samples, whole: samples.jsonl.")
        .doesNotContain("middle is left out", "NaN");
    byte[] first = Files.readAllBytes(a.resolve("report.html"));
    run(0, "eval", "report", a.toString());
    assertThat(Files.readAllBytes(a.resolve("report.html"))).isEqualTo(first);
  }
}
