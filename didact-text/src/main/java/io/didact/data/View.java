package io.didact.data;

import io.didact.text.TokenIds;
import java.util.List;
import java.util.Optional;

/** What a model is asked about a problem, and where its thought is in what it writes. */
public interface View {
  /** What it reads: all up to and including the opened tag of its thought. */
  TokenIds prompt(Problem problem);

  /**
   * The thought in what was sampled after the prompt, by the rules of {@link Explanation}. Every
   * sequence of the tokenizer's ids has a result.
   */
  Explanation thought(TokenIds completion);

  /** The ids that close a thought that was cut off: what of the separator it lacks, and the tag. */
  TokenIds closing(TokenIds think);

  /** The solution in what was sampled, where the model writes one and it is whole. */
  default Optional<String> solution(TokenIds completion) {
    return Optional.empty();
  }

  /** The texts that end what it writes; sampling may stop there. */
  List<String> stops();

  /**
   * The problem with its trace as an example to learn from.
   *
   * @throws IllegalArgumentException if the problem has no trace
   */
  LabelledSequence example(Problem problem);
}
