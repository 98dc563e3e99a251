package io.didact.model.gguf;

import java.util.Arrays;

/**
 * A tensor of a GGUF file.
 *
 * @param shape rows first, as elsewhere; the file has it the other way round
 * @param start first byte in the file
 * @param end behind its last byte
 */
record GgufTensor(String name, GgmlType type, long[] shape, long start, long end) {
  long elements() {
    return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
  }

  /** Elements of a row. */
  long columns() {
    return shape[shape.length - 1];
  }

  long bytes() {
    return end - start;
  }
}
