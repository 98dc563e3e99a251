package io.didact.tensor;

import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What memory is asked for, so that whoever runs out of it hears which part of the work that was,
 * how much it wanted, and what makes it less. libtorch only says how much.
 */
public enum MemoryUse {
  WEIGHTS("the weights of a model", "take a smaller model, or machine.dtype: bf16 (--dtype bf16)"),
  TRAINING_STATE(
      "gradient and AdamW's moments",
      "train an adapter (adapter: …), or share them among ranks (machine.shard: optimizer)"),
  SAMPLING(
      "sampling",
      "set machine.engine.maxCachedTokens (keys and values), then machine.engine.maxRows (samples"
          + " in flight)"),
  SCORING("log-probs of given tokens", "lower machine.tokensPerMicroBatch"),
  TRAINING(
      "the forward and backward pass",
      "set machine.activations: recomputed, then lower machine.tokensPerMicroBatch");

  /** Of a GPU's allocator and of the CPU's. */
  private static final Pattern REFUSED =
      Pattern.compile("CUDA out of memory|can't allocate memory|CUDA error: out of memory");

  private static final Pattern AMOUNT =
      Pattern.compile("[Tt]ried to allocate ([0-9.]+ ?(?:[KMGT]?i?B|bytes))");

  private final String work;
  private final String remedy;

  MemoryUse(String work, String remedy) {
    this.work = work;
    this.remedy = remedy;
  }

  /**
   * Does work that asks for memory.
   *
   * @throws DeviceMemoryException where there is not as much; the innermost use is named
   */
  public <T> T in(Supplier<T> work) {
    try {
      return work.get();
    } catch (RuntimeException e) {
      String said = String.valueOf(e.getMessage());
      if (!(e instanceof DeviceMemoryException) && REFUSED.matcher(said).find()) {
        throw new DeviceMemoryException(message(said), e);
      }
      throw e;
    }
  }

  private String message(String said) {
    Matcher amount = AMOUNT.matcher(said);
    String wanted = amount.find() ? amount.group(1) + " more" : "more";
    String where = Device.current() == Device.CPU ? "main memory" : "the GPU's memory";
    return "%s is full: %s asked for %s; %s".formatted(where, work, wanted, remedy);
  }
}
