package io.didact.cli;

import io.didact.bench.Finding;
import io.didact.bench.Hardware;
import io.didact.bench.Proof;
import io.didact.bench.ProofShape;
import io.didact.bench.ProofTable;
import io.didact.recipe.model.DeviceChoice;
import io.didact.tensor.CudaSupport;
import io.didact.tensor.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code didact prove}. */
@Command(
    name = "prove",
    sortOptions = false,
    description = {
      "Whether a device computes what the CPU does, and how fast.%n",
      "Log-probs of golden checkpoints against an independent implementation's, in fp32 and bf16; "
          + "samples and one update against the CPU's; the device's peaks; a case of too little "
          + "memory; then the jobs of a step on random weights (in bf16 on a GPU), with their shares "
          + "of the peaks and how often they wait for the device. Each finding is told on stderr as "
          + "it comes, and in a table on stdout at the end.%n",
      "Exit code 1 where a finding fails.%n"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  didact prove --golden didact-lm/src/test/resources/golden",
      "  didact prove --golden golden --device cuda --shape half-b,seven-b --json proof.json"
    })
final class ProveCommand implements Callable<Integer> {
  private final Console console;

  @Option(
      names = "--golden",
      required = true,
      paramLabel = "DIR",
      description = "Directory of checkpoints that have expected.json.")
  Path golden;

  @Option(
      names = "--shape",
      paramLabel = "SHAPE",
      split = ",",
      description =
          "Sizes whose jobs are measured, of ${COMPLETION-CANDIDATES} (default small; on a GPU all).")
  @Nullable List<ProofShape> shapes;

  @Option(
      names = "--recipe",
      paramLabel = "FILE",
      description = "A recipe that is run on the device too, into a new temporary directory.")
  @Nullable Path recipe;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "360",
      description = "After which no further part is begun (default ${DEFAULT-VALUE}).")
  double seconds;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the table there too.")
  @Nullable Path json;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Workers of the CPU (default: number of cores).")
  @Nullable Integer threads;

  @Option(
      names = "--device",
      paramLabel = "WHERE",
      defaultValue = "auto",
      description = "What is proved: ${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}).")
  DeviceChoice device = DeviceChoice.AUTO;

  @Spec CommandSpec spec;

  ProveCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    int workers = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
    if (workers < 1) {
      throw wrong("--threads must be ≥ 1, was " + workers);
    }
    if (!Files.isDirectory(golden)) {
      throw wrong("--golden: there is no directory " + golden);
    }
    Device chosen = device.resolve(CudaSupport.ofThisProcess(), console::remark);
    Proof proof = new Proof(new Proof.Place(chosen, workers, golden), seconds, System::nanoTime);
    long start = System.nanoTime();
    List<Finding> findings =
        proof.run(parts(chosen), each -> console.err().print(ProofTable.line(each)));
    ProofTable table =
        new ProofTable(
            Hardware.here(),
            chosen.name().toLowerCase(Locale.ROOT),
            (System.nanoTime() - start) * 1e-9,
            findings);
    if (json != null) {
      Files.writeString(json, table.json());
    }
    console.out().print(table.text());
    return table.holds() ? 0 : Failures.FAILURE;
  }

  /** The recipe comes before what only measures. */
  private List<Proof.Part> parts(Device chosen) {
    List<Proof.Part> parts = new ArrayList<>(Proof.equalities());
    if (recipe != null) {
      parts.add(new RecipeProof(recipe, console));
    }
    parts.addAll(Proof.measurements(shapes == null ? usual(chosen) : shapes));
    return parts;
  }

  private static List<ProofShape> usual(Device chosen) {
    return chosen == Device.CPU ? List.of(ProofShape.SMALL) : List.of(ProofShape.values());
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
