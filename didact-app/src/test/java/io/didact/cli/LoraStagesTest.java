package io.didact.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.didact.run.Provenance;
import io.didact.run.Sha256;
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
import tools.jackson.databind.node.ObjectNode;

/** Stages that train adapters, and adapters wherever a model may be named. */
class LoraStagesTest {
  @TempDir Path dir;

  @BeforeEach
  void inputs() throws IOException {
    TinyModels.write(dir.resolve("m"), 1);
    Files.writeString(
        dir.resolve("data.jsonl"),
        "{\"question\":\"a=3 b=a+4. b\",\"solution\":\"7\",\"trace\":\"3+4=7\"}\n"
            + "{\"question\":\"a=1 b=a+4. b\",\"solution\":\"5\",\"trace\":\"1+4=5\"}\n");
  }

  private static TestConsole run(int code, String... args) {
    TestConsole io = new TestConsole("");
    assertThat(Main.run(io.console(), args)).as(io.out() + io.err()).isEqualTo(code);
    return io;
  }

  /** Six steps of SFT over model m. */
  private String[] sft(String output, String... more) throws IOException {
    Path file = dir.resolve("sft.yaml");
    Files.writeString(
        file,
        """
        model: ./m
        view: student
        format: small
        data: {type: file, path: data.jsonl}
        steps: 6
        sequencesPerStep: 2
        optimizer: {learningRate: 1e-2, schedule: constant, warmUp: 0}
        machine: {workers: 1}
        """);
    return Stream.of(
            Stream.of("sft", file.toString(), "output=" + dir.resolve(output)), Stream.of(more))
        .flatMap(each -> each)
        .toArray(String[]::new);
  }

  private JsonNode config(String directory) throws IOException {
    return JsonMapper.shared()
        .readTree(Files.readString(dir.resolve(directory).resolve("adapter_config.json")));
  }

  private void changeConfig(Path directory, String key, String value) throws IOException {
    Path file = directory.resolve("adapter_config.json");
    ObjectNode json = (ObjectNode) JsonMapper.shared().readTree(Files.readString(file));
    Files.writeString(file, json.put(key, value).toString());
  }

  private static JsonNode logProbs(Path model) {
    TestConsole io = new TestConsole("{\"ids\":[20,21,22,23,24,25]}\n");
    assertThat(Main.run(io.console(), "logprobs", "--model", model.toString()))
        .as(io.err())
        .isZero();
    return JsonMapper.shared().readTree(io.out());
  }

  private static void assertSame(JsonNode one, JsonNode other) {
    assertThat(one.toString()).hasSizeGreaterThan(20);
    List<JsonNode> a = one.path("logprobs").valueStream().toList();
    List<JsonNode> b = other.path("logprobs").valueStream().toList();
    assertThat(a).hasSameSizeAs(b);
    for (int i = 0; i < a.size(); i++) {
      assertThat(a.get(i).asDouble(0)).isCloseTo(b.get(i).asDouble(0), within(1e-5));
    }
  }

  @Test
  void anAdapterIsLeftAndMergesToTheSameModel() throws IOException {
    run(0, sft("a", "lora.rank=4", "lora.dropout=0.1"));
    Path adapter = dir.resolve("a/model");
    assertThat(adapter.resolve("model.safetensors")).doesNotExist();
    assertThat(adapter.resolve("config.json")).doesNotExist();
    assertThat(adapter.resolve("tokenizer.json")).exists();
    assertThat(Files.readString(adapter.resolve("README.md")))
        .contains("base_model: ")
        .contains("library_name: peft");
    JsonNode config = config("a/model");
    assertThat(config.path("base_model_name_or_path").asString())
        .isEqualTo(dir.resolve("m").toAbsolutePath().normalize().toString());
    assertThat(config.path("r").intValue()).isEqualTo(4);
    assertThat(config.path("lora_alpha").intValue()).isEqualTo(32);
    assertThat(config.path("target_modules")).hasSize(7);

    Path merged = dir.resolve("merged");
    TestConsole told = run(0, "merge", adapter.toString(), merged.toString());
    assertThat(told.err()).contains("merged into").contains("float32");
    assertThat(merged.resolve("adapter_config.json")).doesNotExist();
    assertThat(merged.resolve("tokenizer.json")).exists();
    assertSame(logProbs(adapter), logProbs(merged));
    assertThat(logProbs(adapter)).isNotEqualTo(logProbs(dir.resolve("m")));
    run(0, "inspect", merged.toString());
    run(0, "verify", merged.toString());
    run(2, "merge", adapter.toString(), merged.toString());
    assertThat(run(2, "merge", merged.toString(), dir.resolve("x").toString()).err())
        .contains("is no adapter: it has no adapter_config.json");
  }

  @Test
  void inspectShowsAdapterAndBase() throws IOException {
    run(0, sft("a", "lora={rank: 2, targets: [q_proj, up_proj], rsLora: true}"));
    String table = run(0, "inspect", dir.resolve("a/model").toString()).out();
    assertThat(table)
        .contains("rank 2, alpha 32.0 (rank-stabilized), dropout 0.0")
        .contains("q_proj, up_proj of 2 matrices")
        .contains("model of the base")
        .contains("to train on the adapter, sft");
    JsonNode json =
        JsonMapper.shared()
            .readTree(run(0, "inspect", "--json", dir.resolve("a/model").toString()).out());
    // q is 16 → 16, up 16 → 24: 2·(32 + 40).
    assertThat(json.path("adapter").path("parameters").asLong()).isEqualTo(144);
    JsonNode memory = json.path("memory").path("fp32");
    assertThat(memory.path("adapterSft").asLong() - memory.path("load").asLong())
        .isEqualTo(144 * 16);
    assertThat(memory.path("adapterRlt").asLong() - memory.path("load").asLong())
        .isEqualTo(144 * 24);
    JsonNode model =
        JsonMapper.shared()
            .readTree(
                run(0, "inspect", "--json", "--lora-rank", "3", dir.resolve("m").toString()).out());
    assertThat(model.path("adapter").isNull()).isTrue();
    // 16 → 16, 8, 8, 16 of attention and 3·(16 + 24) of SwiGLU: 4·16 + 48 + 120 = 232.
    assertThat(model.path("memory").path("fp32").path("adapter").asLong())
        .isEqualTo(4 * 3 * (32 + 24 + 24 + 32 + 120));
  }

  /** SFT of an adapter, RL of the same, with the SFT one as student; full SFT from it. */
  @Test
  void adaptersInEveryPlace() throws IOException {
    Path file = dir.resolve("recipe.yaml");
    Files.writeString(
        file,
        """
        output: %s
        machine: {workers: 2, tokensPerMicroBatch: 200}
        stages:
          warm: &sft
            type: sft
            model: ./m
            lora: &lora {rank: 4}
            view: teacher
            format: small
            data: {type: file, path: data.jsonl}
            steps: 4
            sequencesPerStep: 2
            optimizer: {learningRate: 1e-2, schedule: constant, warmUp: 0}
          teacher:
            type: rlt
            policy: warm
            lora: *lora
            reward: {student: warm}
            format: small
            problems: &problems {type: file, path: data.jsonl}
            steps: 2
            problemsPerStep: 2
            rolloutsPerProblem: 3
            sampling: {maxNewTokens: 12}
            optimizer: {learningRate: 1e-2}
          traces:
            type: traces
            model: teacher
            reward: {type: rlt, student: ./m}
            format: small
            problems: *problems
            sampling: {maxNewTokens: 12}
          full:
            type: sft
            model: teacher
            view: solution-only
            format: small
            data: {type: file, path: data.jsonl}
            steps: 2
            sequencesPerStep: 2
          early:
            type: sft
            model: warm@4
            view: solution-only
            format: small
            data: {type: file, path: data.jsonl}
            steps: 1
            sequencesPerStep: 2
            optimizer: {learningRate: 0, schedule: constant, warmUp: 0}
          eval:
            type: eval
            model: teacher
            format: small
            problems: *problems
            sampling: {maxNewTokens: 12}
        """
            .formatted(dir.resolve("out")));
    run(0, "run", file.toString());
    assertThat(config("out/teacher/model").path("base_model_name_or_path").asString())
        .as("an adapter trained on is still one of its base")
        .isEqualTo(dir.resolve("m").toAbsolutePath().normalize().toString());
    assertThat(Sha256.of(dir.resolve("out/teacher/model/adapter_model.safetensors")))
        .isNotEqualTo(Sha256.of(dir.resolve("out/warm/model/adapter_model.safetensors")));
    assertThat(dir.resolve("out/full/model/model.safetensors")).exists();
    // With a rate of 0 all weights are trained to what the adapter was merged to.
    assertSame(logProbs(dir.resolve("out/early/model")), logProbs(dir.resolve("out/warm/model")));
    Provenance full = Provenance.read(dir.resolve("out/full/provenance.json"));
    Provenance early = Provenance.read(dir.resolve("out/early/provenance.json"));
    assertThat(full.weights().get("model")).isNotEqualTo(early.weights().get("model"));
    assertThat(run(0, "run", file.toString()).err()).doesNotContain("step 1");
    run(0, "run", file.toString(), "--dry-run");
  }

  /** The run moves as a whole where its adapters are of a model that it made. */
  @Test
  void anAdapterOfAStageNamesItsBaseFromWhereItLies() throws IOException {
    Path file = dir.resolve("recipe.yaml");
    Files.writeString(
        file,
        """
        output: %s
        machine: {workers: 1}
        stages:
          base: &sft
            type: sft
            model: ./m
            view: student
            format: small
            data: {type: file, path: data.jsonl}
            steps: 1
            sequencesPerStep: 2
          adapter:
            type: sft
            model: base
            lora: {}
            view: student
            format: small
            data: {type: file, path: data.jsonl}
            steps: 1
            sequencesPerStep: 2
        """
            .formatted(dir.resolve("out")));
    run(0, "run", file.toString());
    assertThat(config("out/adapter/model").path("base_model_name_or_path").asString())
        .isEqualTo("../../base/model");
    assertThat(config("out/adapter/model").path("r").intValue()).isEqualTo(16);
    JsonNode before = logProbs(dir.resolve("out/adapter/model"));
    Files.move(dir.resolve("out"), dir.resolve("moved"));
    assertThat(logProbs(dir.resolve("moved/adapter/model"))).isEqualTo(before);
  }

  @Test
  void badSettingsAreSaidBeforeAnythingRuns() throws IOException {
    assertThat(run(2, sft("a", "lora.rank=0")).err()).contains("lora.rank", "must be ≥ 1, was 0");
    assertThat(run(2, sft("a", "lora.dropout=1")).err()).contains("must be in [0, 1), was 1");
    assertThat(run(2, sft("a", "lora.targets=[c_attn]")).err())
        .contains("lora.targets")
        .contains("`c_attn` matches no matrix; there are [q_proj, k_proj,");
    assertThat(run(2, sft("a", "lora.ranks=3")).err()).contains("rank");
    assertThat(run(2, sft("a", "lora.rank=3", "model=null")).err()).contains("model");
    assertThat(dir.resolve("a/model")).doesNotExist();
  }

  @Test
  void anAdapterIsTrainedOnWithItsOwnSettings() throws IOException {
    run(0, sft("a", "lora.rank=4"));
    String model = "model=" + dir.resolve("a/model");
    assertThat(run(1, sft("b", model, "lora={rank: 8, targets: [q_proj]}")).err())
        .contains("rank 4, not 8")
        .contains("in 7 matrices, not [q_proj] in 1 matrices")
        .contains("didact merge");
    run(0, sft("c", model, "lora={rank: 4, dropout: 0.5}"));
  }

  /** PEFT alone writes such an adapter: here the one of q is made to count twice as much. */
  @Test
  void anAdapterWithAnotherAlphaForAMatrixIsAModelButIsNotTrainedOn() throws IOException {
    run(0, sft("a", "lora.rank=4"));
    Path adapter = dir.resolve("a/model");
    JsonNode before = logProbs(adapter);
    ObjectNode json = (ObjectNode) config("a/model");
    json.putObject("alpha_pattern").put("q_proj", 2 * json.path("lora_alpha").intValue());
    Files.writeString(adapter.resolve("adapter_config.json"), json.toString());
    Files.delete(adapter.resolve("didact-manifest.json"));
    assertThat(logProbs(adapter)).isNotEqualTo(before);
    Path merged = dir.resolve("merged");
    run(0, "merge", adapter.toString(), merged.toString());
    assertSame(logProbs(adapter), logProbs(merged));
    assertThat(run(0, "inspect", adapter.toString()).out())
        .contains("of 7 matrices, 1 of them with another rank or alpha");
    assertThat(run(1, sft("b", "model=" + adapter, "lora.rank=4")).err())
        .contains("own ranks or alphas of [model.layers.0.self_attn.q_proj], not []")
        .contains("didact merge");
  }

  @Test
  void adaptersThatCannotBeUsedAreNamed() throws IOException {
    run(0, sft("a", "lora.rank=4"));
    Path adapter = dir.resolve("a/model");
    String model = "model=" + adapter;
    changeConfig(adapter, "bias", "all");
    assertThat(run(2, sft("b", model)).err()).contains("bias \"all\": trained biases");
    changeConfig(adapter, "bias", "none");
    changeConfig(adapter, "base_model_name_or_path", "nowhere/model");
    assertThat(run(2, sft("b", model)).err())
        .contains("names nowhere/model as its base")
        .contains("base_model_name_or_path");
    changeConfig(adapter, "base_model_name_or_path", adapter.toString());
    assertThat(run(2, sft("b", model)).err()).contains("itself an adapter");
    changeConfig(
        adapter,
        "base_model_name_or_path",
        TinyModels.GOLDEN.resolve("llama3").toAbsolutePath().toString());
    assertThat(run(2, sft("b", model)).err())
        .contains("has shape")
        .contains("is it an adapter of another model");
    assertThat(run(1, "inspect", adapter.toString()).out())
        .contains("NOT USABLE")
        .contains("has shape");
  }
}
