package io.didact.model.checkpoint;

import io.didact.tensor.DType;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The files that hold a directory's weights.
 *
 * @param files those that loading reads, in the order of their names
 * @param indexed whether an index names them; otherwise there is one at most
 * @param types what the tensors are of, by element type; of the files that could be read
 */
public record WeightFiles(List<File> files, boolean indexed, Map<DType, Amount> types) {
  /**
   * One file.
   *
   * @param bytes its size
   * @param tensors how many it holds; −1 where its header cannot be read
   */
  public record File(String name, long bytes, int tensors) {}

  /**
   * @param tensors how many
   * @param bytes of all of them
   */
  public record Amount(int tensors, long bytes) {
    private Amount plus(Amount other) {
      return new Amount(tensors + other.tensors, bytes + other.bytes);
    }
  }

  public WeightFiles {
    files = List.copyOf(files);
    types = Map.copyOf(types);
  }

  static WeightFiles of(WeightHeaders headers) {
    Map<DType, Amount> types = new TreeMap<>();
    headers
        .tensors()
        .values()
        .forEach(
            file ->
                file.values()
                    .forEach(
                        entry ->
                            types.merge(
                                entry.dtype(),
                                new Amount(1, entry.end() - entry.start()),
                                Amount::plus)));
    List<File> files =
        headers.sizes().entrySet().stream().map(each -> file(headers, each)).toList();
    return new WeightFiles(files, headers.isIndexed(), types);
  }

  private static File file(WeightHeaders headers, Map.Entry<String, Long> size) {
    Map<String, Safetensors.Entry> tensors = headers.tensors().get(size.getKey());
    return new File(size.getKey(), size.getValue(), tensors == null ? -1 : tensors.size());
  }

  /** Sizes of all files together. */
  public long bytes() {
    return files.stream().mapToLong(File::bytes).sum();
  }

  /** Tensors in all files that could be read. */
  public int tensors() {
    return types.values().stream().mapToInt(Amount::tensors).sum();
  }
}
