package io.didact.model.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of all kinds of values, and files that lie. */
class GgufFileTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/gguf");

  private static GgufFile read(byte[] bytes) throws IOException {
    return GgufFile.read(new GgufBytes.Memory(bytes));
  }

  private static void refused(byte[] bytes, String... said) {
    assertThatThrownBy(() -> read(bytes))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("f: ")
        .hasMessageContainingAll(said);
  }

  private static void refused(GgufBytes bytes, String... said) {
    refused(bytes.bytes(), said);
  }

  /** The reference has written one key of every kind ({@code test.*}). */
  @Test
  void everyKindOfValue() throws IOException {
    Metadata metadata = read(Files.readAllBytes(GOLDEN.resolve("tiny-llama.gguf"))).metadata();
    assertThat(metadata.value("test.u8")).isEqualTo(200L);
    assertThat(metadata.value("test.i8")).isEqualTo(-100L);
    assertThat(metadata.value("test.u16")).isEqualTo(60_000L);
    assertThat(metadata.value("test.i16")).isEqualTo(-30_000L);
    assertThat(metadata.value("test.i32")).isEqualTo(-2_000_000_000L);
    assertThat(metadata.value("test.u64")).hasToString("9223372036854775808");
    assertThat(metadata.value("test.i64")).isEqualTo(-(1L << 62));
    assertThat(metadata.number("test.f64")).isEqualTo(0.1);
    assertThat(metadata.flag("test.no", true)).isFalse();
    assertThat(metadata.texts("test.empty")).isEmpty();
    assertThat(metadata.integers("test.flags")).containsExactly(1, 0, 1);
    assertThat(metadata.text("test.text")).isEqualTo("ümläut ▁ 😀\n");
    assertThat(metadata.texts("general.tags")).containsExactly("test", "random");
    assertThat(metadata.integer("llama.block_count")).isEqualTo(2);
    assertThat(metadata.number("llama.attention.layer_norm_rms_epsilon")).isEqualTo(1e-5);
    assertThatThrownBy(() -> metadata.integer("test.u64"))
        .hasMessage(
            "f: test.u64 must be a whole number from 0 to 2³¹ − 1, was 9223372036854775808");
    assertThatThrownBy(() -> metadata.text("general.tags"))
        .hasMessage("f: general.tags must be a text, was 2 × string");
    assertThatThrownBy(() -> metadata.text("no.such")).hasMessage("f: the key no.such is missing");
  }

  @Test
  void tensorsLieOneAfterAnother() throws IOException {
    GgufFile file =
        read(
            new GgufBytes()
                .tensor("a", new float[] {1, 2, 3}, 3)
                .tensor("b", new float[8], 2, 4)
                .bytes());
    GgufTensor a = file.tensors().get("a");
    GgufTensor b = file.tensors().get("b");
    assertThat(a.bytes()).isEqualTo(12);
    assertThat(b.start() - a.start()).isEqualTo(32);
    assertThat(b.shape()).containsExactly(2, 4);
    assertThat(TensorValues.all(file, a)).containsExactly(1, 2, 3);
  }

  @Test
  void otherFilesAndVersions() {
    refused("GGUF".getBytes(StandardCharsets.US_ASCII), "not a GGUF file");
    refused("PK\3\4 and so on, a zip".getBytes(StandardCharsets.US_ASCII), "not a GGUF file");
    refused(new GgufBytes().bytes(1), "version 1; read are 2 and 3");
    refused(new GgufBytes().bytes(3 << 24), "big-endian");
    refused(new GgufBytes().put("split.count", 4), "one part of 4", "llama-gguf-split");
  }

  @Test
  void version2IsTheSame() throws IOException {
    assertThat(read(new GgufBytes().put("a", 1).bytes(2)).version()).isEqualTo(2);
  }

  /** Each claims far more than there is; none may take memory for it. */
  @ParameterizedTest
  @ValueSource(longs = {1L << 20, 1L << 40, Long.MAX_VALUE, -1, Long.MIN_VALUE})
  void countsBeyondTheFile(long many) {
    refused(new GgufBytes().bytes(3, many, 0), "tensors");
    refused(new GgufBytes().bytes(3, 0, many), "keys");
    refused(new GgufBytes().array("a", 8, many, new byte[8]), "items of a");
    refused(new GgufBytes().array("a", 4, many, new byte[8]), "items of a");
    refused(
        new GgufBytes().raw("a", 8, GgufBytes.little(8).putLong(many).array()),
        "a takes " + Long.toUnsignedString(many) + " bytes");
    refused(
        new GgufBytes().array("a", 8, 1, GgufBytes.little(8).putLong(many).array()),
        "a takes " + Long.toUnsignedString(many) + " bytes");
    refused(new GgufBytes().info("t", 0, 0, many, many), "t ");
    refused(new GgufBytes().info("t", 0, 0, many), "t ");
  }

  @Test
  void keysThatAreNone() {
    refused(new GgufBytes().put("a", 1).put("a", 2), "the key a is there twice");
    refused(new GgufBytes().raw("a", 13, new byte[8]), "a is of kind 13");
    refused(new GgufBytes().array("a", 9, 1, new byte[20]), "array of arrays");
    refused(new GgufBytes().raw("a", 7, new byte[] {2}), "a is neither true nor false but 2");
    refused(
        new GgufBytes().raw("a", 8, new byte[] {1, 0, 0, 0, 0, 0, 0, 0, (byte) 0xFF}),
        "a is not UTF-8");
    refused(new GgufBytes().put("general.alignment", 24), "must be a power of 2, was 24");
    refused(new GgufBytes().put("general.alignment", 0), "must be a power of 2, was 0");
  }

  @Test
  void tensorsThatAreNone() {
    float[] three = {1, 2, 3};
    refused(new GgufBytes().tensor("a", three, 3).tensor("a", three, 3), "a is there twice");
    refused(
        new GgufBytes().tensor("a", three, 3).info("b", 0, 0, 3),
        "b begins at 0 of the data, expected was 32");
    refused(
        new GgufBytes().tensor("a", three, 3).info("b", 0, 64, 3).data(new byte[64]),
        "b begins at 64 of the data, expected was 32");
    refused(new GgufBytes().info("a", 0, -32, 3).data(new byte[64]), "a begins at 18446744073709");
    refused(
        new GgufBytes().info("a", 0, 0, 9).data(new byte[32]), "a takes 36 bytes", "truncated?");
    refused(
        new GgufBytes().tensor("a", three, 3).data(new byte[32]),
        "32 bytes at the end belong to no tensor");
    refused(new GgufBytes().info("a", 0, 0), "a has 0 dimensions");
    refused(new GgufBytes().info("a", 0, 0, 1, 1, 1, 1, 1), "a has 5 dimensions");
    refused(new GgufBytes().info("a", 0, 0, 3, 0), "a has a size of 0");
    refused(new GgufBytes().info("a", 99, 0, 3), "a is of type 99");
    refused(new GgufBytes().info("a", 2, 0, 48), "a has rows of 48, no multiple of the 32 of Q4_0");
    refused(new GgufBytes().info("a".repeat(64), 0, 0, 1), "the name of tensor 0 has 64 bytes");
  }

  /** Wherever it is cut, it is told; only padding at the end may be missing. */
  @Test
  void truncatedAnywhere() throws IOException {
    byte[] whole =
        new GgufBytes()
            .put("a", "text")
            .put("b", List.of("x", "y"))
            .tensor("t", new float[] {1, 2, 3}, 3)
            .bytes();
    assertThat(read(whole).tensors()).containsKey("t");
    for (int length = 0; length < whole.length - 20; length++) {
      refused(Arrays.copyOf(whole, length), "f: ");
    }
    assertThat(read(Arrays.copyOf(whole, whole.length - 20)).tensors()).containsKey("t");
  }

  @Test
  void shortestDecimals() {
    assertThat(Metadata.shortest(1e-6f)).isEqualTo(1e-6);
    assertThat(Metadata.shortest(1e6f)).isEqualTo(1e6);
    assertThat(Metadata.shortest(0.1f)).isEqualTo(0.1);
    assertThat(Metadata.shortest(0)).isZero();
    assertThat((float) Metadata.shortest(Float.MIN_VALUE)).isEqualTo(Float.MIN_VALUE);
    assertThat((float) Metadata.shortest(16_777_217f / 3)).isEqualTo(16_777_217f / 3);
  }
}
