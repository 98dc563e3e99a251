package io.didact.bench;

import io.didact.model.decoder.DecoderConfig;
import java.util.Arrays;

/**
 * The floating-point operations that a job cannot do without: those of its matrix products, a
 * multiplication and an addition each, where what sequences share is computed once.
 *
 * <p>A token costs
 *
 * <ul>
 *   <li>in the matrices of each layer 2·(d·(H + 2K)·d_h + H·d_h·d + 3·d·f): queries, keys and
 *       values, the output, the three of SwiGLU;
 *   <li>in the attention of each layer 4·H·d_h for each token it sees (itself included, and no more
 *       than the layer's window): its scores and the mixed values;
 *   <li>in the head, where its next token's distribution is wanted, 2·d·V.
 * </ul>
 *
 * <p>A backward pass is two products for each of the forward pass: by the input and by the weight,
 * in attention by either factor. Norms, softmax, rotation, sampling and the optimizer are not
 * counted: memory bounds them. Nor is it taken off that the last layer owes a prompt's tokens keys
 * and values only.
 *
 * @param config d, f, H, K, d_h, V and the layers
 */
public record Floor(DecoderConfig config) {
  /** Forward, and two products for each of its products. */
  private static final double FORWARD_AND_BACKWARD = 3;

  /** Sampling all completions; a completion's last token is not read. */
  public double generate(Workload work) {
    double flops = 0;
    for (int p = 0; p < work.prompts().size(); p++) {
      int[] read = Arrays.stream(work.lengths().get(p)).map(length -> length - 1).toArray();
      flops += forward(work.prompts().get(p).size(), read);
    }
    return flops;
  }

  /** The student reads prompt, completion, and solution but for its last token. */
  public double student(Workload work) {
    double flops = 0;
    for (int p = 0; p < work.prompts().size(); p++) {
      int solution = work.solutions().get(p).size();
      int[] read =
          Arrays.stream(work.lengths().get(p)).map(length -> length + solution - 1).toArray();
      flops += forward(work.prompts().get(p).size(), read);
    }
    return flops;
  }

  /** The teacher reads prompt and solution, and the completion but for its last token. */
  public double teacher(Workload work) {
    double flops = 0;
    for (int p = 0; p < work.prompts().size(); p++) {
      int shared = work.prompts().get(p).size() + work.solutions().get(p).size();
      int[] read = Arrays.stream(work.lengths().get(p)).map(length -> length - 1).toArray();
      flops += forward(shared, read);
    }
    return flops;
  }

  /** The reference's pass, and the policy's forward and backward, over what sampling reads. */
  public double train(Workload work) {
    return (1 + FORWARD_AND_BACKWARD) * generate(work);
  }

  /**
   * A forward pass over sequences that begin alike, with the head at the last shared token and at
   * all own ones.
   *
   * @param shared tokens at the beginning of all
   * @param own tokens that each has after them
   */
  double forward(int shared, int[] own) {
    long ownTokens = Arrays.stream(own).asLongStream().sum();
    double flops = 2.0 * config.hiddenSize() * config.vocabSize() * (1 + ownTokens);
    flops += (shared + ownTokens) * config.layers() * matrices();
    for (int layer = 0; layer < config.layers(); layer++) {
      int window = config.window().of(layer);
      double seen = seen(0, shared, window);
      for (int tokens : own) {
        seen += seen(shared, shared + tokens, window);
      }
      flops += 4.0 * config.queryWidth() * seen;
    }
    return flops;
  }

  /** Of one token in the matrices of one layer. */
  private double matrices() {
    double width = config.hiddenSize();
    double queriesKeysValues = width * (config.queryWidth() + 2.0 * config.kvWidth());
    double output = config.queryWidth() * width;
    double swiGlu = 3 * width * config.intermediateSize();
    return 2 * (queriesKeysValues + output + swiGlu);
  }

  /** What the tokens at positions from ≤ t &lt; to see: Σ min(t + 1, window). */
  private static double seen(int from, int to, int window) {
    return seen(to, window) - seen(from, window);
  }

  private static double seen(int tokens, int window) {
    double growing = Math.min(tokens, window);
    return growing * (growing + 1) / 2 + (tokens - growing) * window;
  }
}
