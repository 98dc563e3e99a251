package io.didact.train;

import io.didact.algorithm.NonFiniteException;
import io.didact.model.checkpoint.Safetensors;
import io.didact.model.checkpoint.WrittenTensor;
import io.didact.model.decoder.Reference;
import io.didact.model.decoder.Trainable;
import io.didact.tensor.ShardedRow;
import io.didact.tensor.TensorScope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a checkpoint of training holds: the weights in their own form and, beside them, optimizer
 * moments and the reference model. Random numbers and data order follow from the step, so they need
 * no state.
 *
 * @param adamW the optimizer, of which each rank may have a part
 * @param reference π_ref, where there is one
 */
record TrainingState(Trainable trainable, RankedAdamW adamW, @Nullable Reference reference) {
  private static final String TRAINER_STATE = "trainer_state.safetensors";

  /**
   * @throws NonFiniteException if a weight is not finite: every checkpoint is a good one
   */
  void save(Path directory) throws IOException {
    if (!trainable.weights().isFinite()) {
      throw new NonFiniteException("a weight is not finite");
    }
    trainable.write(directory);
    try (TensorScope scope = new TensorScope()) {
      List<WrittenTensor> all = new ArrayList<>();
      rows().forEach((name, row) -> all.add(WrittenTensor.of(name, row)));
      Safetensors.write(directory.resolve(TRAINER_STATE), all);
    }
  }

  /** Sends what the first rank's {@link #save} asks for, in its order. */
  void send() {
    try (TensorScope scope = new TensorScope()) {
      rows().values().forEach(ShardedRow::send);
    }
  }

  void restore(Path directory) throws IOException {
    trainable.read(directory);
    try (TensorScope scope = new TensorScope()) {
      Safetensors.readRows(directory.resolve(TRAINER_STATE), rows());
    }
  }

  /** As the state of every {@link Reference} that moves calls it. */
  static boolean hasReference(Path directory) throws IOException {
    return Safetensors.names(directory.resolve(TRAINER_STATE)).stream()
        .anyMatch(name -> name.startsWith("reference"));
  }

  private Map<String, ShardedRow> rows() {
    Map<String, ShardedRow> rows = new TreeMap<>(adamW.state());
    if (reference != null) {
      rows.putAll(reference.state());
    }
    return rows;
  }
}
