package io.didact.model.checkpoint;

import io.didact.model.decoder.AdaptedParameters;
import io.didact.model.decoder.Decoder;
import io.didact.model.decoder.DecoderConfig;
import io.didact.model.decoder.Dropout;
import io.didact.model.decoder.GradientBuffer;
import io.didact.model.decoder.LoraWeights;
import io.didact.model.decoder.ModelWeights;
import io.didact.model.decoder.Parameters;
import io.didact.model.decoder.Reference;
import io.didact.model.decoder.Trainable;
import io.didact.tensor.Gradients;
import io.didact.tensor.ProcessGroup;
import io.didact.tensor.ShardedRow;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;

/**
 * The matrices of an adapter over frozen weights (LoRA). In a checkpoint they are an adapter in
 * PEFT's layout, with the model's tokenizer beside it.
 */
public final class LowRankWeights implements Trainable {
  private final Map<String, byte[]> files;
  private final AdaptedParameters model;
  private final Function<Path, AdapterConfig> config;
  private final GradientBuffer gradient;
  private final double dropout;
  private final Dropout.Draws draws;

  /**
   * @param checkpoint the model's small files
   * @param model weights that stay as they are and the adapter that changes; the caller's to close
   * @param dropout p of what the adapter reads, in training
   * @param seed of what dropout leaves out
   * @param config what is written beside the weights, for the directory that it is written to
   * @param sharing the ranks that share out the gradient
   */
  public LowRankWeights(
      Checkpoint checkpoint,
      AdaptedParameters model,
      double dropout,
      long seed,
      Function<Path, AdapterConfig> config,
      ProcessGroup sharing) {
    this.files = checkpoint.files();
    this.model = model;
    this.dropout = dropout;
    this.draws = new Dropout.Draws(seed);
    this.config = config;
    this.gradient = new GradientBuffer(model.adapter(), sharing);
  }

  @Override
  public DecoderConfig config() {
    return model.config();
  }

  @Override
  public Decoder decoder() {
    return model.decoder(gradient, dropout > 0 ? new Dropout(dropout, draws) : null);
  }

  @Override
  public ModelWeights model() {
    return model;
  }

  @Override
  public void beginUpdate(long number) {
    draws.beginUpdate(number);
  }

  @Override
  public Tensor weights() {
    return model.adapter().flat();
  }

  /** All: the adapter has matrices only. */
  @Override
  public long decayedSize() {
    return weights().elements();
  }

  @Override
  public GradientBuffer gradient() {
    return gradient;
  }

  /** The base with the adapter as it is now: with a new one, the base to the last bit. */
  @Override
  public Reference reference() {
    return new Copy(model.base(), model.adapter(), model.adapter().copy());
  }

  @Override
  public void write(Path directory) throws IOException {
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      if (!file.getKey().equals(Companions.CONFIG)) { // with it, it would look like a model
        Path target = directory.resolve(file.getKey());
        Files.createDirectories(target.getParent());
        Files.write(target, file.getValue());
      }
    }
    Adapter.write(directory, config.apply(directory), model.adapter());
  }

  @Override
  public void read(Path directory) throws IOException {
    Adapter.read(directory, model.adapter());
  }

  @Override
  public void close() {
    gradient.close();
  }

  /** An adapter over the same weights, which follows the one it was copied from. */
  private record Copy(Parameters base, LoraWeights policy, LoraWeights adapter)
      implements Reference {
    @Override
    public Decoder decoder() {
      return new AdaptedParameters(base, adapter).decoder();
    }

    /** Moves A and B themselves: the average of products is another one. */
    @Override
    public void sync(double weight) {
      try (TensorScope scope = new TensorScope();
          Gradients.Mode off = Gradients.off()) {
        adapter.flat().lerp_(policy.flat(), weight);
      }
    }

    @Override
    public Map<String, ShardedRow> state() {
      return Map.of("reference", ShardedRow.whole(adapter.flat()));
    }

    @Override
    public void close() {
      adapter.close();
    }
  }
}
