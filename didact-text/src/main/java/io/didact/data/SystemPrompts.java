package io.didact.data;

/**
 * The instructions of the presets. A data set that brings its own (the {@code system} column of
 * Bespoke-Stratos rows) is honoured by a format file with {@code base} and {@code studentSystem}.
 */
final class SystemPrompts {
  private SystemPrompts() {}

  /** Question and solution are known; what is wanted is a path from one to the other. */
  static String teacher(TagPair solution, TagPair explanation) {
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
  static String student(TagPair thought, TagPair solution) {
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
