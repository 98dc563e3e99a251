package io.didact.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.didact.model.checkpoint.Checkpoint;
import io.didact.model.decoder.DecoderConfig;
import io.didact.model.decoder.Parameters;
import io.didact.model.decoder.RopeScaling;
import io.didact.tensor.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class InitCommandTest {
  @TempDir Path dir;
  private Path model;

  @BeforeEach
  void aModel() throws IOException {
    model = TinyModels.write(dir.resolve("model"), 1);
  }

  private static TestConsole run(int code, String... args) {
    TestConsole io = new TestConsole("");
    assertThat(Main.run(io.console(), args)).as(io.out() + io.err()).isEqualTo(code);
    return io;
  }

  private TestConsole init(int code, String out, String... args) {
    return run(
        code,
        Stream.concat(
                Stream.of("init", dir.resolve(out).toString(), "--config", model.toString()),
                Stream.of(args))
            .toArray(String[]::new));
  }

  private float[] weights(String out) throws IOException {
    Path directory = dir.resolve(out);
    try (Parameters loaded = Checkpoint.open(directory).loadWeights(directory, DType.FLOAT32)) {
      return loaded.flat().toFloats();
    }
  }

  private JsonNode config(String out) throws IOException {
    return JsonMapper.shared()
        .readTree(Files.readAllBytes(dir.resolve(out).resolve("config.json")));
  }

  @Test
  void aModelOfAnotherShape() throws IOException {
    TestConsole io =
        init(0, "new", "num_hidden_layers=3", "model_type=qwen3", "eos_token_id=[9,0]");
    assertThat(io.out()).isEmpty();
    assertThat(io.err()).startsWith(dir.resolve("new") + ": ").endsWith(" weights, fp32\n");
    Checkpoint checkpoint = Checkpoint.open(dir.resolve("new"));
    assertThat(checkpoint.config().layers()).isEqualTo(3);
    assertThat(checkpoint.config().family().modelType()).isEqualTo("qwen3");
    assertThat(checkpoint.endIds()).containsExactly(9, 0);
    assertThat(dir.resolve("new/tokenizer.json"))
        .hasSameBinaryContentAs(model.resolve("tokenizer.json"));
    run(0, "inspect", dir.resolve("new").toString());
  }

  @Test
  void theSeedDecidesTheWeights() throws IOException {
    init(0, "a", "--seed", "7");
    init(0, "b", "--seed", "7");
    init(0, "c", "--seed", "8");
    assertThat(weights("b")).isEqualTo(weights("a"));
    assertThat(weights("c")).isNotEqualTo(weights("a"));
    assertThat(dir.resolve("b/model.safetensors"))
        .hasSameBinaryContentAs(dir.resolve("a/model.safetensors"));
  }

  /** Rounding to 8 bits of mantissa loses at most one part in 256; to 11 one in 2,048. */
  @ParameterizedTest
  @CsvSource({"bf16, bfloat16, 0.004", "fp16, float16, 0.0005"})
  void anotherTypeOnlyRounds(String option, String name, float lost) throws IOException {
    init(0, "wide", "--seed", "7");
    init(0, "narrow", "--seed", "7", "--dtype", option);
    assertThat(config("narrow").path("torch_dtype").asString()).isEqualTo(name);
    float[] wide = weights("wide");
    float[] narrow = weights("narrow");
    for (int i = 0; i < wide.length; i++) {
      assertThat(Math.abs(narrow[i] - wide[i]))
          .isLessThanOrEqualTo(lost * Math.abs(wide[i]) + 1e-6f);
    }
    assertThat(narrow).isNotEqualTo(wide);
  }

  /** The deviation is config.json's; ten times as wide, ten times the numbers. */
  @Test
  void theDeviationIsTheConfigs() throws IOException {
    init(0, "usual");
    init(0, "wide", "initializer_range=0.2");
    try (Parameters usual =
        Parameters.drawn(Checkpoint.open(model).config(), DType.FLOAT32, 1, 0.02)) {
      assertThat(weights("usual")).isEqualTo(usual.flat().toFloats());
    }
    try (Parameters wide =
        Parameters.drawn(Checkpoint.open(model).config(), DType.FLOAT32, 1, 0.2)) {
      assertThat(weights("wide")).isEqualTo(wide.flat().toFloats());
    }
  }

  @Test
  void shardsOfAGivenSize() throws IOException {
    init(0, "new", "--max-shard-size", "8kB");
    assertThat(dir.resolve("new/model.safetensors.index.json")).exists();
    assertThat(dir.resolve("new/model.safetensors")).doesNotExist();
    assertThat(weights("new")).isNotEmpty();
    assertThat(init(2, "other", "--max-shard-size", "8 parrots").err())
        .contains("8 parrots is not a size, such as 500MB or 5GB");
  }

  /** A config.json alone makes a model without a tokenizer, or with that of another directory. */
  @Test
  void aConfigFileAlone() throws IOException {
    String file = model.resolve("config.json").toString();
    run(0, "init", dir.resolve("bare").toString(), "--config", file, "vocab_size=70");
    assertThat(dir.resolve("bare/tokenizer.json")).doesNotExist();
    Path out = dir.resolve("with");
    run(0, "init", out.toString(), "--config", file, "--tokenizer", model.toString());
    assertThat(out.resolve("tokenizer_config.json")).exists();
    assertThat(Checkpoint.open(out).config()).isEqualTo(Checkpoint.open(model).config());
  }

  /** Keys that the file lacks can be given; values are JSON, or words. */
  @Test
  void keysOfOtherValues() throws IOException {
    init(0, "new", "rope_scaling={\"rope_type\":\"linear\",\"factor\":2}", "hidden_act=silu");
    DecoderConfig config = Checkpoint.open(dir.resolve("new")).config();
    assertThat(config.variations().ropeScaling()).isEqualTo(new RopeScaling.Linear(2));
    assertThat(config("new").path("hidden_act").asString()).isEqualTo("silu");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "num_hidden_layer=2|num_hidden_layer is no key of config.json; was num_hidden_layers meant?",
        "layers|layers: must be key=value",
        "=3|=3: must be key=value",
        "vocab_size=5|has 56 tokens, more than vocab_size 5: give vocab_size=56 or more",
        "hidden_size=abc|config.json: hidden_size must be an integer, was \"abc\"",
        "hidden_size=|config.json: hidden_size must be an integer, was \"\"",
        "model_type=gpt2|model_type must be one of",
        "eos_token_id=56|eos_token_id 56 is no id of the model, whose vocab_size is 56: give eos_token_id=…",
        "initializer_range=0|initializer_range must be a number > 0, was 0",
        "initializer_range=x|initializer_range must be a number > 0, was \"x\"",
      })
  void wrongKeys(String override, String message) throws IOException {
    assertThat(init(2, "new", override).err())
        .contains(message)
        .endsWith("Try `didact init --help`.\n");
    assertThat(dir.resolve("new")).doesNotExist();
  }

  @Test
  void allWrongKeysAreToldAtOnce() {
    assertThat(init(2, "new", "nonsense_key=2", "layers").err())
        .contains("nonsense_key is no key", "layers: must be key=value");
  }

  @Test
  void neverOverSomethingElse() throws IOException {
    byte[] before = Files.readAllBytes(model.resolve("model.safetensors"));
    assertThat(init(2, "model").err()).contains("there is already a " + model);
    assertThat(model.resolve("model.safetensors")).hasBinaryContent(before);
  }

  @Test
  void wrongFiles() throws IOException {
    String out = dir.resolve("new").toString();
    assertThat(run(2, "init", out, "--config", dir.resolve("no").toString()).err())
        .contains("--config: there is no file " + dir.resolve("no"));
    assertThat(init(2, "new", "--tokenizer", dir.toString()).err())
        .contains("--tokenizer: there is no " + dir.resolve("tokenizer.json"));
    Path broken = Files.writeString(dir.resolve("broken.json"), "[1]");
    assertThat(run(1, "init", out, "--config", broken.toString()).err())
        .isEqualTo("didact: " + broken + ": not a JSON object\n");
    Files.writeString(broken, "{");
    assertThat(run(1, "init", out, "--config", broken.toString()).err())
        .startsWith("didact: " + broken + ": not JSON");
    assertThat(run(2, "init", out).err()).contains("--config");
    assertThat(dir.resolve("new")).doesNotExist();
  }
}
