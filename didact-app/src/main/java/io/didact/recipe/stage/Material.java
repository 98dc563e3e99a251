package io.didact.recipe.stage;

import io.didact.recipe.reward.PolicyView;
import java.util.List;
import java.util.function.ToDoubleFunction;

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

  /** So many rows, and as many problems as these are of. */
  public Material rows(double some) {
    return new Material(
        problems * some / rows, some, studentPrompt, teacherPrompt, solution, thought);
  }

  /** All of several, with their means. */
  public static Material of(List<Material> all) {
    double rows = all.stream().mapToDouble(Material::rows).sum();
    return new Material(
        all.stream().mapToDouble(Material::problems).sum(),
        rows,
        mean(all, rows, Material::studentPrompt),
        mean(all, rows, Material::teacherPrompt),
        mean(all, rows, Material::solution),
        mean(all, rows, Material::thought));
  }

  private static double mean(List<Material> all, double rows, ToDoubleFunction<Material> tokens) {
    return all.stream().mapToDouble(each -> each.rows() * tokens.applyAsDouble(each)).sum() / rows;
  }

  /** The first of them. */
  Material first(int limit) {
    double part = limit == 0 ? 1 : Math.min(1, limit / problems);
    return new Material(
        part * problems, part * rows, studentPrompt, teacherPrompt, solution, thought);
  }
}
