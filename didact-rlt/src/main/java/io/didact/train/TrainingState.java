package io.didact.train;

import io.didact.algorithm.NonFiniteException;
import io.didact.model.checkpoint.Safetensors;
import io.didact.model.decoder.Reference;
import io.didact.model.decoder.Trainable;
import io.didact.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
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
    adamW.save(directory.resolve(TRAINER_STATE), tensors());
  }

  void restore(Path directory) throws IOException {
    trainable.read(directory);
    adamW.restore(directory.resolve(TRAINER_STATE), tensors());
  }

  /** As the state of every {@link Reference} that moves calls it. */
  static boolean hasReference(Path directory) throws IOException {
    return Safetensors.names(directory.resolve(TRAINER_STATE)).stream()
        .anyMatch(name -> name.startsWith("reference"));
  }

  private Map<String, Tensor> tensors() {
    return reference == null ? Map.of() : reference.state();
  }
}
