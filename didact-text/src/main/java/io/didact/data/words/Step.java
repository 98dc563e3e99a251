package io.didact.data.words;

/**
 * One step of a solution.
 *
 * @param told the sentence that says it, with {@link #PLACE} for the arithmetic: {@code Ben has {x}
 *     apples.}
 */
public record Step(Term left, Operation operation, Term right, String told) {
  /** Where {@code 7 + 4 = 11} is to stand. */
  static final String PLACE = "{x}";

  int result() {
    return operation.apply(left.value(), right.value());
  }

  String told(String arithmetic) {
    return told.replace(PLACE, arithmetic);
  }
}
