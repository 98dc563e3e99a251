package io.didact.cli;

import io.didact.hub.HubName;
import io.didact.hub.HubSettings;
import io.didact.hub.Pull;
import io.didact.hub.PullListener;
import io.didact.hub.PullPlan;
import io.didact.hub.Pulled;
import io.didact.hub.RemoteFile;
import io.didact.hub.RepoType;
import io.didact.hub.Selection;
import io.didact.hub.Size;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code didact pull}. */
@Command(
    name = "pull",
    sortOptions = false,
    description = {
      "Bring a model or a data set from the Hugging Face Hub into the local cache.%n",
      "In:  its name; which files, where not all are wanted. Of a model with safetensors, weights "
          + "in other forms (*.bin, *.pt, *.gguf, …) are left out.",
      "Out: {\"repo\":…,\"revision\":…,\"commit\":…,\"path\":…,\"files\":…,\"bytes\":…}; with "
          + "--dry-run a line for each file, {\"file\":…,\"bytes\":…,\"cached\":…}%n",
      "Other commands then take ORG/NAME (or ORG/NAME@REVISION) wherever they take a model "
          + "directory. This is the only command that uses the network. What was begun goes on "
          + "where it was cut off, and every file is checked by its digest.%n",
      "Environment: HF_HUB_CACHE or HF_HOME (the cache, which other tools share), HF_TOKEN (for "
          + "private and gated repositories), HF_ENDPOINT, HF_HUB_OFFLINE; HTTPS_PROXY, ALL_PROXY and "
          + "NO_PROXY as curl reads them."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  didact pull Qwen/Qwen2.5-0.5B-Instruct",
      "  didact pull HuggingFaceH4/MATH-500 --type dataset test.jsonl",
      "  didact pull ORG/NAME --revision v1.0 --exclude '*.md' --dry-run"
    })
final class PullCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(index = "0", paramLabel = "ORG/NAME", description = "On the Hub; also NAME@REVISION.")
  String name = "";

  @Parameters(index = "1..*", paramLabel = "FILE", description = "Only these files.")
  List<String> files = List.of();

  @Option(
      names = "--revision",
      paramLabel = "R",
      description = "Branch, tag or commit (default main).")
  @Nullable String revision;

  @Option(
      names = "--type",
      paramLabel = "model|dataset",
      defaultValue = "model",
      description = "What it is (default ${DEFAULT-VALUE}).")
  RepoType type;

  @Option(
      names = "--include",
      paramLabel = "GLOB",
      description = "Only files that match; may be given again. * matches slashes, too.")
  List<String> include = List.of();

  @Option(
      names = "--exclude",
      paramLabel = "GLOB",
      description = "No files that match; may be given again.")
  List<String> exclude = List.of();

  @Option(names = "--dry-run", description = "List the files that are wanted; pull nothing.")
  boolean dryRun;

  @Spec CommandSpec spec;

  PullCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    HubName hubName;
    Selection selection;
    try {
      hubName = hubName();
      selection = new Selection(files, include, exclude);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
    Pull pull =
        new Pull(
            HubSettings.of(console.environment(), Console.home()),
            console.hubCache(),
            listener(hubName));
    if (dryRun) {
      list(hubName, pull.plan(type, hubName, selection));
    } else {
      tell(hubName, pull.run(type, hubName, selection));
    }
    return 0;
  }

  /** What messages tell to do for files that are not here. */
  static String advice(RepoType type, HubName name, List<String> files) {
    String option = type == RepoType.DATASET ? " --type dataset" : "";
    return "run `didact pull "
        + name
        + option
        + files.stream()
            .map(file -> file.matches(".*[*?\\[].*") ? " --include '" + file + "'" : " " + file)
            .collect(Collectors.joining())
        + "`";
  }

  private HubName hubName() {
    HubName given = HubName.of(name);
    if (revision == null) {
      return given;
    }
    if (name.contains("@") && !given.revision().equals(revision)) {
      throw new IllegalArgumentException(
          "--revision " + revision + " is another than that of " + name);
    }
    return new HubName(given.repository(), revision);
  }

  private void list(HubName hubName, PullPlan plan) {
    for (RemoteFile file : plan.wanted()) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("file", file.path());
      row.put("bytes", file.size());
      row.put("cached", plan.present().contains(file));
      print(row);
    }
    long bytes = PullPlan.bytes(plan.wanted());
    console
        .err()
        .printf(
            "%s at %s: %s, %s, of which %s are here%s%n",
            hubName,
            plan.commit(),
            files(plan.wanted().size()),
            Size.of(bytes),
            Size.of(PullPlan.bytes(plan.present())),
            plan.leftOut().isEmpty()
                ? ""
                : "; left out: " + Size.of(PullPlan.bytes(plan.leftOut())) + " of other weights");
  }

  private void tell(HubName hubName, Pulled pulled) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("repo", pulled.repo());
    row.put("revision", pulled.revision());
    row.put("commit", pulled.commit());
    row.put("path", pulled.path().toString());
    row.put("files", pulled.files());
    row.put("bytes", pulled.bytes());
    print(row);
    console
        .err()
        .printf(
            "%s at %s: %s, %s, in %s%n",
            hubName,
            pulled.commit(),
            files(pulled.files()),
            Size.of(pulled.bytes()),
            pulled.path());
  }

  private void print(Map<String, Object> row) {
    console.out().println(JsonMapper.shared().writeValueAsString(row));
  }

  private static String files(int count) {
    return count == 1 ? "1 file" : count + " files";
  }

  private PullListener listener(HubName hubName) {
    Progress progress = new Progress(console, Duration.ofSeconds(5), Clock.systemUTC());
    return new PullListener() {
      @Override
      public void onPlan(PullPlan plan) {
        if (!plan.leftOut().isEmpty()) {
          progress.message(
              "left out, as there are safetensors: %s (%s); --include names what else is wanted"
                  .formatted(
                      plan.leftOut().size() == 1
                          ? plan.leftOut().get(0).path()
                          : files(plan.leftOut().size()),
                      Size.of(PullPlan.bytes(plan.leftOut()))));
        }
      }

      @Override
      public void onBytes(long done, long total) {
        progress.show(new Progress.Bytes(hubName.toString(), done, total));
      }

      @Override
      public void onMessage(String text) {
        progress.message(text);
      }
    };
  }
}
