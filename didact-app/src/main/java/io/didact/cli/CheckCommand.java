package io.didact.cli;

import io.didact.answers.AnswerGrader;
import io.didact.answers.AnswerKind;
import io.didact.answers.Grade;
import io.didact.config.HomePath;
import io.didact.eval.task.AnswerRule;
import io.didact.recipe.stage.Task;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code didact check}. */
@Command(
    name = "check",
    description = {
      "Grade answers: find the answer in a response and compare it with the expected one. Loads "
          + "no model.%n",
      "In, one a line:  {\"prediction\":\"…\",\"gold\":\"…\"}; the prediction is a whole response "
          + "or a bare answer.",
      "Out, one a line: {\"correct\":true|false,\"verdict\":\"correct\"|\"wrong\"|\"undecided\","
          + "\"extracted\":\"…\",\"reason\":\"…\"}; an undecided answer is not correct.%n",
      "docs/answers.md says what is extracted and how answers are compared."
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  echo '{\"prediction\":\"So it is $\\\\boxed{\\\\frac{2}{4}}$.\",\"gold\":\"0.5\"}' | "
          + "didact check"
    })
final class CheckCommand implements Callable<Integer> {
  private final Console console;

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description = "Kind of answers: ${COMPLETION-CANDIDATES}, in any case (default math).")
  @Nullable AnswerKind kind;

  @Option(
      names = "--task",
      paramLabel = "NAME|FILE",
      description =
          "The task whose answers they are, in place of a kind. A gold answer is what the task "
              + "expects: a letter for choices, 3,7,50>143 for a countdown.")
  @Nullable String task;

  @Mixin JsonLines lines = new JsonLines();

  @Spec CommandSpec spec;

  CheckCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Grader grader = grader();
    lines.answer(
        console,
        (line, number) -> {
          Fields fields = new Fields(line);
          return row(grader.grade(fields.text("prediction"), fields.text("gold")));
        });
    return 0;
  }

  /** Grades a response by the expected answer. */
  private interface Grader {
    Grade grade(String prediction, String gold);
  }

  private Grader grader() {
    if (task == null) {
      return AnswerGrader.of(kind == null ? AnswerKind.MATH : kind)::grade;
    }
    if (kind != null) {
      throw new ParameterException(spec.commandLine(), "--kind and --task: give one of them");
    }
    try {
      AnswerRule rule = Task.named(HomePath.expand(task), Path.of("")).answer();
      return rule::grade;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private static Map<String, Object> row(Grade grade) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("correct", grade.isCorrect());
    row.put("verdict", grade.verdict().word());
    row.put("extracted", grade.extracted());
    row.put("reason", grade.reason());
    return row;
  }
}
