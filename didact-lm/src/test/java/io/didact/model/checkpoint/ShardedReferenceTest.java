package io.didact.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.didact.model.decoder.DecoderConfig;
import io.didact.model.decoder.Parameters;
import io.didact.model.decoder.Reference;
import io.didact.tensor.DType;
import io.didact.tensor.ProcessGroup;
import io.didact.tensor.ShardedRow;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.tensor.ThreadRank;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A reference of which each rank has a part is one that a rank has all of, in files too. */
class ShardedReferenceTest {
  @TempDir Path dir;

  private static DecoderConfig config(boolean tied) {
    return new DecoderConfig("llama", 50, 16, 24, 3, 2, 1, 8, 1e-6, 1e4, tied, 64, List.of(1));
  }

  private static Reference reference(Parameters of, ProcessGroup ranks) {
    Checkpoint checkpoint = Checkpoint.of(of.config(), Map.of());
    try (AllWeights weights = new AllWeights(checkpoint, of, ProcessGroup.single(), ranks)) {
      return weights.reference();
    }
  }

  /** The first rank writes, the others send. */
  private static void write(Reference reference, ProcessGroup ranks, Path file) {
    try (TensorScope scope = new TensorScope()) {
      ShardedRow row = Objects.requireNonNull(reference.state().get("reference"));
      if (ranks.rank() > 0) {
        row.send();
      } else {
        Safetensors.write(file, List.of(WrittenTensor.of("reference", row)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void read(Reference reference, Path file) {
    try (TensorScope scope = new TensorScope()) {
      Safetensors.readRows(file, reference.state());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Written by three ranks, read by two, written again by one. */
  @ParameterizedTest
  @CsvSource({"FLOAT32, true", "FLOAT32, false", "BFLOAT16, false"})
  void aFileIsTheSameForAnyNumberOfRanks(DType dtype, boolean tied) {
    Path one = dir.resolve("one");
    Path three = dir.resolve("three");
    Path two = dir.resolve("two");
    try (Parameters policy = Parameters.random(config(tied), dtype, 1);
        Parameters other = Parameters.random(config(tied), dtype, 2)) {
      try (Reference whole = reference(policy, ProcessGroup.single())) {
        write(whole, ProcessGroup.single(), one);
      }
      ThreadRank.each(
          3,
          group -> {
            try (Reference part = reference(policy, group)) {
              write(part, group, three);
            }
            return group.rank();
          });
      assertThat(three).hasSameBinaryContentAs(one);
      ThreadRank.each(
          2,
          group -> {
            try (Reference part = reference(other, group)) {
              read(part, three);
              write(part, group, two);
            }
            return group.rank();
          });
      assertThat(two).hasSameBinaryContentAs(one);
    }
  }

  /** r ← r + 0.25·(p − r), and p itself. */
  @Test
  void followsThePolicy() throws IOException {
    Path file = dir.resolve("file");
    try (Parameters start = Parameters.random(config(false), DType.FLOAT32, 1);
        Parameters end = Parameters.random(config(false), DType.FLOAT32, 2)) {
      float[] from = start.flat().toFloats();
      float[] to = end.flat().toFloats();
      for (double weight : new double[] {0.25, 1}) {
        ThreadRank.each(
            3,
            group -> {
              try (Parameters policy = start.copy();
                  Reference part = reference(policy, group);
                  TensorScope scope = new TensorScope()) {
                policy.flat().copy_(end.flat());
                part.sync(weight);
                write(part, group, file);
              }
              return group.rank();
            });
        try (Tensor found = Tensor.zeros(DType.FLOAT32, from.length).owned()) {
          Safetensors.read(file, Map.of("reference", found));
          float[] values = found.toFloats();
          for (int i = 0; i < values.length; i++) {
            assertThat(values[i])
                .isCloseTo((float) (from[i] + weight * (to[i] - from[i])), within(1e-7f));
          }
        }
      }
    }
  }
}
