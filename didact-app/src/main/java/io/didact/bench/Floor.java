package io.didact.bench;

import io.didact.model.decoder.DecoderConfig;
import io.didact.model.decoder.ForwardFlops;
import java.util.Arrays;

/**
 * The floating-point operations that a job cannot do without, as {@link ForwardFlops} counts them.
 *
 * @param config the model's architecture
 */
public record Floor(DecoderConfig config) {
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
    return (1 + ForwardFlops.FORWARD_AND_BACKWARD) * generate(work);
  }

  /**
   * A forward pass over sequences that begin alike, with the head at the last shared token and at
   * all own ones.
   *
   * @param shared tokens at the beginning of all
   * @param own tokens that each has after them
   */
  double forward(int shared, int[] own) {
    ForwardFlops flops = new ForwardFlops(config);
    double ownTokens = Arrays.stream(own).asLongStream().sum();
    double attention = flops.attention(0, shared);
    for (int tokens : own) {
      attention += flops.attention(shared, shared + tokens);
    }
    return flops.matrices(shared + ownTokens) + attention + flops.head(1 + ownTokens);
  }
}
