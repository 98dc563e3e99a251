package io.didact.cli;

import io.didact.answers.Grade;
import io.didact.config.ConfigException;
import io.didact.recipe.evaluation.Rescoring;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/** {@code didact eval rescore}. */
@Command(
    name = "rescore",
    sortOptions = false,
    description = {
      "Grade the responses of an evaluation again, without a model: with the checker as it is "
          + "now, or with other rules.%n",
      "In:  the run's directory; settings over its grading.yaml as key=value.",
      "Out: a JSON line for each sample whose verdict changed; a summary on stderr. samples.jsonl, "
          + "grading.yaml and result.json are written anew, except with --dry-run. Responses, and "
          + "the order in which choices were shown, stay as they are."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  didact eval rescore runs/eval/math500-chat-base",
      "  didact eval rescore runs/mine answer.form=integer --dry-run"
    })
final class RescoreCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(index = "0", paramLabel = "RUN", description = "The run's directory.")
  Path run = Path.of("");

  @Parameters(
      index = "1..*",
      paramLabel = "key=value",
      description = "Settings that replace those of grading.yaml.")
  List<String> overrides = List.of();

  @Option(names = "--dry-run", description = "Show what would change; write nothing.")
  boolean dryRun;

  RescoreCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws ConfigException, IOException {
    Rescoring rescoring = Rescoring.of(run, overrides, dryRun);
    for (Rescoring.Change change : rescoring.changes()) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("problem", change.before().problem());
      row.put("sample", change.before().sample());
      row.put("expected", change.before().expected());
      row.put("before", grade(change.before().grade()));
      row.put("after", grade(change.after().grade()));
      console.out().println(JsonMapper.shared().writeValueAsString(row));
    }
    console
        .err()
        .println(
            "%d of %d verdicts %s"
                .formatted(
                    rescoring.changes().size(),
                    rescoring.before().size(),
                    dryRun ? "would change" : "changed"));
    console.err().println(EvalTable.of(run.toString(), rescoring.metrics()));
    return 0;
  }

  private static Map<String, Object> grade(Grade grade) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("verdict", grade.verdict().word());
    row.put("extracted", grade.extracted());
    row.put("reason", grade.reason());
    return row;
  }
}
