package io.didact.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code didact run RECIPE --plan}, where nothing of what the recipe names is there. */
class PlanTest {
  @TempDir Path dir;

  private Path recipe = Path.of("");

  @BeforeEach
  void recipe() throws IOException {
    recipe = write("Qwen/Qwen2.5-7B-Instruct", "bespokelabs/Bespoke-Stratos-17k");
  }

  private Path write(String model, String set) throws IOException {
    return Files.writeString(
        dir.resolve("recipe.yaml"),
        """
        output: %s
        machine: {dtype: bf16, activations: recomputed, engine: {maxRows: 128, maxCachedTokens: 250000}}
        stages:
          warm-up:
            {type: sft, model: %s, view: teacher, epochs: 1, data: &data {type: hub, dataset: %s, file: a.parquet}}
          rlt: {type: rlt, policy: warm-up, reward: {student: warm-up}, problems: *data}
          traces: {type: traces, model: rlt, reward: {type: rlt, student: warm-up}, problems: *data, samplesPerProblem: 4}
          best: {type: select, from: {all: {type: stage, stage: traces}}}
          student: {type: sft, model: %s, view: student, data: {type: stage, stage: best}, epochs: 1}
          eval: {type: eval, model: student, task: math500}
        """
            .formatted(dir.resolve("out"), model, set, model));
  }

  private static TestConsole run(int exit, String... arguments) {
    TestConsole io = new TestConsole("");
    assertThat(Main.run(io.console(), arguments)).as(io.err()).isEqualTo(exit);
    return io;
  }

  private JsonNode json(String... more) {
    String[] arguments = new String[more.length + 7];
    String[] first = {"run", recipe.toString(), "--plan", "--gpu", "h200", "--json", "--gpus=8"};
    System.arraycopy(first, 0, arguments, 0, 7);
    System.arraycopy(more, 0, arguments, 7, more.length);
    return JsonMapper.shared().readTree(run(0, arguments).out());
  }

  /**
   * 16,710 problems of 256 + 512 + 4,096 tokens are 1,045 batches of 16. 125 steps write 1,024 ·
   * 4,096 tokens. Of 4 explanations a problem one is kept, from which the student learns.
   */
  @Test
  void tokensOfEachStage() {
    JsonNode plan = json();
    JsonNode stages = plan.path("stages");
    assertThat(stages.path(0).path("jobs").path(0).path("tokens").asDouble())
        .isEqualTo(1045 * 16 * (768 + 4096.0));
    assertThat(stages.path(1).path("jobs").path(0).path("tokens").asDouble())
        .isEqualTo(125.0 * 1024 * 4096);
    assertThat(stages.path(1).path("jobs").path(3).path("tokens").asDouble())
        .isEqualTo(125.0 * (16 * 768 + 1024 * 4096));
    assertThat(stages.path(2).path("jobs").path(0).path("tokens").asDouble())
        .isEqualTo(16_710.0 * 4 * 4096);
    assertThat(stages.path(3).path("jobs")).isEmpty();
    assertThat(stages.path(4).path("jobs").path(0).path("tokens").asDouble())
        .isEqualTo(1045 * 16 * (256 + 4096 + 512.0));
    // 32,768 tokens are asked for, and 32,768 − 256 fit behind the prompt.
    assertThat(stages.path(5).path("jobs").path(0).path("tokens").asDouble())
        .isEqualTo(500 * 32_512 / 4.0);
    double sum = 0;
    for (JsonNode stage : stages) {
      sum += stage.path("seconds").asDouble();
    }
    assertThat(plan.path("seconds").asDouble()).isEqualTo(sum);
    assertThat(plan.path("fits").asBoolean()).isFalse();
    assertThat(json("--shard", "weights").path("fits").asBoolean()).isTrue();
  }

  @Test
  void assumptionsAreOptions() {
    JsonNode stages =
        json("--mean-tokens=100", "--question-tokens=10", "--solution-tokens=5").path("stages");
    assertThat(stages.path(0).path("jobs").path(0).path("tokens").asDouble())
        .isEqualTo(1045 * 16 * (15 + 100.0));
    double usual = json().path("seconds").asDouble();
    double half =
        json("--efficiency", "sample=0.25,score=0.2,train=0.175").path("seconds").asDouble();
    assertThat(half).isEqualTo(2 * usual);
    assertThat(json("--flops", "1e12").path("device").path("flops").asDouble()).isEqualTo(1e12);
  }

  @Test
  void theTableFitsTheScreen() {
    String table = run(0, "run", recipe.toString(), "--plan", "--gpu", "h200", "--gpus", "8").out();
    assertThat(table.lines()).allMatch(line -> line.length() <= 120);
    assertThat(table)
        .startsWith("8 × h200, each 989.5 TFLOP/s in bf16, 4.80 TB/s, 141.0 GB (NVIDIA H200")
        .contains("\nwarm-up ", "\nall ", "\nDoes not fit: rlt\n  182.0 GB are wanted")
        .contains("what models write has 25 % of its limit", "--efficiency", "this build can");
    assertThat(Files.exists(dir.resolve("out"))).isFalse();
  }

  /** A config.json is enough of a model; where there is none, what to do is said. */
  @Test
  void modelsByTheirConfigAlone() throws IOException {
    recipe = write("some/model", "bespokelabs/Bespoke-Stratos-17k");
    assertThat(run(1, "run", recipe.toString(), "--plan", "--gpu", "h200").err())
        .contains("stage warm-up: of the model some/model there is no config.json here:")
        .contains("`didact pull some/model config.json`, or give --shape");
    Path model = Files.createDirectories(dir.resolve("some/model"));
    Files.writeString(
        model.resolve("config.json"),
        """
        {"model_type": "qwen2", "vocab_size": 10, "hidden_size": 4, "intermediate_size": 6,
         "num_hidden_layers": 1, "num_attention_heads": 2, "num_key_value_heads": 1,
         "max_position_embeddings": 32768, "tie_word_embeddings": true}
        """);
    JsonNode memory = json().path("stages").path(0).path("memory");
    assertThat(memory.path("weights").asDouble()).isEqualTo(2 * 180);
    Files.delete(model.resolve("config.json"));
    memory = json("--shape", "Qwen/Qwen2.5-0.5B-Instruct").path("stages").path(0).path("memory");
    assertThat(memory.path("weights").asDouble()).isEqualTo(2 * 494_032_768.0);
    assertThat(
            run(1, "run", recipe.toString(), "--plan", "--gpu", "h200", "--shape", "Qwen2.5").err())
        .contains("--shape: Qwen2.5 is not in the table");
  }

  @Test
  void dataThatAreNotHere() throws IOException {
    recipe = write("Qwen/Qwen2.5-7B-Instruct", "some/set");
    assertThat(run(1, "run", recipe.toString(), "--plan", "--gpu", "h200").err())
        .contains("stage warm-up: how many problems there are is not known:", "--problems N");
    assertThat(
            json("--problems", "32")
                .path("stages")
                .path(0)
                .path("jobs")
                .path(0)
                .path("tokens")
                .asDouble())
        .isEqualTo(32 * (768 + 4096.0));
  }

  /** 16,710 problems with 4 explanations are sampled once, and 3 times more at the most. */
  @Test
  void whatIsSampledAgainCountsAndWhatAServerWritesDoesNot() {
    JsonNode plan =
        json(
            "stages.traces.cut={type: sample-again, attempts: 3}",
            "stages.written={type: refine, traces: {type: stage, stage: traces}, by: {type: server,"
                + " url: 'http://localhost:1/v1', model: some/judge, prompt: refine.txt}}");
    JsonNode jobs = plan.path("stages").path(2).path("jobs");
    assertThat(jobs.path(1).path("kind").asString()).isEqualTo("sample");
    assertThat(jobs.path(1).path("tokens").asDouble()).isEqualTo(3 * 16_710.0 * 4 * 4096);
    assertThat(plan.path("stages").path(6).path("jobs")).isEmpty();
    List<String> assumed =
        plan.path("assumed").values().stream().map(each -> each.asString()).toList();
    assertThat(assumed)
        .contains(
            "stage traces: what is cut is sampled again up to 3 times: counted as if all were, each"
                + " time",
            "stage written: 66840 requests to some/judge of at most 16384 tokens each are the"
                + " server's work and not counted");
  }

  @Test
  void wrongOptions() {
    String file = recipe.toString();
    assertThat(run(2, "run", file, "--gpu", "h200").err()).contains("--plan");
    assertThat(run(2, "run", file, "--plan", "--gpu", "h20").err())
        .contains("--gpu: there is no h20; did you mean `h200`?", "l40s");
    assertThat(run(2, "run", file, "--plan", "--gpu", "h200", "--gpus", "0").err())
        .contains("--gpus must be ≥ 1, was 0");
    assertThat(run(2, "run", file, "--plan", "--gpu", "h200", "--efficiency", "tain=1").err())
        .contains("--efficiency: there is no job tain; jobs are sample, score, train");
    assertThat(run(2, "run", file, "--plan", "--gpu", "h200", "--efficiency", "train=2").err())
        .contains("at most 1");
    assertThat(run(2, "run", file, "--plan", "--gpu", "h200", "--mean-tokens", "0").err())
        .contains("--mean-tokens");
  }

  /** What is here is counted: chains are as short as they are, on this machine as it is. */
  @Test
  void theEmbeddedModelOnThisMachine() {
    JsonNode plan =
        JsonMapper.shared()
            .readTree(
                run(
                        0,
                        "run",
                        "../recipes/quickstart.yaml",
                        "--plan",
                        "--json",
                        "--flops=1e11",
                        "--bandwidth=1e10",
                        "--memory=4e9",
                        "machine.workers=2")
                    .out());
    JsonNode rlt = plan.path("stages").path(2);
    assertThat(rlt.path("name").asString()).isEqualTo("rlt");
    assertThat(rlt.path("memory").path("weights").asDouble()).isEqualTo(1_354_752);
    // 60 steps of 16 · 8 samples of 80/4 tokens, and 16 prompts of some 18 characters
    assertThat(rlt.path("jobs").path(3).path("tokens").asDouble())
        .isBetween(153_600 + 60 * 16 * 15.0, 153_600 + 60 * 16 * 22.0);
    assertThat(plan.path("fits").asBoolean()).isTrue();
    assertThat(plan.path("device").path("source").asString()).isEqualTo("as given");
  }

  /** Whatever they begin with: nothing of it is here. */
  @Test
  void everyRecipeThatIsShipped() throws IOException {
    List<Path> recipes;
    try (Stream<Path> files = Files.walk(Path.of("../recipes"))) {
      recipes =
          files
              .filter(file -> file.toString().endsWith(".yaml"))
              .filter(file -> !file.getParent().endsWith("formats"))
              .sorted()
              .toList();
    }
    assertThat(recipes).anyMatch(file -> file.endsWith("paper/rlt.yaml"));
    for (Path file : recipes) {
      TestConsole io = new TestConsole("");
      int exit =
          Main.run(
              io.console(),
              "run",
              file.toString(),
              "--plan",
              "--gpu=h200",
              "--gpus=8",
              "--shape=Qwen/Qwen2.5-7B-Instruct",
              "--json");
      assertThat(exit).as(file + ": " + io.err()).isZero();
      JsonNode plan = JsonMapper.shared().readTree(io.out());
      assertThat(plan.path("seconds").asDouble()).as(file.toString()).isPositive();
    }
  }
}
