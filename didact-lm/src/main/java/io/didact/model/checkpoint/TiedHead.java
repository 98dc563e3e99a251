package io.didact.model.checkpoint;

import io.didact.tensor.DType;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A head that is stored although {@code tie_word_embeddings} says that the embedding is the head.
 * Where the two differ, transformers 5 and vLLM take the stored head.
 */
final class TiedHead {
  /** Rows' bytes that are looked at together. */
  private static final long PIECE_BYTES = 8 << 20;

  private TiedHead() {}

  /**
   * Whether a directory has a head that is not its embedding. Reads both to where they differ.
   *
   * @param headers of a tied model
   * @throws IOException where a file cannot be read
   */
  static boolean isAnother(Path directory, WeightHeaders headers) throws IOException {
    Stored storedHead = find(TensorNames.HEAD, headers);
    Stored storedEmbedding = find(TensorNames.EMBEDDING, headers);
    if (storedHead == null || storedEmbedding == null) {
      return false;
    }
    Safetensors.Entry head = storedHead.entry();
    Safetensors.Entry embedding = storedEmbedding.entry();
    if (!Arrays.equals(head.shape(), embedding.shape())) {
      return true;
    }
    try (FileChannel a = open(directory, storedHead.file());
        FileChannel b = open(directory, storedEmbedding.file())) {
      long piece = PIECE_BYTES / 8;
      for (long at = 0; at < head.elements(); at += piece) {
        long count = Math.min(piece, head.elements() - at);
        try (TensorScope scope = new TensorScope()) {
          Tensor difference = read(a, head, at, count).sub(read(b, embedding, at, count));
          if (difference.norm() != 0) {
            return true;
          }
        }
      }
      return false;
    }
  }

  /** Where a tensor is. */
  private record Stored(String file, Safetensors.Entry entry) {}

  private static @Nullable Stored find(String tensor, WeightHeaders headers) {
    for (Map.Entry<String, Map<String, Safetensors.Entry>> file : headers.tensors().entrySet()) {
      Safetensors.Entry entry = file.getValue().get(tensor);
      if (entry != null) {
        return new Stored(file.getKey(), entry);
      }
    }
    return null;
  }

  private static FileChannel open(Path directory, String file) throws IOException {
    return FileChannel.open(directory.resolve(file), StandardOpenOption.READ);
  }

  private static Tensor read(FileChannel file, Safetensors.Entry entry, long at, long count)
      throws IOException {
    Tensor some = Tensor.empty(entry.dtype(), count);
    some.readFrom(file, entry.start() + at * entry.dtype().bytes());
    return some.to(DType.FLOAT64);
  }
}
