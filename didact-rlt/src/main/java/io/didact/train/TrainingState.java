package io.didact.train;

import io.didact.algorithm.NonFiniteException;
import io.didact.model.Checkpoint;
import io.didact.model.Parameters;
import io.didact.model.Safetensors;
import io.didact.tensor.Gradients;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a checkpoint of training holds: the model in Hugging Face layout and, beside it, optimizer
 * moments and the reference model. Random numbers and data order follow from the step, so they need
 * no state.
 *
 * @param checkpoint the model's small files
 * @param reference π_ref, where there is one
 */
record TrainingState(
    Checkpoint checkpoint, Parameters parameters, AdamW adamW, @Nullable Parameters reference) {
  private static final String TRAINER_STATE = "trainer_state.safetensors";

  /**
   * @throws NonFiniteException if a weight is not finite: every checkpoint is a good one
   */
  void save(Path directory) throws IOException {
    if (!parameters.flat().isFinite()) {
      throw new NonFiniteException("a weight is not finite");
    }
    checkpoint.write(directory, parameters);
    Safetensors.write(directory.resolve(TRAINER_STATE), tensors());
  }

  void restore(Path directory) throws IOException {
    Map<String, Tensor> all = tensors();
    try (Parameters saved = checkpoint.loadWeights(directory, parameters.flat().dtype());
        TensorScope scope = new TensorScope();
        Gradients.Mode off = Gradients.off()) {
      Safetensors.read(directory.resolve(TRAINER_STATE), all);
      parameters.flat().copy_(saved.flat());
    }
  }

  private Map<String, Tensor> tensors() {
    Map<String, Tensor> tensors = new TreeMap<>(adamW.state());
    if (reference != null) {
      tensors.put("reference", reference.flat());
    }
    return tensors;
  }
}
