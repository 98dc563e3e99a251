package io.didact.engine;

import io.didact.text.TokenIds;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Where ids that another program sampled end, by the same rule as in this one: with the first stop
 * id, or with the token that completes a stop string.
 */
public final class Endings {
  private final Sampling sampling;
  private final StopStrings stops;
  private final @Nullable IntFunction<byte[]> bytes;

  /**
   * @param bytes what an id stands for; null where there are no stop strings
   * @throws IllegalArgumentException where there are, and it is null
   */
  public Endings(Sampling sampling, @Nullable IntFunction<byte[]> bytes) {
    if (bytes == null && !sampling.stopStrings().isEmpty()) {
      throw new IllegalArgumentException(
          "stop strings need an engine that is given the bytes of each id");
    }
    this.sampling = sampling;
    this.stops = new StopStrings(sampling.stopStrings());
    this.bytes = stops.isEmpty() ? null : bytes;
  }

  /** How many of the ids are the sample's; nothing where nothing ends it. */
  public OptionalInt of(TokenIds ids) {
    StopStrings.Stream stream = stops.new Stream();
    for (int i = 0; i < ids.size(); i++) {
      boolean text = bytes != null && stream.endsWithin(bytes.apply(ids.get(i)));
      if (text || sampling.stopIds().contains(ids.get(i))) {
        return OptionalInt.of(i + 1);
      }
    }
    return OptionalInt.empty();
  }
}
