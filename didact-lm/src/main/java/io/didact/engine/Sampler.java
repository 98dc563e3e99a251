package io.didact.engine;

import io.didact.model.decoder.Decoder;
import io.didact.tensor.DType;
import io.didact.tensor.Device;
import io.didact.tensor.DeviceMemory;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Chooses one token a row by inverting the cumulative distribution in the order of the ids, at a
 * point that depends on nothing but the sample's seed and the token's place in it.
 */
final class Sampler {
  /** Logits that may exist at once on the CPU: 16 MiB as floats. */
  private static final long CHUNK_ELEMENTS = 1 << 22;

  /** The share of what logits may take on a GPU: several tensors of that size are there at once. */
  private static final long PART = 4 * Float.BYTES;

  private final Sampling sampling;
  private final int limit;
  private final @Nullable Tensor forbidden;
  private final long tileElements;

  /**
   * @param limit ids from here on are never chosen: padding of the embedding
   */
  Sampler(Sampling sampling, int limit) {
    this(sampling, limit, null);
  }

  /**
   * @param limit ids from here on are never chosen: padding of the embedding
   * @param forbidden [limit] true for each id that is never chosen either; null where there is
   *     none. Not copied, not closed
   */
  Sampler(Sampling sampling, int limit, @Nullable Tensor forbidden) {
    this.sampling = sampling;
    this.limit = limit;
    this.forbidden = forbidden;
    this.tileElements =
        Device.current() == Device.CPU ? CHUNK_ELEMENTS : DeviceMemory.ofGpu().forLogits() / PART;
  }

  /**
   * One token for each row.
   *
   * @param ids [rows]
   * @param logProbs [rows] see {@link Completion#logProbs}
   */
  record Choice(long[] ids, double[] logProbs) {}

  /**
   * A number in (0, 1) for token {@code index} of the sample with this seed: SplitMix64 (Steele,
   * Lea and Flood 2014) as a counter-based hash. It is the middle of one of 2⁵² equal parts, so
   * that its product with any double is greater than 0 and less than that double.
   */
  static double uniform(long seed, long index) {
    long bits = finish(finish(seed + GAMMA) + (index + 1) * GAMMA);
    return ((bits >>> 12) + 0.5) * 0x1p-52;
  }

  private static final long GAMMA = 0x9E3779B97F4A7C15L;

  private static long finish(long state) {
    long z = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /**
   * @param hidden [rows, d]
   * @param uniforms [rows] a number in (0, 1) for each
   * @param closed [rows] ids that a row may not get besides, never all there are
   * @throws NonFiniteLogitsException where a row's logits are not finite
   */
  Choice choose(Decoder decoder, Tensor hidden, double[] uniforms, List<Set<Integer>> closed) {
    int rows = uniforms.length;
    int most = (int) Math.max(1, Math.min(rows, tileElements / decoder.config().vocabSize()));
    try (TensorScope all = new TensorScope()) {
      List<Tensor> chosen = new ArrayList<>();
      for (int start = 0; start < rows; start += most) {
        int end = Math.min(rows, start + most);
        try (TensorScope scope = new TensorScope()) {
          Tensor logits =
              decoder.logits(hidden.narrow(0, start, end - start), sampling.logProbTemperature());
          double[] points = Arrays.copyOfRange(uniforms, start, end);
          chosen.add(scope.keep(chosen(logits, points, closed.subList(start, end))));
        }
      }
      return read(Tensor.cat(chosen, 0));
    }
  }

  /**
   * @param logits [rows, V], already divided by the temperature
   */
  Choice choose(Tensor logits, double[] uniforms) {
    return choose(logits, uniforms, List.of());
  }

  /**
   * @param logits [rows, V], already divided by the temperature
   * @param closed [rows] ids that a row may not get; empty where all rows may get all
   */
  Choice choose(Tensor logits, double[] uniforms, List<Set<Integer>> closed) {
    return read(chosen(logits, uniforms, closed));
  }

  /** [rows, 2] FLOAT64 of each row the id and its log-prob: both are exact in 64 bits. */
  private Tensor chosen(Tensor logits, double[] uniforms, List<Set<Integer>> closed) {
    Tensor below = logits.narrow(1, 0, limit);
    Tensor open = forbidden == null ? below : below.maskedFill(forbidden, Double.NEGATIVE_INFINITY);
    boolean anyClosed = closed.stream().anyMatch(ids -> !ids.isEmpty());
    if (anyClosed) {
      open = open.maskedFill(mask(closed), Double.NEGATIVE_INFINITY);
    }
    Tensor chosen;
    Tensor logProbs;
    if (sampling.isGreedy()) {
      chosen = open.argmax(1).unsqueeze(1);
      logProbs = logits.gather(1, chosen).sub(logits.logSumExp(1).unsqueeze(1));
    } else if (limit == logits.size(1) && forbidden == null && !anyClosed) {
      // The masses are the distribution that log-probs are of, so its log is all there is to do.
      Tensor masses = logits.softmax(1);
      chosen = CumulativeMass.of(truncate(masses)).invert(uniforms);
      logProbs = masses.gather(1, chosen).log();
    } else {
      chosen = CumulativeMass.of(truncate(open.softmax(1))).invert(uniforms);
      logProbs = logits.gather(1, chosen).sub(logits.logSumExp(1).unsqueeze(1));
    }
    return Tensor.cat(List.of(chosen.to(DType.FLOAT64), logProbs.to(DType.FLOAT64)), 1);
  }

  /** [rows, limit] true where a row's token is closed to it. */
  private Tensor mask(List<Set<Integer>> closed) {
    long[] places =
        IntStream.range(0, closed.size())
            .boxed()
            .flatMapToLong(
                row ->
                    closed.get(row).stream()
                        .filter(id -> id >= 0 && id < limit)
                        .mapToLong(id -> (long) row * limit + id))
            .toArray();
    Tensor open = Tensor.zeros(DType.BOOL, (long) closed.size() * limit);
    Tensor each = Tensor.full(DType.BOOL, 1, places.length);
    return open.indexCopy_(0, Tensor.ofLongs(places, places.length), each)
        .view(closed.size(), limit);
  }

  /** The one reading of a step. */
  private static Choice read(Tensor chosen) {
    double[] values = chosen.toDoubles();
    Choice choice = new Choice(new long[values.length / 2], new double[values.length / 2]);
    for (int row = 0; row < choice.ids.length; row++) {
      choice.ids[row] = (long) values[2 * row];
      choice.logProbs[row] = values[2 * row + 1];
      if (!Double.isFinite(choice.logProbs[row])) {
        throw new NonFiniteLogitsException(
            "the model's logits are not finite; its weights are damaged or have diverged");
      }
    }
    return choice;
  }

  /**
   * Sets to 0 what top-k, top-p and min-p take out. Sorts only for top-k and top-p.
   *
   * @param probabilities [rows, limit]
   * @return [rows, limit], not normalised again
   */
  Tensor truncate(Tensor probabilities) {
    Tensor kept = probabilities;
    if (sampling.topK() > 0 && sampling.topK() < limit || sampling.topP() < 1) {
      Tensor.Sorted sorted = kept.sortDescending(1);
      Tensor masses = nucleus(mostProbable(sorted.values()));
      kept = Tensor.zeros(kept.dtype(), kept.shape()).scatter(1, sorted.indices(), masses);
    }
    if (sampling.minP() > 0) {
      kept = kept.maskedFill(kept.lessThan(kept.max(1).mul(sampling.minP())), 0);
    }
    return kept;
  }

  /** Top-k of descending masses; what ties with the k-th stays. */
  private Tensor mostProbable(Tensor descending) {
    if (sampling.topK() == 0 || sampling.topK() >= limit) {
      return descending;
    }
    Tensor kth = descending.narrow(1, sampling.topK() - 1, 1);
    return descending.maskedFill(descending.lessThan(kth), 0);
  }

  /** Top-p of descending masses: a token stays while the mass before it is below p. */
  private Tensor nucleus(Tensor descending) {
    if (sampling.topP() == 1) {
      return descending;
    }
    Tensor cumulative = descending.cumsum(1);
    Tensor wanted = cumulative.narrow(1, limit - 1, 1).mul(sampling.topP());
    Tensor before = cumulative.sub(descending);
    return descending.maskedFill(before.greaterOrEqual(wanted), 0);
  }
}
