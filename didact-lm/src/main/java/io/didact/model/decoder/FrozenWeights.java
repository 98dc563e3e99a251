package io.didact.model.decoder;

import io.didact.tensor.ShardedRow;
import java.util.Map;

/**
 * A reference that nobody moves.
 *
 * @param parameters the caller's to close
 */
public record FrozenWeights(Parameters parameters) implements Reference {
  @Override
  public Decoder decoder() {
    return new Decoder(parameters);
  }

  @Override
  public void sync(double weight) {
    throw new UnsupportedOperationException("this reference stands still");
  }

  @Override
  public Map<String, ShardedRow> state() {
    return Map.of();
  }

  @Override
  public void close() {}
}
