package io.didact.cli;

import io.didact.eval.answer.Judgement;
import io.didact.eval.answer.Verdict;
import io.didact.eval.task.AnswerRule;
import io.didact.recipe.Task;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
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
    sortOptions = false,
    description = {
      "Judge answers. Loads no model.%n",
      "In, one a line:  {\"prediction\":\"…\",\"gold\":\"…\"}; a prediction is a whole response of "
          + "a model, or a bare answer",
      "Out, one a line: {\"correct\":true|false,\"extracted\":\"…\",\"reason\":\"…\",\"verdict\":…}; "
          + "a verdict is correct, wrong or undecided."
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  echo '{\"prediction\":\"so it is $\\\\boxed{\\\\frac12}$.\",\"gold\":\"0.5\"}' | didact check"
    })
final class CheckCommand implements Callable<Integer> {
  private final Console console;

  @Option(
      names = "--task",
      paramLabel = "NAME|FILE",
      description =
          "The task whose answers they are; default: any mathematics. A gold answer is then what "
              + "the task expects: a letter for choices, 3,7,50>143 for a countdown.")
  @Nullable String task;

  @Mixin JsonLines lines = new JsonLines();

  @Spec CommandSpec spec;

  CheckCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    AnswerRule rule = rule();
    lines.answer(
        console,
        (line, number) -> {
          Fields fields = new Fields(line);
          Judgement judgement = rule.judge(fields.text("prediction"), fields.text("gold"));
          Map<String, Object> row = new LinkedHashMap<>();
          row.put("correct", judgement.verdict() == Verdict.CORRECT);
          row.put("extracted", judgement.extracted());
          row.put("reason", judgement.reason());
          row.put("verdict", judgement.verdict().name().toLowerCase(Locale.ROOT));
          return row;
        });
    return 0;
  }

  private AnswerRule rule() {
    if (task == null) {
      return AnswerRule.mathematics();
    }
    try {
      return Task.named(task, Path.of("")).answer();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }
}
