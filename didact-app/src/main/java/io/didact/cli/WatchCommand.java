package io.didact.cli;

import io.didact.run.StopSignal;
import io.didact.web.WatchServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code didact watch}. */
@Command(
    name = "watch",
    description = {
      "Look at runs while they go on: a page with their stages as a graph, the work that is left,"
          + " the metrics of training as charts that move, and the newest completions. A click on a"
          + " stage shows its charts alone. Several runs are drawn over one another. traces.html of a run is a link.%n",
      "In:  directories of runs or of single stages, at work or not.",
      "Out: the address of the page on stdout; it is served to this machine alone (127.0.0.1) until"
          + " Ctrl-C. Nothing is sent anywhere, nothing is written."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  didact watch runs/quickstart",
      "  didact watch runs/main-claim-1 runs/main-claim-2"
    })
final class WatchCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(arity = "1..*", paramLabel = "RUN", description = "Directories to look at.")
  List<Path> runs = new ArrayList<>();

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "0",
      description = "Port of the page (default: one that is free).")
  int port;

  WatchCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (WatchServer server = WatchServer.start(runs, port, Clock.systemUTC());
        StopSignal stop = StopSignal.install(() -> {})) {
      console.out().println(server.url());
      console.out().flush();
      console.err().println("didact: open the page above; Ctrl-C ends");
      while (!stop.requested()) {
        Thread.sleep(200);
      }
    }
    return 0;
  }
}
