package io.didact.cli;

import io.didact.hub.Size;
import io.didact.model.checkpoint.Inspection;
import io.didact.model.checkpoint.ModelProblem;
import io.didact.model.gguf.GgufModel;
import io.didact.model.gguf.GgufSummary;
import io.didact.run.Sha256;
import io.didact.tensor.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code didact convert}. */
@Command(
    name = "convert",
    sortOptions = false,
    description = {
      "Turn a GGUF file into a model directory in Hugging Face layout.%n",
      "In:  a file of llama.cpp with tensors in F32, F16, BF16, Q4_0, Q4_1, Q5_0, Q5_1, Q8_0, Q4_K, "
          + "Q5_K or Q6_K. `didact inspect` says what is in one, and whether it can be converted.",
      "Out: the directory OUT, whole or not at all; it must not exist yet: config.json, weights, "
          + "tokenizer.json, tokenizer_config.json with the chat template, generation_config.json, and "
          + "conversion.json, which says what it was made of. On stdout one line, "
          + "{\"out\":…,\"file\":…,\"sha256\":…,…}%n",
      "Quantised numbers become what they stand for, rounded to the type of the weights: what was "
          + "lost when they were quantised does not come back. Weights are read a piece at a time, so "
          + "little memory is needed whatever the model's size."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  didact convert gemma-3-270m-q4_k_m.gguf models/gemma",
      "  didact convert model.gguf models/m --dtype f32 --max-shard-size 2GB"
    })
final class ConvertCommand implements Callable<Integer> {
  /** Says of a directory what it was made of. */
  private static final String PROVENANCE = "conversion.json";

  private final Console console;

  @Parameters(index = "0", paramLabel = "FILE.gguf", description = "The file.")
  Path file = Path.of("");

  @Parameters(index = "1", paramLabel = "OUT", description = "The new directory.")
  Path out = Path.of("");

  @Option(
      names = "--dtype",
      paramLabel = "bf16|f16|f32",
      defaultValue = "bf16",
      converter = Types.class,
      description = "Type of the weights (default ${DEFAULT-VALUE}).")
  StoredPrecision dtype;

  @Mixin NewDirectory made = new NewDirectory();

  ConvertCommand(Console console) {
    this.console = console;
  }

  /** As llama.cpp calls the types, or as `init` does. */
  static final class Types implements ITypeConverter<StoredPrecision> {
    @Override
    public StoredPrecision convert(String text) {
      return switch (text.toLowerCase(Locale.ROOT)) {
        case "bf16" -> StoredPrecision.BF16;
        case "f16", "fp16" -> StoredPrecision.FP16;
        case "f32", "fp32" -> StoredPrecision.FP32;
        default -> throw new TypeConversionException(text + " is none of bf16, f16, f32");
      };
    }
  }

  @Override
  public Integer call() throws IOException {
    if (!Files.isRegularFile(file)) {
      throw made.wrong("there is no file " + file);
    }
    made.requireNew(out);
    try (GgufModel model = GgufModel.open(file)) {
      GgufSummary summary = model.summary();
      if (summary.problem() != null) {
        throw new IOException(summary.problem());
      }
      summary.remarks().forEach(console::remark);
      ObjectNode provenance = provenance(summary);
      made.write(out, directory -> write(model, directory, provenance));
      tell(provenance, summary);
    }
    return 0;
  }

  private ObjectNode provenance(GgufSummary summary) throws IOException {
    ObjectNode json = JsonMapper.shared().createObjectNode();
    json.put("file", file.getFileName().toString())
        .put("bytes", Files.size(file))
        .put("sha256", Sha256.of(file))
        .put("name", summary.name())
        .put("license", summary.license())
        .put("architecture", summary.architecture())
        .put("parameters", summary.parameters());
    ObjectNode types = json.putObject("types");
    summary.types().forEach((name, amount) -> types.put(name, amount.tensors()));
    return json.put("dtype", dtype.dtype().name().toLowerCase(Locale.ROOT));
  }

  private void write(GgufModel model, Path directory, ObjectNode provenance) throws IOException {
    Progress progress = new Progress(console, Duration.ofSeconds(5), Clock.systemUTC());
    DType type = dtype.dtype();
    model.write(
        directory,
        type,
        made.shardBytes,
        (done, total) ->
            progress.show(new Progress.Bytes(out.getFileName().toString(), done, total)));
    Files.write(
        directory.resolve(PROVENANCE),
        JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsBytes(provenance));
    requireUsable(directory);
  }

  /** What has been written must load, before it gets its name. */
  private void requireUsable(Path directory) throws IOException {
    List<ModelProblem> problems = Inspection.of(directory).problems();
    String fatal =
        problems.stream()
            .filter(ModelProblem::fatal)
            .map(problem -> problem.where() + ": " + problem.what())
            .collect(Collectors.joining("; "));
    if (!fatal.isEmpty()) {
      throw new IOException(file + ": what comes out could not be loaded: " + fatal);
    }
  }

  private void tell(ObjectNode provenance, GgufSummary summary) throws IOException {
    ObjectNode line = JsonMapper.shared().createObjectNode().put("out", out.toString());
    line.setAll(provenance);
    console.out().println(JsonMapper.shared().writeValueAsString(line));
    console
        .err()
        .println(
            String.format(
                Locale.ROOT,
                "%s: %,d weights in %s, %s, of %s (%s, %s)",
                out,
                summary.parameters(),
                dtype.dtype().name().toLowerCase(Locale.ROOT),
                Size.of(summary.parameters() * dtype.dtype().bytes()),
                file.getFileName(),
                Size.of(Files.size(file)),
                String.join(", ", summary.types().keySet())));
  }
}
