package io.didact.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.didact.run.RunDirectory;
import io.didact.run.RunLock;
import io.didact.tensor.CudaSupport;
import io.didact.text.CharacterTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class StageCommandTest {
  @TempDir Path dir;
  private Path model = Path.of("");
  private Path out = Path.of("");

  @BeforeEach
  void model() throws IOException {
    model = TinyModels.write(dir.resolve("m"), 1);
    out = dir.resolve("out");
    Files.writeString(
        dir.resolve("data.jsonl"),
        "{\"question\":\"a=3 b=a+4. b\",\"solution\":\"7\",\"trace\":\"3+4=7\"}\n"
            + "{\"question\":\"a=1 b=a+4. b\",\"solution\":\"5\",\"trace\":\"1+4=5\"}\n");
  }

  private Path file(String name, String yaml) throws IOException {
    Path file = dir.resolve(name);
    Files.writeString(file, yaml);
    return file;
  }

  private Path sft(String more) throws IOException {
    return file(
        "sft.yaml",
        """
        output: %s
        model: %s
        view: student
        format: small
        data: {type: file, path: data.jsonl}
        steps: 2
        sequencesPerStep: 2
        machine: {workers: 1}
        """
                .formatted(out, model)
            + more);
  }

  private static TestConsole run(int code, String command, Path file, String... more) {
    TestConsole io = new TestConsole("");
    List<String> all = new ArrayList<>(List.of(command, file.toString()));
    all.addAll(List.of(more));
    assertThat(Main.run(io.console(), all.toArray(String[]::new))).as(io.err()).isEqualTo(code);
    assertThat(io.err()).doesNotContain("\tat ");
    return io;
  }

  /**
   * A part of an unfinished stage that is cut is named and made again; of a finished one, named.
   */
  @ParameterizedTest
  @ValueSource(strings = {"json", "traces.jsonl"})
  void cutPartsAreMadeAgain(String ending) throws IOException {
    Path traces =
        file(
            "traces.yaml",
            """
            output: %1$s
            model: %2$s
            reward: {type: rlt, student: %2$s}
            format: small
            problems: {type: file, path: data.jsonl}
            problemsPerPart: 1
            sampling: {maxNewTokens: 4}
            machine: {workers: 1}
            """
                .formatted(out, model));
    run(0, "traces", traces);
    byte[] kept = Files.readAllBytes(out.resolve("traces.jsonl"));
    Path part = out.resolve("parts/part-000002." + ending);
    byte[] whole = Files.readAllBytes(part);
    Files.write(part, Arrays.copyOf(whole, whole.length / 2));
    assertThat(run(1, "traces", traces).err()).contains("part-000002." + ending);
    try (RunDirectory files = RunDirectory.open(out)) { // as a kill before the end would leave it
      files.forget(name -> name.equals("result.json") || name.equals("traces.jsonl"));
    }
    assertThat(run(0, "traces", traces).err())
        .contains(part.toString(), "; its part is made again")
        .doesNotContain("part-000001");
    assertThat(out.resolve("traces.jsonl")).hasBinaryContent(kept);
    assertThat(part).hasBinaryContent(whole);
  }

  @Test
  void writesIntoOutputAndAnswersOnce() throws IOException {
    JsonNode result = JsonMapper.shared().readTree(run(0, "sft", sft("")).out());
    assertThat(result.path("stage").asString()).isEqualTo("out");
    assertThat(result.path("weights").asString()).hasSize(64);
    assertThat(out.resolve("model/model.safetensors")).exists();
    TestConsole again = run(0, "sft", sft(""));
    assertThat(again.err()).contains("out: done before");
    assertThat(JsonMapper.shared().readTree(again.out())).isEqualTo(result);
    assertThat(run(1, "sft", sft(""), "steps=3").err())
        .startsWith("didact: " + out + " holds the work of stage out with other inputs")
        .contains("steps: 2 before, 3 now");
    // what the stage wrote down is a file for the same command
    assertThat(run(0, "sft", out.resolve("config.yaml"), "--dry-run").out()).contains("steps: 2");
  }

  @Test
  void theSeedIsTheStagesOwn() throws IOException {
    TestConsole io = run(0, "sft", sft("seed: 7\n"), "--dry-run");
    assertThat(io.out()).contains("seed: 7", "output: " + out, "workers: 1", "schedule: cosine");
    Path file = file("again.yaml", io.out());
    assertThat(run(0, "sft", file, "--dry-run").out()).isEqualTo(io.out());
    assertThat(out).doesNotExist();
  }

  /** Clipping does not follow from the number of updates, and a reduction's keys are its own. */
  @Test
  void ratioAndReductionAreSettingsOfTheirOwn() throws IOException {
    Path config =
        file(
            "grpo.yaml",
            """
            output: %s
            policy: %s
            problems: {type: synthetic, domain: chain, split: train, count: 8}
            format: small
            steps: 1
            problemsPerStep: 1
            rolloutsPerProblem: 2
            """
                .formatted(dir.resolve("out"), model));
    assertThat(run(0, "grpo", config, "--dry-run").out())
        .contains("ratio: on-policy", "lossReduction: sequence-mean");
    assertThat(run(2, "grpo", config, "--dry-run", "updatesPerBatch=2").err())
        .contains("updatesPerBatch: is 2: more than one needs an algorithm that bounds the ratio");
    assertThat(
            run(0, "grpo", config, "--dry-run", "updatesPerBatch=2", "algorithm.ratio=clipped")
                .out())
        .contains("ratio: {type: clipped, epsilonLow: 0.2, epsilonHigh: 0.2}");
    assertThat(
            run(
                    2,
                    "grpo",
                    config,
                    "--dry-run",
                    "algorithm.ratio.type=clipped",
                    "algorithm.ratio.epsilonHigh=-1")
                .err())
        .contains("algorithm.ratio.epsilonHigh: must be ≥ 0 and finite, was -1.0");
    assertThat(run(2, "grpo", config, "--dry-run", "algorithm.lossReduction=constant").err())
        .contains("algorithm.lossReduction.length: is missing");
  }

  /** Told of with line and reason, and run all the same; what is only written out is not. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sft  | epochs: 3 | epochs | `steps` is given",
        "sft  | evaluateEvery: 1 | evaluateEvery | there is no `heldOut`",
        "sft  | optimizer: {schedule: constant, floor: 1e-6} | optimizer.floor | the schedule is constant",
        "sft  | machine: {device: cuda, workers: 3} | machine.workers | a GPU has one worker",
        "grpo | algorithm: {beta: 0} | reference | the algorithm asks no reference",
        "grpo | reference: {weight: 0, everySteps: 5} | reference.everySteps | `weight` is 0",
        "eval | sampling: {temperature: 0, minP: 0.1} | sampling.minP | at temperature 0",
        "eval | sampling: {temperature: 0, topK: 5} | sampling.topK | at temperature 0",
        "eval | samplesPerProblem: 4 | samplesPerProblem | at temperature 0 all samples",
        "eval | machine: {activations: recomputed} | machine.activations | no stage trains",
      })
  void keysWithoutEffectAreToldOf(String command, String line, String key, String why)
      throws IOException {
    String keys =
        switch (command) {
          case "sft" ->
              "model: %s\nview: student\ndata: {type: file, path: data.jsonl}\nsteps: 2\n";
          case "grpo" ->
              "policy: %s\nproblems: {type: file, path: data.jsonl}\nsampling: {maxNewTokens: 8}\n";
          default -> "model: %s\nproblems: {type: file, path: data.jsonl}\n";
        };
    String more =
        command.equals("grpo") && key.equals("reference") ? "reference: {weight: 0.5}\n" : "";
    String greedy = key.equals("samplesPerProblem") ? "sampling: {temperature: 0}\n" : "";
    String head = "output: " + out + "\nformat: small\n" + keys.formatted(model);
    assertThat(run(0, command, file("plain.yaml", head), "--dry-run").err()).isEmpty();
    Path file = file("idle.yaml", head + more + greedy + line + "\n");
    assertThat(run(0, command, file, "--dry-run").err())
        .startsWith("didact: " + file + ":")
        .contains(": " + key + ": has no effect: " + why)
        .hasLineCount(1);
  }

  /** Evaluated after every second step and the last; greedy or not, the weights are the same. */
  @Test
  void heldOutProblemsAreEvaluatedBesideTraining() throws IOException {
    Path student = TinyModels.write(dir.resolve("student"), 2);
    Path file =
        file(
            "rlt.yaml",
            """
            policy: %s
            reward: {student: %s}
            problems: {type: file, path: data.jsonl}
            format: small
            steps: 5
            problemsPerStep: 2
            rolloutsPerProblem: 4
            updatesPerBatch: 2
            miniBatches: 2
            algorithm: {ratio: clipped, maskTruncated: true}
            optimizer: {learningRate: 1e-2}
            sampling: {maxNewTokens: 12}
            machine: {workers: 2}
            """
                .formatted(model, student));
    String heldOut = "heldOut={type: synthetic, domain: chain, split: dev, count: 7}";
    Path without = dir.resolve("without");
    Path with = dir.resolve("with");
    Path greedy = dir.resolve("greedy");
    run(0, "rlt", file, "output=" + without);
    run(0, "rlt", file, "output=" + with, heldOut, "evaluateEvery=2", "seed=9");
    run(0, "rlt", file, "output=" + greedy, heldOut, "heldOutTemperature=0", "seed=9");
    run(0, "rlt", file, "output=" + without + "-9", "seed=9");
    assertThat(with.resolve("model/model.safetensors"))
        .hasSameBinaryContentAs(Path.of(without + "-9/model/model.safetensors"));
    assertThat(greedy.resolve("model/model.safetensors"))
        .hasSameBinaryContentAs(with.resolve("model/model.safetensors"));
    List<JsonNode> rows = metrics(with);
    for (int step = 1; step <= 5; step++) {
      JsonNode row = rows.get(step - 1);
      assertThat(row.has("entropy")).isTrue();
      assertThat(row.has("heldOut/reward")).as("step %d", step).isEqualTo(step != 1 && step != 3);
      assertThat(row.has("heldOut/equalGroups")).isFalse();
    }
    JsonNode last = metrics(greedy).get(4);
    assertThat(last.path("heldOut/reward").asDouble())
        .isNotEqualTo(rows.get(4).path("heldOut/reward").asDouble());
    assertThat(last.path("heldOut/reward").asDouble())
        .isCloseTo(
            last.path("heldOut/reward/r_SS").asDouble()
                - 3 * last.path("heldOut/reward/r_KL").asDouble()
                + last.path("heldOut/reward/penalty").asDouble(),
            within(1e-9));
    assertThat(metrics(greedy).get(3).has("heldOut/reward")).isFalse();
    assertThat(
            JsonMapper.shared()
                .readTree(Files.readString(with.resolve("provenance.json")))
                .path("data")
                .has("heldOut"))
        .isFalse();
    assertThat(run(2, "rlt", file, "output=o", "miniBatches=3").err())
        .contains("miniBatches: must be ≤ problemsPerStep, which is 2, was 3");
    assertThat(run(2, "rlt", file, "output=o", "problemsPerStep=0", "miniBatches=3").err())
        .contains("problemsPerStep: must be ≥ 1, was 0")
        .doesNotContain("miniBatches:");
    assertThat(run(2, "rlt", file, "output=o", "algorithm.ratio=on-policy").err())
        .contains("updatesPerBatch: is 2: more than one", "miniBatches: is 2: more than one");
    assertThat(run(0, "rlt", file, "output=o", "evaluateEvery=2", "--dry-run").err())
        .contains("evaluateEvery: has no effect: there is no `heldOut`");
    assertThat(run(2, "rlt", file, "output=o", heldOut, "heldOutTemperature=-1").err())
        .contains("heldOutTemperature: must be ≥ 0");
  }

  private static List<JsonNode> metrics(Path run) throws IOException {
    return Files.readAllLines(run.resolve("metrics.jsonl")).stream()
        .<JsonNode>map(JsonMapper.shared()::readTree)
        .toList();
  }

  @Test
  void aTildeIsTheHomeDirectoryInOptionsToo() {
    assertThat(run(2, "sft", Path.of("~bob/sft.yaml")).err())
        .contains("~bob/sft.yaml: begins with ~bob, which would be another user's home");
    assertThat(run(2, "sft", Path.of("~/there/is/no/such.yaml")).err())
        .contains(System.getProperty("user.home") + "/there/is/no/such.yaml")
        .contains("there is no such file");
    TestConsole io = new TestConsole("");
    assertThat(Main.run(io.console(), "inspect", "~/there/is/no/model")).isEqualTo(2);
    assertThat(io.err()).contains(System.getProperty("user.home") + "/there/is/no/model");
  }

  @Test
  void aGpuThatIsNotThereIsRefusedBeforeAnythingIsWritten() throws IOException {
    assumeFalse(CudaSupport.ofThisProcess().usable(), "there is a GPU");
    assertThat(run(0, "sft", sft(""), "--dry-run").out()).contains("device: auto");
    assertThat(run(1, "sft", sft(""), "machine.device=cuda").err())
        .contains("device cuda was asked for", "docs/cuda.md");
    assertThat(out).doesNotExist();
    assertThat(run(2, "sft", sft(""), "machine.device=gpu").err()).contains("machine.device");
  }

  /** The vocabulary has no ids from 50 on; the space in the questions is id 54. */
  @Test
  void aTokenizerThatIsLargerThanItsModelIsNamedBeforeTraining() throws IOException {
    TinyModels.write(model, 1, CharacterTokenizer.small(), 50);
    assertThat(run(2, "sft", sft("")).err())
        .contains("has id 54, the model knows ids below 50 (vocab_size in config.json)")
        .contains("use the one that came with the model");
  }

  @Test
  void endIdsThatAreNoIdsAreFoundBeforeAnythingRuns() throws IOException {
    Files.writeString(model.resolve("generation_config.json"), "{\"eos_token_id\": \"<end>\"}");
    assertThat(run(2, "sft", sft(""), "--dry-run").err())
        .contains(
            "model: " + model + ": generation_config.json: eos_token_id must be a token id ≥ 0");
  }

  /**
   * At temperature 100 each of the 13 ids without a token would come up, were they not forbidden.
   */
  @Test
  void aTeacherAndItsStudentMayHaveGapsInTheirVocabulary() throws IOException {
    Path teacher = TinyModels.withGaps(dir.resolve("teacher"), 1);
    Path student = TinyModels.withGaps(dir.resolve("student"), 2);
    Files.writeString(
        dir.resolve("data.jsonl"), "{\"question\":\"x=3 y=x+4. y\",\"solution\":\"7\"}\n");
    Path file =
        file(
            "rlt.yaml",
            """
            output: %s
            policy: %s
            reward: {student: %s}
            problems: {type: file, path: data.jsonl}
            format: small
            steps: 1
            problemsPerStep: 1
            rolloutsPerProblem: 32
            sampling: {temperature: 100, maxNewTokens: 20}
            machine: {workers: 1}
            """
                .formatted(out, teacher, student));
    run(0, "rlt", file);
    TinyModels.write(student, 2);
    assertThat(run(1, "rlt", file, "output=" + dir.resolve("other")).err())
        .contains("have different tokens (id 20 is the first)");
  }

  /** Keys, values, files and models, each with its line; the command line last. */
  @Test
  void allThatIsWrongAtOnce() throws IOException {
    Path file =
        file(
            "rlt.yaml",
            """
            outptu: x
            policy: no/such
            reward: {student: %s, lambda: -1}
            problems: {type: file, path: none.jsonl}
            format: tags.yaml
            rolloutsPerProblem: 1
            samplign: {}
            type: sft
            """
                .formatted(model));
    String at = file + ":";
    assertThat(run(2, "rlt", file, "keepCheckpoints=0").err())
        .startsWith("didact: ")
        .contains(
            at + "1: output: is missing",
            at + "1: outptu: unknown key; did you mean `output`?",
            at + "2: policy: there is no directory no/such and no model no/such in the cache",
            at + "4: problems.path: there is no file or directory " + dir.resolve("none.jsonl"),
            at + "5: format: there is no tag format file " + dir.resolve("tags.yaml"),
            at + "3: reward.lambda: must be ≥ 0, was -1.0",
            at + "6: rolloutsPerProblem: must be ≥ 2, was 1",
            at + "7: samplign: unknown key; did you mean `sampling`?",
            at + "8: type: must be rlt or left out here, was sft",
            "command line: keepCheckpoints: must be ≥ 1, was 0");
    assertThat(out).doesNotExist();
  }

  /** As data and formats do: from the configuration's directory, or the working directory. */
  @Test
  void modelsAreFoundBesideTheConfiguration() throws IOException {
    Path config = sft("");
    Files.writeString(config, Files.readString(config).replace(model.toString(), "./m"));
    assertThat(run(0, "sft", config, "--dry-run").out()).contains(model.toString());
    assertThat(run(2, "sft", config, "model=./m").err())
        .contains("command line: model: there is no model directory ./m");
    assertThat(run(2, "sft", config, "model=m").err())
        .contains("command line: model: there is no model directory m");
  }

  @Test
  void formatsComeFromFilesBesideTheConfiguration() throws IOException {
    file("mine.yaml", "base: small\nname: mine\nsolution: {open: \"<s>\", close: \"</s>\"}\n");
    Path config = sft("");
    Files.writeString(config, Files.readString(config).replace("small", "mine.yaml"));
    assertThat(run(0, "sft", config, "--dry-run").out()).contains("name: mine");
    Files.writeString(config, Files.readString(config).replace("mine.yaml", "smal"));
    assertThat(run(2, "sft", config).err())
        .contains("sft.yaml:4: format: there is no tag format 'smal'; did you mean `small`?");
  }

  @Test
  void modelsAreLookedAtBeforeAnythingRuns() throws IOException {
    CharacterTokenizer bare =
        new CharacterTokenizer("0123456789 ", List.of("<pad>", "<end>"), "<pad>", "<end>");
    Path tagless = TinyModels.write(dir.resolve("tagless"), 1, bare);
    assertThat(run(2, "sft", sft(""), "model=" + tagless, "--dry-run").err())
        .contains("sft.yaml:4: format: model " + tagless + ": the tokenizer cannot write")
        .hasLineCount(1);
    Path cut = TinyModels.truncated(dir.resolve("cut"));
    assertThat(run(2, "sft", sft(""), "model=" + cut).err())
        .startsWith("didact: command line: model: " + cut.resolve("model.safetensors"));
    Path foreign = TinyModels.foreign(dir.resolve("foreign"));
    assertThat(run(2, "sft", sft(""), "model=" + foreign).err())
        .contains("model_type must be one of qwen2, qwen3, llama, mistral, ")
        .contains(", was gpt2");
    Path golden = TinyModels.GOLDEN.resolve("teacher");
    assertThat(run(2, "sft", sft(""), "model=" + golden).err()).contains("no tokenizer at");
    assertThat(out).doesNotExist();
  }

  @Test
  void dataThatIsNotJson() throws IOException {
    Files.writeString(dir.resolve("data.jsonl"), "{\"question\":\n", StandardOpenOption.APPEND);
    assertThat(run(2, "sft", sft("")).err())
        .contains("sft.yaml:5: data: " + dir.resolve("data.jsonl") + ":3: not JSON: ")
        .doesNotContain("--debug");
  }

  @Test
  void aSecondRunInTheSameDirectory() throws IOException {
    Path config = sft("");
    try (RunLock lock = RunLock.acquire(out)) {
      assertThat(run(1, "sft", config).err())
          .startsWith("didact: another run is at work in " + out)
          .hasLineCount(1);
    }
  }

  @Test
  void recipesAreLookedThroughAsAWhole() throws IOException {
    Path recipe =
        file(
            "recipe.yaml",
            """
            output: %s
            stages:
              warm:
                type: sft
                model: %s
                view: teacher
                format: small
                data: {type: file, path: data.jsonl}
              learn:
                type: rlt
                policy: wram
                reward: {student: warm}
                problems: {type: stage, stage: nothing}
            """
                .formatted(out, model));
    String at = recipe + ":";
    assertThat(run(2, "run", recipe).err())
        .contains(
            at
                + "11: stages.learn.policy: there is no model directory wram; did you mean"
                + " the stage `warm`?",
            at + "9: stages.learn: `nothing` is no stage before it that leaves traces",
            at + "9: stages.learn.format: reward.student warm: the tokenizer cannot write");
  }

  @ParameterizedTest
  @EnumSource(StageKind.class)
  void helpTeaches(StageKind kind) {
    TestConsole io = new TestConsole("");
    assertThat(Main.run(io.console(), kind.command(), "--help")).isZero();
    assertThat(io.out())
        .startsWith("Usage: didact " + kind.command())
        .contains("In: ", "Out: ", "Example:", "output: runs/my-" + kind.command(), "--dry-run")
        .doesNotContain("%n");
  }
}
