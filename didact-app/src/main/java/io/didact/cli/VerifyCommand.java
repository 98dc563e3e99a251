package io.didact.cli;

import io.didact.run.Verification;
import io.didact.run.Verification.State;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/** {@code didact verify}. */
@Command(
    name = "verify",
    description = {
      "Check whether what a run left is as it was written: every file, every byte, every row.%n",
      "In:  the directory of a run, of one stage, of a checkpoint or of a model.",
      "Out: one JSON line a file: its name, its state, and where it is not whole the reason. whole:"
          + " as it was written. broken: other bytes, or rows lost or added. missing: gone."
          + " unknown: no didact-manifest.json names it, as in models from elsewhere.%n",
      "Exits with 1 where something is broken or missing. Run again, a run resumes from its newest "
          + "whole checkpoint or part, and says so."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  didact verify runs/quickstart",
      "  didact verify runs/quickstart/rlt/model | jq 'select(.state != \"whole\")'"
    })
final class VerifyCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(index = "0", paramLabel = "RUN", description = "The directory.")
  Path run = Path.of("");

  VerifyCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Verification found = Verification.of(run);
    for (Map.Entry<String, Verification.Finding> each : found.files().entrySet()) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("file", each.getKey());
      row.put("state", each.getValue().state().word());
      if (!each.getValue().reason().isEmpty()) {
        row.put("reason", each.getValue().reason());
        console.err().println(each.getKey() + " " + each.getValue().reason());
      }
      console.out().println(JsonMapper.shared().writeValueAsString(row));
    }
    console
        .err()
        .println(
            "%d whole, %d broken, %d missing, %d unknown"
                .formatted(
                    found.count(State.WHOLE),
                    found.count(State.BROKEN),
                    found.count(State.MISSING),
                    found.count(State.UNKNOWN)));
    return found.count(State.BROKEN) + found.count(State.MISSING) > 0 ? Failures.FAILURE : 0;
  }
}
