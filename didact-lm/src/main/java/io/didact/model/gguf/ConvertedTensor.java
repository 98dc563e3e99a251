package io.didact.model.gguf;

import java.io.IOException;

/**
 * A tensor of a file as it is elsewhere.
 *
 * @param name there
 * @param headRows rows of a head, whose order is changed: 2i + s becomes s · rows/2 + i; 0 for none
 * @param minusOne whether 1 is taken from each number
 */
record ConvertedTensor(String name, GgufTensor source, int headRows, boolean minusOne) {
  /**
   * @param heads whose rows' order is changed; 0 for none
   */
  static ConvertedTensor of(
      GgufFile file, String name, GgufTensor source, int heads, boolean minusOne)
      throws IOException {
    long rows = source.shape()[0];
    if (heads > 0 && (rows % (2L * heads) != 0 || rows / heads > Integer.MAX_VALUE)) {
      throw file.metadata()
          .wrong("%s has %d rows for %d heads".formatted(source.name(), rows, heads));
    }
    return new ConvertedTensor(name, source, heads == 0 ? 0 : (int) (rows / heads), minusOne);
  }

  long[] shape() {
    return source.shape();
  }
}
