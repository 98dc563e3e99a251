package io.didact.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class GenerateCommandTest {
  private static final JsonMapper JSON = JsonMapper.shared();

  @TempDir Path dir;

  private static TestConsole run(int code, String in, Path model, String... args) {
    TestConsole io = new TestConsole(in);
    List<String> all = new ArrayList<>(List.of("generate", "--model", model.toString()));
    all.addAll(List.of(args));
    assertThat(Main.run(io.console(), all.toArray(String[]::new))).as(io.err()).isEqualTo(code);
    return io;
  }

  private static List<JsonNode> completions(TestConsole io) {
    List<JsonNode> all = new ArrayList<>();
    io.out().lines().forEach(line -> JSON.readTree(line).path("completions").forEach(all::add));
    return all;
  }

  @Test
  void greedyIsGolden() throws IOException {
    Path model = TinyModels.GOLDEN.resolve("qwen2-tied");
    JsonNode greedy =
        JSON.readTree(Files.readAllBytes(model.resolve("expected.json"))).path("greedy");
    JsonNode expected = greedy.path("continuation");
    TestConsole io =
        run(
            0,
            "{\"ids\":" + greedy.path("prompt") + "}",
            model,
            "--temperature=0",
            "--ignore-eos",
            "--max-tokens=" + expected.size());
    JsonNode got = completions(io).get(0);
    assertThat(got.path("ids")).isEqualTo(expected);
    assertThat(got.path("finish").asString()).isEqualTo("length");
    assertThat(got.path("logprobs").size()).isEqualTo(expected.size());
    assertThat(got.has("text")).as("no tokenizer, no text").isFalse();
  }

  /** Sample 1 of line 2 is the same with 2 samples and with 5, and differs from its neighbours. */
  @Test
  void aSampleDependsOnSeedLineAndNumberOnly() throws IOException {
    Path model = TinyModels.write(dir.resolve("m"), 1);
    String lines = "{\"prompt\":\"<S>a\"}\n{\"prompt\":\"<S>a\"}\n";
    List<JsonNode> few = completions(run(0, lines, model, "-n2", "--max-tokens=20"));
    List<JsonNode> many = completions(run(0, lines, model, "-n5", "--max-tokens=20"));
    assertThat(few).hasSize(4);
    assertThat(many).hasSize(10);
    assertThat(few.get(3).path("ids")).isEqualTo(many.get(6).path("ids"));
    assertThat(few.get(3).path("ids")).isNotEqualTo(few.get(2).path("ids"));
    assertThat(few.get(3).path("ids")).isNotEqualTo(few.get(1).path("ids"));
    List<JsonNode> other = completions(run(0, lines, model, "-n2", "--max-tokens=20", "--seed=2"));
    assertThat(other.get(3).path("ids")).isNotEqualTo(few.get(3).path("ids"));
  }

  /** A tiny random model is near uniform, so one of these letters comes soon. */
  @Test
  void textAndStops() throws IOException {
    Path model = TinyModels.write(dir.resolve("m"), 1);
    String[] stops = {"--stop=a", "--stop=1", "--stop=2", "--stop=x", "--stop=y"};
    JsonNode got = completions(run(0, "{\"prompt\":\"<S>a\"}", model, stops)).get(0);
    assertThat(got.path("finish").asString()).isEqualTo("stop");
    assertThat(got.path("text").asString()).matches("(?s).*([a12xy]|<end>)");
  }

  /** At temperature 100 all 64 ids are about as probable: 4,000 draws would find each of the 13. */
  @Test
  void idsWithoutATokenAreNeverWritten() throws IOException {
    Path model = TinyModels.withGaps(dir.resolve("m"), 1);
    TestConsole io =
        run(
            0,
            "{\"prompt\":\"<S>x\"}",
            model,
            "-n200",
            "--max-tokens=20",
            "--temperature=100",
            "--ignore-eos");
    Set<Integer> ids = new TreeSet<>();
    completions(io).forEach(each -> each.path("ids").forEach(id -> ids.add(id.intValue())));
    assertThat(ids)
        .containsExactlyElementsOf(
            IntStream.range(0, 56).filter(id -> id < 20 || id > 24).boxed().toList());
  }

  @Test
  void endIdsThatAreNoIdsAreNamed() throws IOException {
    Path model = TinyModels.write(dir.resolve("m"), 1);
    Files.writeString(model.resolve("generation_config.json"), "{\"eos_token_id\": [9, 56]}");
    assertThat(run(1, "{\"prompt\":\"<S>x\"}", model).err())
        .contains(
            "generation_config.json: eos_token_id 56 is no id of the model, whose vocab_size is 56");
    run(0, "{\"prompt\":\"<S>x\"}", model, "--ignore-eos");
  }

  @Test
  void badInput() throws IOException {
    Path golden = TinyModels.GOLDEN.resolve("qwen2-tied");
    assertThat(run(1, "{\"prompt\":\"x\"}", golden).err())
        .isEqualTo(
            "didact: stdin:1: " + golden + " has no tokenizer.json, so give token ids, not text\n");
    assertThat(run(2, "", golden, "--stop=x").err()).contains("--stop needs a tokenizer.json");
    assertThat(run(2, "", golden, "-n0", "--top-p=2", "--temperature=-1").err())
        .contains("-n must be ≥ 1, was 0", "topP must be in (0, 1]", "temperature must be ≥ 0");
    assertThat(run(1, "{\"ids\":[]}", golden).err()).contains("stdin:1: ", "at least one token");
    Path model = TinyModels.write(dir.resolve("m"), 1);
    assertThat(run(1, "{\"prompt\":\"É\"}", model).err())
        .startsWith("didact: stdin:1: the character 'É'")
        .hasLineCount(1);
  }
}
