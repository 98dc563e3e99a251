package io.didact.recipe.stage;

import io.didact.recipe.reward.PolicyView;

/**
 * What a source of problems is expected to hold; tokens are means.
 *
 * @param problems how many
 * @param rows examples that can be learned from: traces, where a problem has several
 * @param studentPrompt tokens of a prompt with the question
 * @param teacherPrompt tokens of a prompt with question and solution
 * @param solution tokens of a solution in its tags
 * @param thought tokens of a trace
 */
public record Material(
    double problems,
    double rows,
    double studentPrompt,
    double teacherPrompt,
    double solution,
    double thought) {

  double prompt(PolicyView view) {
    return switch (view) {
      case TEACHER -> teacherPrompt;
      case STUDENT -> studentPrompt;
    };
  }

  /** The same problems with traces. */
  Material with(double traces, double tokens) {
    return new Material(problems, traces, studentPrompt, teacherPrompt, solution, tokens);
  }

  /** The first of them. */
  Material first(int limit) {
    double part = limit == 0 ? 1 : Math.min(1, limit / problems);
    return new Material(
        part * problems, part * rows, studentPrompt, teacherPrompt, solution, thought);
  }
}
