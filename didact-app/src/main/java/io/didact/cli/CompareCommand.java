package io.didact.cli;

import io.didact.recipe.evaluation.ComparisonReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/** {@code didact eval compare}. */
@Command(
    name = "compare",
    sortOptions = false,
    description = {
      "Compare two finished evaluations on the problems that both have.%n",
      "In:  two directories of `didact eval`, or of eval stages of a recipe. Problems are paired by "
          + "their id; numbers of samples may differ.",
      "Out: a table with both, B − A with its 95 %% interval, and which problems are solved by both; "
          + "McNemar's exact test; and in words whether the difference is inside the noise.%n",
      "What the metrics mean is in docs/statistics.md."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  didact eval compare runs/base runs/distilled",
      "  didact eval compare runs/base runs/distilled --output runs/comparison",
      "  didact eval compare runs/base runs/distilled --json | jq .finding"
    })
final class CompareCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(index = "0", paramLabel = "RUN_A", description = "What is compared with.")
  Path first = Path.of("");

  @Parameters(index = "1", paramLabel = "RUN_B", description = "What is compared.")
  Path second = Path.of("");

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description =
          "Also write comparison.html (opens without a network), comparison.svg and "
              + "comparison.json there.")
  @Nullable Path output;

  @Option(names = "--json", description = "Write one JSON object instead of the table.")
  boolean json;

  CompareCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    ComparisonReport report = ComparisonReport.of(first, second);
    String data = JsonMapper.shared().writeValueAsString(report.data());
    if (json) {
      console.out().println(data);
    } else {
      console.out().print(report.table());
    }
    if (output != null) {
      report.write(output, data);
      console.err().println("wrote " + output.resolve("comparison.html"));
    }
    return 0;
  }
}
