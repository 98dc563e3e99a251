package io.didact.model.checkpoint;

import io.didact.tensor.DType;
import io.didact.tensor.ShardedRow;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/**
 * A tensor that is to be written: its place follows from its shape, its numbers are made when its
 * turn comes.
 *
 * @param content appends {@link #bytes} bytes to a file, little-endian
 */
public record WrittenTensor(String name, long[] shape, DType dtype, Content content) {
  /** Writes a tensor's numbers. */
  public interface Content {
    void writeTo(FileChannel out) throws IOException;
  }

  /** One that is there. */
  public static WrittenTensor of(String name, Tensor tensor) {
    return new WrittenTensor(name, tensor.shape(), tensor.dtype(), tensor::writeTo);
  }

  /** One that ranks share out: they {@linkplain ShardedRow#send send} when its turn comes. */
  public static WrittenTensor of(String name, ShardedRow row) {
    return new WrittenTensor(
        name,
        new long[] {row.partition().size()},
        row.dtype(),
        out -> {
          for (int run = 0; run < row.partition().runs(); run++) {
            try (TensorScope scope = new TensorScope()) {
              row.gathered(run).writeTo(out);
            }
          }
        });
  }

  /** Of all elements. */
  public long bytes() {
    return Arrays.stream(shape).reduce(dtype.bytes(), Math::multiplyExact);
  }
}
