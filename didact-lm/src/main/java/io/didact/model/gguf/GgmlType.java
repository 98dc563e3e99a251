package io.didact.model.gguf;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a tensor's numbers are stored: in blocks of so many elements and bytes. Of those that cannot
 * be read here the sizes are known all the same, so that a file that has them can be checked and
 * told of.
 */
enum GgmlType {
  F32(0, 1, 4, Blocks::f32),
  F16(1, 1, 2, Blocks::f16),
  Q4_0(2, 32, 18, Blocks::q40),
  Q4_1(3, 32, 20, Blocks::q41),
  Q5_0(6, 32, 22, Blocks::q50),
  Q5_1(7, 32, 24, Blocks::q51),
  Q8_0(8, 32, 34, Blocks::q80),
  Q8_1(9, 32, 36, null),
  Q2_K(10, 256, 84, null),
  Q3_K(11, 256, 110, null),
  Q4_K(12, 256, 144, Blocks::q4k),
  Q5_K(13, 256, 176, Blocks::q5k),
  Q6_K(14, 256, 210, Blocks::q6k),
  Q8_K(15, 256, 292, null),
  IQ2_XXS(16, 256, 66, null),
  IQ2_XS(17, 256, 74, null),
  IQ3_XXS(18, 256, 98, null),
  IQ1_S(19, 256, 50, null),
  IQ4_NL(20, 32, 18, null),
  IQ3_S(21, 256, 110, null),
  IQ2_S(22, 256, 82, null),
  IQ4_XS(23, 256, 136, null),
  I8(24, 1, 1, null),
  I16(25, 1, 2, null),
  I32(26, 1, 4, null),
  I64(27, 1, 8, null),
  F64(28, 1, 8, null),
  IQ1_M(29, 256, 56, null),
  BF16(30, 1, 2, Blocks::bf16),
  TQ1_0(34, 256, 54, null),
  TQ2_0(35, 256, 66, null),
  MXFP4(39, 32, 17, null);

  private final int number;
  private final int elements;
  private final int bytes;
  private final @Nullable Decoder decoder;

  /** Decodes one block. */
  interface Decoder {
    /**
     * @param block holds the block from {@code from} on
     * @param values takes its elements from {@code at} on
     */
    void decode(byte[] block, int from, float[] values, int at);
  }

  GgmlType(int number, int elements, int bytes, @Nullable Decoder decoder) {
    this.number = number;
    this.elements = elements;
    this.bytes = bytes;
    this.decoder = decoder;
  }

  /** The type that the format numbers so. */
  static Optional<GgmlType> of(int number) {
    return Arrays.stream(values()).filter(type -> type.number == number).findFirst();
  }

  /** Elements of a block. */
  int elements() {
    return elements;
  }

  /** Bytes of a block. */
  int bytes() {
    return bytes;
  }

  /** Whether {@link #decode} can. */
  boolean isReadable() {
    return decoder != null;
  }

  /** Names of those that can be read. */
  static String readable() {
    return names(Arrays.stream(values()).filter(GgmlType::isReadable).toList());
  }

  private static String names(List<GgmlType> types) {
    return types.stream().map(GgmlType::name).collect(Collectors.joining(", "));
  }

  /**
   * The numbers of some blocks, each the exact value rounded once to 32 bits.
   *
   * @param raw whole blocks
   * @param count blocks
   * @param values [count · elements]
   */
  void decode(byte[] raw, int count, float[] values) {
    if (decoder == null) {
      throw new IllegalStateException(this + " cannot be read");
    }
    for (int i = 0; i < count; i++) {
      decoder.decode(raw, i * bytes, values, i * elements);
    }
  }
}
