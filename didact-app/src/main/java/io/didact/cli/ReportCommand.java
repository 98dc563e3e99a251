package io.didact.cli;

import io.didact.recipe.evaluation.EvaluationReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code didact eval report}. */
@Command(
    name = "report",
    description = {
      "Write the page of a finished evaluation: metrics, charts, and its samples to look at.%n",
      "In:  the directory of a `didact eval`, or of an eval stage of a recipe.",
      "Out: report.html in that directory, one file that opens without a network; its name on "
          + "stdout."
    },
    footerHeading = "%nExample:%n",
    footer = "  didact eval report runs/base")
final class ReportCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(index = "0", paramLabel = "RUN", description = "Directory of the evaluation.")
  Path run = Path.of("");

  ReportCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    console.out().println(EvaluationReport.renew(run));
    return 0;
  }
}
