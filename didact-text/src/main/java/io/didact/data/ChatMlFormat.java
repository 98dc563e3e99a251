package io.didact.data;

/**
 * Formats in ChatML turns, with instructions of our own. Those that a data set brings (the {@code
 * system} column of Bespoke-Stratos rows) are used with {@code studentSystem: "{system}"}.
 */
final class ChatMlFormat {
  private static final String PROMPT =
      """
      <|im_start|>system
      {system}<|im_end|>
      <|im_start|>user
      {question}<|im_end|>
      <|im_start|>assistant
      """;

  private ChatMlFormat() {}

  static TagFormat of(
      String name,
      TagPair solution,
      TagPair explanation,
      TagPair thought,
      String inner,
      String between) {
    return new TagFormat(
        name,
        teacherSystem(solution, explanation),
        studentSystem(thought, solution),
        PROMPT,
        PROMPT,
        solution,
        explanation,
        thought,
        inner,
        between,
        "<|im_end|>",
        Turns.LITERAL);
  }

  /** Question and solution are known; what is wanted is a path from one to the other. */
  private static String teacherSystem(TagPair solution, TagPair explanation) {
    return """
        You are a teacher. You are given a question, and your turn begins with its correct \
        solution, between %s and %s. Write the explanation that leads a student from the question \
        to this solution, between %s and %s.

        Think as a student would who does not know the solution yet: understand what is asked, \
        recall what is needed, go forward in small steps, separated by blank lines, and check \
        them; where a natural first idea fails, say why and go on. Derive everything before it is \
        used and leave no step out. Never speak of the given solution and do not start from its \
        result: the student cannot see it, and must be able to write it down after the last step \
        of your explanation."""
        .formatted(solution.open(), solution.close(), explanation.open(), explanation.close());
  }

  /** Think first, then answer. */
  private static String studentSystem(TagPair thought, TagPair solution) {
    return """
        You are a careful problem solver. Answer every question in two sections.

        First think, between %s and %s: understand the question, recall what is needed, work \
        forward in small steps separated by blank lines, check each result, and go back and \
        correct yourself where something is wrong.

        Then write the solution, between %s and %s: a clear and complete answer that rests on your \
        thoughts, with the steps that are needed to follow it and the final result at its end."""
        .formatted(thought.open(), thought.close(), solution.open(), solution.close());
  }
}
