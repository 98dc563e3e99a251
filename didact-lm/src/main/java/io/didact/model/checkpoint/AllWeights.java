package io.didact.model.checkpoint;

import io.didact.model.decoder.Decoder;
import io.didact.model.decoder.DecoderConfig;
import io.didact.model.decoder.GradientBuffer;
import io.didact.model.decoder.ModelWeights;
import io.didact.model.decoder.Parameters;
import io.didact.model.decoder.Reference;
import io.didact.model.decoder.ShardedWeights;
import io.didact.model.decoder.Trainable;
import io.didact.tensor.Gradients;
import io.didact.tensor.ProcessGroup;
import io.didact.tensor.ShardedRow;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** All weights of a model; in a checkpoint they are the model in Hugging Face layout. */
public final class AllWeights implements Trainable {
  private final Checkpoint checkpoint;
  private final Parameters parameters;
  private final GradientBuffer gradient;
  private final ProcessGroup ofReference;

  /**
   * @param checkpoint the model's small files
   * @param parameters stay the caller's to close
   */
  public AllWeights(Checkpoint checkpoint, Parameters parameters) {
    this(checkpoint, parameters, ProcessGroup.single(), ProcessGroup.single());
  }

  /**
   * @param checkpoint the model's small files
   * @param parameters stay the caller's to close
   * @param ofGradient the ranks that share out the gradient
   * @param ofReference the ranks that share out the weights of a {@link #reference}
   */
  public AllWeights(
      Checkpoint checkpoint,
      Parameters parameters,
      ProcessGroup ofGradient,
      ProcessGroup ofReference) {
    this.checkpoint = checkpoint;
    this.parameters = parameters;
    this.gradient = new GradientBuffer(parameters, ofGradient);
    this.ofReference = ofReference;
  }

  @Override
  public DecoderConfig config() {
    return parameters.config();
  }

  @Override
  public Decoder decoder() {
    return new Decoder(parameters, gradient);
  }

  @Override
  public ModelWeights model() {
    return parameters;
  }

  @Override
  public Tensor weights() {
    return parameters.flat();
  }

  @Override
  public long decayedSize() {
    return parameters.decayedSize();
  }

  @Override
  public GradientBuffer gradient() {
    return gradient;
  }

  @Override
  public Reference reference() {
    return ofReference.size() == 1
        ? new Copy(parameters, parameters.copy())
        : new ShardedCopy(parameters, new ShardedWeights(parameters, ofReference));
  }

  @Override
  public void write(Path directory) throws IOException {
    checkpoint.write(directory, parameters);
  }

  @Override
  public void read(Path directory) throws IOException {
    try (Parameters saved = checkpoint.loadWeights(directory, parameters.flat().dtype());
        TensorScope scope = new TensorScope();
        Gradients.Mode off = Gradients.off()) {
      parameters.flat().copy_(saved.flat());
    }
  }

  @Override
  public void close() {
    gradient.close();
  }

  /** A copy that follows the weights it was made of. */
  private record Copy(Parameters policy, Parameters parameters) implements Reference {
    @Override
    public Decoder decoder() {
      return new Decoder(parameters);
    }

    @Override
    public void sync(double weight) {
      try (TensorScope scope = new TensorScope();
          Gradients.Mode off = Gradients.off()) {
        parameters.flat().lerp_(policy.flat(), weight);
      }
    }

    @Override
    public Map<String, ShardedRow> state() {
      return Map.of("reference", ShardedRow.whole(parameters.flat()));
    }

    @Override
    public void close() {
      parameters.close();
    }
  }

  /** The same, of which each rank has a part. */
  private record ShardedCopy(Parameters policy, ShardedWeights weights) implements Reference {
    @Override
    public Decoder decoder() {
      return weights.decoder();
    }

    @Override
    public void sync(double weight) {
      weights.moveTo(policy, weight);
    }

    @Override
    public Map<String, ShardedRow> state() {
      return Map.of("reference", weights.row());
    }

    @Override
    public void close() {
      weights.close();
    }
  }
}
