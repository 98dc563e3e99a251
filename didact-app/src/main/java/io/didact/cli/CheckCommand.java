package io.didact.cli;

import io.didact.eval.answer.AnswerJudge;
import io.didact.eval.answer.AnswerKind;
import io.didact.eval.answer.Judgement;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code didact check}. */
@Command(
    name = "check",
    description = {
      "Judge answers: find the answer in a response and compare it with the expected one. Loads "
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
      defaultValue = "math",
      description =
          "Kind of answers: ${COMPLETION-CANDIDATES}, in any case (default ${DEFAULT-VALUE}).")
  AnswerKind kind;

  @Mixin JsonLines lines = new JsonLines();

  CheckCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    AnswerJudge judge = AnswerJudge.of(kind);
    lines.answer(
        console,
        (line, number) -> {
          Fields fields = new Fields(line);
          return row(judge.judge(fields.text("prediction"), fields.text("gold")));
        });
    return 0;
  }

  private static Map<String, Object> row(Judgement judgement) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("correct", judgement.isCorrect());
    row.put("verdict", judgement.verdict().name().toLowerCase(Locale.ROOT));
    row.put("extracted", judgement.extracted());
    row.put("reason", judgement.reason());
    return row;
  }
}
