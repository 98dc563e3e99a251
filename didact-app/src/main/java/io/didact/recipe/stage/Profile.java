package io.didact.recipe.stage;

import io.didact.answers.ExtractionRule;
import io.didact.config.Rules;
import io.didact.eval.task.AnswerRule;
import io.didact.eval.task.Asking;
import io.didact.eval.task.BudgetForcing;
import io.didact.eval.task.ChoiceStyle;
import io.didact.eval.task.Turns;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A way to put tasks to models, such as a published evaluator has one. A YAML file in {@code
 * profiles/}, or a user's own. Where it says nothing, the task's own word holds.
 *
 * @param references where the facts come from
 * @param system the system text
 * @param turns how a question becomes a prompt
 * @param prompts the user's turn, by a task's name or by the form of its answers; the name goes
 *     first
 * @param choices how choices are shown
 * @param extraction where answers are looked for, by a task's name or by the form of its answers
 * @param samples responses a problem, by a task's name or by the form of its answers
 * @param sampling what differs from the task's
 * @param budget how the length of thinking is forced
 */
public record Profile(
    String name,
    Optional<String> title,
    List<String> references,
    Optional<String> system,
    Optional<Turns> turns,
    Map<String, String> prompts,
    Optional<ChoiceStyle> choices,
    Map<String, List<ExtractionRule>> extraction,
    Map<String, Integer> samples,
    Sampled sampling,
    Optional<BudgetForcing> budget) {
  static final ShippedFiles<Profile> SHIPPED =
      new ShippedFiles<>("profiles", "profile", Profile.class);

  /** The profile of a task that is given none: everything is the task's own. */
  static final Profile NONE = defaults("chat");

  /** Settings of sampling that a profile has a word on. */
  public record Sampled(
      Optional<Double> temperature,
      Optional<Double> topP,
      Optional<Integer> topK,
      Optional<Double> minP,
      Optional<Integer> maxNewTokens) {
    static Sampled defaults() {
      return new Sampled(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    SamplingSettings over(SamplingSettings task) {
      return new SamplingSettings(
          temperature.orElse(task.temperature()),
          topP.orElse(task.topP()),
          topK.orElse(task.topK()),
          minP.orElse(task.minP()),
          maxNewTokens.orElse(task.maxNewTokens()));
    }
  }

  public Profile {
    references = List.copyOf(references);
    Rules rules =
        new Rules()
            .valid(() -> sampling.over(new SamplingSettings(0, 1, 0, 0, 1)))
            .require(
                name.matches("[A-Za-z0-9][A-Za-z0-9._-]*"),
                "name",
                "of letters, digits, `.`, `_` and `-`",
                name);
    new TreeMap<>(samples).forEach((key, count) -> rules.atLeast("samples." + key, 1, count));
    rules.done();
  }

  static Profile defaults(String name) {
    return new Profile(
        name,
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        Optional.empty(),
        Map.of(),
        Map.of(),
        Sampled.defaults(),
        Optional.empty());
  }

  /**
   * How YAML gives it: as the name of a shipped profile, or as a file.
   *
   * @param directory where a relative path starts
   * @throws IllegalArgumentException naming what there is, or all that is wrong with the file
   */
  public static Profile named(String word, Path directory) {
    return SHIPPED.read(word, directory);
  }

  /** Names of the profiles that come with Didact. */
  public static List<String> names() {
    return SHIPPED.names();
  }

  /** How it puts a task. */
  Asking asking(Task task) {
    return new Asking(
        of(prompts, task).orElse(task.prompt()),
        system,
        turns.orElse(task.turns()),
        task.stop(),
        task.choiceStyle().map(own -> choices.orElse(own)),
        budget);
  }

  /** How it looks for answers to a task, and how they are graded. */
  AnswerRule answer(Task task) {
    return of(extraction, task).map(task.answer()::looking).orElse(task.answer());
  }

  /** Responses to a problem of a task. */
  int samples(Task task) {
    return of(samples, task).orElse(task.samples());
  }

  private static <T> Optional<T> of(Map<String, T> byName, Task task) {
    return Optional.ofNullable(byName.get(task.name()))
        .or(() -> Optional.ofNullable(byName.get(task.answer().form().word())));
  }
}
