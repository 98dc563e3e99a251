package io.didact.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.didact.model.checkpoint.Checkpoint;
import io.didact.model.decoder.DecoderConfig;
import io.didact.model.decoder.Parameters;
import io.didact.tensor.DType;
import io.didact.text.CharacterTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class InspectCommandTest {
  @TempDir Path dir;

  private static TestConsole run(int code, String... args) {
    TestConsole io = new TestConsole("");
    String[] all = new String[args.length + 1];
    all[0] = "inspect";
    System.arraycopy(args, 0, all, 1, args.length);
    assertThat(Main.run(io.console(), all)).as(io.out() + io.err()).isEqualTo(code);
    return io;
  }

  private static String golden(String name) {
    return TinyModels.GOLDEN.resolve(name).toString();
  }

  private static JsonNode json(int code, String... args) {
    TestConsole io = run(code, args);
    assertThat(io.out()).hasLineCount(1);
    assertThat(io.err()).isEmpty();
    return JsonMapper.shared().readTree(io.out());
  }

  /**
   * P = 320·64 + 3 blocks + 64: read off the file: 4 bytes each and nothing else in the tensors.
   * RLT has them 6 times.
   */
  @ParameterizedTest
  @CsvSource({"llama3, llama", "qwen2-tied, qwen2", "qwen2-untied, qwen2", "qwen3, qwen3"})
  void goldenModels(String name, String family) {
    JsonNode out = json(0, golden(name), "--json");
    assertThat(out.path("usable").asBoolean()).isTrue();
    assertThat(out.path("directory").asString()).isEqualTo(golden(name));
    assertThat(out.path("model").path("family").asString()).isEqualTo(family);
    long bytes = out.path("weights").path("types").path("float32").path("bytes").asLong();
    assertThat(out.path("model").path("parameters").asLong()).isEqualTo(bytes / 4).isPositive();
    JsonNode memory = out.path("memory").path("fp32");
    assertThat(memory.path("load").asLong()).isEqualTo(bytes);
    assertThat(memory.path("rlt").asLong()).isEqualTo(bytes * (1 + 1 + 2 + 1 + 1));
    assertThat(out.path("tokenizer").isNull()).isTrue();
  }

  /**
   * 1 block, 1 key head of 8, keys and values, 32 bits: 64 bytes a token, 64 · 10 · 100 for ten.
   */
  @Test
  void memoryFollowsTheOptions() throws IOException {
    String model = TinyModels.write(dir.resolve("m"), 1).toString();
    JsonNode out = json(0, model, "--json", "--samples", "10", "--length", "100");
    JsonNode memory = out.path("memory");
    assertThat(memory.path("fp32").path("cachePerToken").asLong()).isEqualTo(64);
    assertThat(memory.path("fp32").path("cache").asLong()).isEqualTo(64_000);
    assertThat(memory.path("bf16").path("cache").asLong()).isEqualTo(32_000);
    assertThat(memory.path("bf16").path("activationsPerToken").isNull()).isTrue();
    assertThat(out.path("plan").path("length").asInt()).isEqualTo(100);
    // without the option: as far as the model's positions reach
    assertThat(json(0, model, "--json").path("plan").path("length").asInt()).isEqualTo(128);
  }

  /**
   * A page for people, every number by hand: P = 56·16 + 16·32 + 32 + 16·16 + 3·24·16 + 3·16; bytes
   * a weight 4, 16, 20, 24 and 2, 18, 20, 22; activations 4·(2·16 + 2·24 + 3·16 + 2·8 + 2 + 3·16) =
   * 776 bytes a token, and as many recomputed, for there is one block; the cache 64 and 32; of the
   * weights 32 + 3·16 are no matrices.
   */
  @Test
  void table() throws IOException {
    String model = TinyModels.write(dir.resolve("m"), 1).toString();
    assertThat(run(0, model, "--workers", "1").out())
        .isEqualTo(
            """
            model
              family          qwen2 (Qwen2ForCausalLM)
              parameters      2,896 = 896 embedding (the head is tied to it) + 2,000
              blocks          1 of width 16, inner width 24
              heads           2 of query, 1 of key and value, 8 wide
              positions       128, rope theta 10,000, scaling none, window none
              end ids         9 <end>

            weights
              files           model.safetensors, %s
              tensors         14 of float32 (11.31 KiB)

            tokenizer
              tokens          56 for 56 rows of the embedding
              special tokens  0 <pad>, 9 <end>
              chat templates  none

            memory                                              fp32        bf16
              to load                                      11.31 KiB    5.66 KiB
              to train, sft                                45.25 KiB   50.91 KiB
                grpo: and a reference                      56.56 KiB   56.56 KiB
                rlt: and a student                         67.88 KiB   62.22 KiB
              an adapter of rank 16, sft                   69.31 KiB   63.66 KiB
                grpo: and a reference                      83.81 KiB   78.16 KiB
                rlt: and a student of the same base        98.31 KiB   92.66 KiB
              activations of 1 × 128 tokens                97.00 KiB           –
                recomputed                                 97.00 KiB           –
              to sample, 64 × 128 tokens                   512.0 KiB   256.0 KiB
                and a copy of the matrices                 11.00 KiB    5.50 KiB

            usable
            """
                .formatted(
                    InspectionTable.bytes(
                        Files.size(Path.of(model).resolve("model.safetensors")))));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "1023, 1023 B",
    "1024, 1.00 KiB",
    "102348, 99.95 KiB",
    "1048575, 1.00 MiB",
    "5000000000, 4.66 GiB",
    "9223372036854775807, 8192.0 PiB"
  })
  void bytesAreShort(long bytes, String text) {
    assertThat(InspectionTable.bytes(bytes)).isEqualTo(text);
  }

  /** All that is wrong is on stdout, with what to do; and the exit code says so. */
  @Test
  void aBrokenModel() throws IOException {
    Path cut = TinyModels.truncated(dir.resolve("cut"));
    Files.writeString(cut.resolve("generation_config.json"), "{\"eos_token_id\":999}");
    Files.writeString(cut.resolve("tokenizer.json"), "{");
    TestConsole io = run(1, cut.toString());
    assertThat(io.out())
        .contains(
            "\nNOT USABLE\n  wrong           generation_config.json: eos_token_id 999 is no id"
                + " of the model, whose vocab_size is 56",
            "\n  wrong           model.safetensors: ",
            "\n  wrong           tokenizer.json: ",
            "\n                  → fetch");
    assertThat(io.err()).isEmpty();
    JsonNode out = json(1, cut.toString(), "--json");
    assertThat(out.path("usable").asBoolean(true)).isFalse();
    assertThat(out.path("problems")).hasSize(3);
    assertThat(out.path("problems").get(0).path("fatal").asBoolean()).isTrue();
    assertThat(out.path("problems").get(0).path("where").asString())
        .isEqualTo("generation_config.json");
    assertThat(out.path("problems").get(0).path("remedy").asString()).isNotBlank();
  }

  /** What is not of the unknown family is said all the same. */
  @Test
  void anUnknownFamily() throws IOException {
    TestConsole io = run(1, TinyModels.foreign(dir.resolve("foreign")).toString());
    assertThat(io.out())
        .contains("NOT USABLE", "model_type must be one of", "14 of float32", "56")
        .doesNotContain("memory");
    JsonNode out = json(1, dir.resolve("foreign").toString(), "--json");
    assertThat(out.path("model").isNull()).isTrue();
    assertThat(out.path("memory")).isEmpty();
  }

  /** A name that would move the cursor is written out. */
  @Test
  void foreignNamesAreHarmless() throws IOException {
    Path model = TinyModels.write(dir.resolve("m"), 1);
    Files.writeString(
        model.resolve("tokenizer_config.json"),
        "{\"chat_template\":[{\"name\":\"\\u001b[2Jx\\n\",\"template\":\"\"}]}");
    assertThat(run(0, model.toString()).out())
        .contains("chat templates  \\u001b[2Jx\\u000a (tokenizer_config.json: chat_template)\n");
  }

  @Test
  void paddingRows() throws IOException {
    CharacterTokenizer tokenizer = CharacterTokenizer.small();
    DecoderConfig config =
        new DecoderConfig("qwen3", 64, 16, 24, 1, 2, 1, 8, 1e-6, 1e4, false, 128, List.of(9));
    tokenizer.write(dir);
    try (Parameters parameters = Parameters.zeros(config, DType.FLOAT32)) {
      Checkpoint.of(config, Map.of()).write(dir, parameters);
    }
    assertThat(run(0, dir.toString()).out())
        .contains(
            "56 for 64 rows of the embedding, 8 are padding", "= 2,048 embedding and head + ");
    assertThat(json(0, dir.toString(), "--json").path("tokenizer").path("paddingRows").asInt())
        .isEqualTo(8);
  }

  @Test
  void wrongOptions() {
    assertThat(run(2, dir.resolve("no").toString()).err())
        .startsWith("didact: DIR: there is no model directory " + dir.resolve("no") + "\n");
    assertThat(
            run(2, dir.toString(), "--samples", "0", "--length", "-1", "--workers", "9999").err())
        .startsWith(
            "didact: --samples must be ≥ 1, was 0; --length must be ≥ 1, was -1; --workers must"
                + " be ≤ 1024, was 9999\n");
    assertThat(run(2).err()).contains("DIR");
  }
}
