package io.didact.model.gguf;

import io.didact.model.checkpoint.Companions;
import io.didact.model.checkpoint.Shards;
import io.didact.model.checkpoint.WrittenTensor;
import io.didact.model.decoder.Complaints;
import io.didact.model.decoder.DecoderConfig;
import io.didact.model.decoder.ParameterLayout;
import io.didact.tensor.DType;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.text.Tokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A model in a GGUF file. Opening it reads its keys and the places of its tensors; weights are read
 * a piece at a time when it is written as a directory.
 */
public final class GgufModel implements AutoCloseable {
  private final FileSource source;
  private final GgufFile file;

  /** Told how many bytes of weights are written. */
  public interface Progress {
    void onBytes(long done, long total);
  }

  private record FileSource(String name, FileChannel channel) implements Source {
    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      return channel.read(target, position);
    }
  }

  private GgufModel(FileSource source) throws IOException {
    this.source = source;
    this.file = GgufFile.read(source);
  }

  /** Whether a file begins as GGUF does, whatever its name. */
  public static boolean isGguf(Path file) {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] first = in.readNBytes(4);
      return first.length == 4
          && ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN).getInt() == GgufFile.MAGIC;
    } catch (IOException e) {
      return false; // whoever reads it says why
    }
  }

  /**
   * Opens a file.
   *
   * @throws IOException where it is no GGUF file, damaged, or of a kind that is not read
   */
  public static GgufModel open(Path path) throws IOException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    try {
      return new GgufModel(new FileSource(path.toString(), channel));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    source.channel().close();
  }

  GgufFile file() {
    return file;
  }

  /** What the file holds, and whether it can be converted. */
  public GgufSummary summary() {
    return GgufSummary.of(file, () -> check(file));
  }

  /**
   * What a model directory has of it.
   *
   * @param unread keys of the architecture that nobody asked for
   */
  private record Plan(ObjectNode config, List<ConvertedTensor> tensors, List<String> unread) {}

  /** Without a check against the families that can be loaded. */
  private static Plan plan(GgufFile file) throws IOException {
    Architecture architecture = Architectures.of(file);
    refuseUnreadable(file);
    ObjectNode config = architecture.config(file);
    List<ConvertedTensor> tensors = architecture.tensors(file);
    return new Plan(config, tensors, new ModelKeys(file, architecture.name()).unread());
  }

  private static void refuseUnreadable(GgufFile file) throws IOException {
    String type = file.metadata().text("general.type", "model");
    if (!type.equals("model")) {
      throw file.metadata().wrong("general.type is " + type + ": not a whole model");
    }
    List<String> unreadable =
        file.tensors().values().stream()
            .filter(tensor -> !tensor.type().isReadable())
            .map(tensor -> tensor.name() + " " + tensor.type())
            .toList();
    if (!unreadable.isEmpty()) {
      throw file.metadata()
          .wrong(
              "tensors of types that are not read: "
                  + Complaints.join(unreadable)
                  + "; read are "
                  + GgmlType.readable());
    }
  }

  /**
   * Makes all that is made before weights are read.
   *
   * @return what is not wrong and should be known
   * @throws IOException where it cannot be converted
   */
  static List<String> check(GgufFile file) throws IOException {
    Plan plan = plan(file);
    requireFits(file, plan);
    TokenizerJson.of(file.metadata()).write(OutputStream.nullOutputStream());
    return plan.unread().isEmpty()
        ? List.of()
        : List.of("keys that are not used: " + Complaints.join(plan.unread()));
  }

  /** The tensors must be those that the decoder has, by name and shape. */
  private static void requireFits(GgufFile file, Plan plan) throws IOException {
    DecoderConfig config;
    try {
      config = DecoderConfig.fromJson(plan.config());
    } catch (IllegalArgumentException e) {
      throw new IOException(file.source().name() + ": " + e.getMessage(), e);
    }
    Map<String, long[]> found = new LinkedHashMap<>();
    plan.tensors().forEach(tensor -> found.put(tensor.name(), tensor.shape()));
    List<String> wrong = new ArrayList<>();
    for (ParameterLayout.Part part : ParameterLayout.of(config).parts()) {
      long[] shape = found.remove(part.name());
      if (shape == null) {
        wrong.add(part.name() + " is missing");
      } else if (!Arrays.equals(shape, part.shape())) {
        wrong.add(
            "%s is %s, the keys ask for %s"
                .formatted(part.name(), Arrays.toString(shape), Arrays.toString(part.shape())));
      }
    }
    found.keySet().forEach(name -> wrong.add(name + " is unexpected"));
    if (!wrong.isEmpty()) {
      throw file.metadata().wrong(Complaints.join(wrong));
    }
  }

  /**
   * Writes all files of a model directory into an existing one.
   *
   * @param dtype of the weights
   * @param shardBytes most bytes of weights in one file
   * @throws IOException where it cannot be converted, which is told before weights are written; or
   *     a number does not fit into the type
   */
  public void write(Path directory, DType dtype, long shardBytes, Progress progress)
      throws IOException {
    Plan plan = plan(file);
    requireFits(file, plan);
    write(plan, directory, dtype, shardBytes, progress);
  }

  /** {@link #write} of what may be of a family that cannot be loaded. */
  void writeUnchecked(Path directory, DType dtype, long shardBytes) throws IOException {
    write(plan(file), directory, dtype, shardBytes, (done, total) -> {});
  }

  private void write(
      Plan plan, Path directory, DType dtype, long shardBytes, Progress progress)
      throws IOException {
    ObjectNode config = plan.config().put("torch_dtype", dtype.name().toLowerCase(Locale.ROOT));
    TokenizerJson tokenizer = TokenizerJson.of(file.metadata());
    json(directory, Companions.CONFIG, config);
    json(directory, Companions.GENERATION, SmallFiles.generation(tokenizer.vocabulary()));
    json(
        directory,
        "tokenizer_config.json",
        SmallFiles.tokenizer(
            tokenizer.vocabulary(), config.path("max_position_embeddings").intValue()));
    try (OutputStream out = Files.newOutputStream(directory.resolve(Tokenizer.FILE_NAME))) {
      tokenizer.write(out);
    }
    long total = plan.tensors().stream().mapToLong(t -> t.source().elements() * dtype.bytes()).sum();
    Written written = new Written(dtype, total, progress);
    Shards.write(
        directory, plan.tensors().stream().map(written::tensor).toList(), shardBytes);
  }

  private static void json(Path directory, String name, ObjectNode content) throws IOException {
    Files.write(
        directory.resolve(name),
        JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsBytes(content));
  }

  /** Writes tensors and counts their bytes. */
  private final class Written {
    private final DType dtype;
    private final long total;
    private final Progress progress;
    private long done;

    Written(DType dtype, long total, Progress progress) {
      this.dtype = dtype;
      this.total = total;
      this.progress = progress;
    }

    WrittenTensor tensor(ConvertedTensor tensor) {
      return new WrittenTensor(
          tensor.name(),
          tensor.shape(),
          dtype,
          out ->
              TensorValues.each(
                  file, tensor, (values, count) -> append(tensor, values, count, out)));
    }

    private void append(ConvertedTensor tensor, float[] values, int count, FileChannel out)
        throws IOException {
      float[] some = count == values.length ? values : Arrays.copyOf(values, count);
      if (dtype == DType.FLOAT16) {
        requireHalves(tensor, some);
      }
      try (TensorScope scope = new TensorScope()) {
        Tensor.ofFloats(some, count).to(dtype).writeTo(out);
      }
      done += (long) count * dtype.bytes();
      progress.onBytes(done, total);
    }

    private void requireHalves(ConvertedTensor tensor, float[] values) throws IOException {
      for (float value : values) {
        if (Math.abs(value) >= 65_520 && Float.isFinite(value)) { // rounds to infinity
          throw file.metadata()
              .wrong(
                  "%s has %s, which 16 bits of this kind cannot hold; take bf16 or f32"
                      .formatted(tensor.source().name(), value));
        }
      }
    }
  }
}
