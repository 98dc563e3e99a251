package io.didact.model.checkpoint;

import io.didact.model.decoder.Complaints;
import io.didact.tensor.DType;
import io.didact.tensor.ShardedRow;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The safetensors format: 8 bytes little-endian header length, a JSON header, raw tensors.
 *
 * <p>Files are foreign bytes: lengths, shapes, types and offsets are checked against the file's
 * size before anything is read, and every complaint names the file and the entry.
 */
public final class Safetensors {
  /** The format's own bound on the header. */
  private static final long MAX_HEADER_BYTES = 100_000_000;

  /** Elements that are converted at once. */
  private static final long STAGED_ELEMENTS = 1 << 20;

  private Safetensors() {}

  /**
   * One entry of a file.
   *
   * @param start first byte of the tensor, counted from the start of the file
   */
  record Entry(String name, DType dtype, long[] shape, long start, long end) {
    long elements() {
      return (end - start) / dtype.bytes();
    }

    /** Some of the numbers of a row. */
    Entry run(long from, long length) {
      long first = start + from * dtype.bytes();
      return new Entry(name, dtype, new long[] {length}, first, first + length * dtype.bytes());
    }
  }

  /** Names of a file's tensors. */
  public static Set<String> names(Path file) throws IOException {
    return readHeader(file).keySet();
  }

  /** A file's entries by name, in the order of their bytes. */
  static Map<String, Entry> readHeader(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size < 8) {
        throw new IOException(file + ": not a safetensors file, it has only " + size + " bytes");
      }
      long headerBytes = readFully(channel, 0, 8, file).order(ByteOrder.LITTLE_ENDIAN).getLong();
      if (headerBytes < 2 || headerBytes > Math.min(MAX_HEADER_BYTES, size - 8)) {
        throw new IOException(
            file
                + ": not a safetensors file or truncated: its header claims "
                + Long.toUnsignedString(headerBytes)
                + " bytes, the file has "
                + size);
      }
      ByteBuffer header = readFully(channel, 8, (int) headerBytes, file);
      return SafetensorsHeader.parse(
          file, StandardCharsets.UTF_8.decode(header).toString(), 8 + headerBytes, size);
    }
  }

  private static ByteBuffer readFully(FileChannel channel, long at, int length, Path file)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, at + buffer.position()) < 0) {
        throw new IOException(file + ": truncated while it was read");
      }
    }
    return buffer.flip();
  }

  /** The element type that the format calls so; null where it is none of ours. */
  static @Nullable DType dtype(String name) {
    return Arrays.stream(DType.values())
        .filter(each -> name(each).equals(name))
        .findFirst()
        .orElse(null);
  }

  private static String name(DType dtype) {
    return switch (dtype) {
      case FLOAT64 -> "F64";
      case FLOAT32 -> "F32";
      case FLOAT16 -> "F16";
      case BFLOAT16 -> "BF16";
      case INT64 -> "I64";
      case UINT8 -> "U8";
      case BOOL -> "BOOL";
    };
  }

  /**
   * Reads one entry of an open file into a tensor of the same shape, converting its type. Where the
   * types are equal the bytes go straight to their place; else through a few megabytes at a time.
   *
   * @param target contiguous
   */
  static void copy(FileChannel file, Entry entry, Tensor target) throws IOException {
    if (entry.dtype() == target.dtype()) {
      target.readFrom(file, entry.start());
      return;
    }
    try (TensorScope scope = new TensorScope()) {
      Tensor flat = target.view(-1);
      Tensor staged = Tensor.empty(entry.dtype(), Math.min(entry.elements(), STAGED_ELEMENTS));
      for (long at = 0; at < entry.elements(); at += STAGED_ELEMENTS) {
        try (TensorScope piece = new TensorScope()) {
          long length = Math.min(STAGED_ELEMENTS, entry.elements() - at);
          Tensor some = staged.narrow(0, 0, length);
          some.readFrom(file, entry.start() + at * entry.dtype().bytes());
          flat.narrow(0, at, length).copy_(some);
        }
      }
    }
  }

  /**
   * Writes named tensors, one after another; the caller syncs and renames the file.
   *
   * @param tensors contiguous tensors by name
   */
  public static void write(Path file, Map<String, Tensor> tensors) throws IOException {
    List<WrittenTensor> all = new ArrayList<>();
    tensors.forEach((name, tensor) -> all.add(WrittenTensor.of(name, tensor)));
    write(file, all);
  }

  /** Writes tensors, one after another, each when its turn comes. */
  public static void write(Path file, List<WrittenTensor> tensors) throws IOException {
    try (FileChannel out =
        FileChannel.open(
            file,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      byte[] header = header(tensors);
      ByteBuffer start = ByteBuffer.allocate(8 + header.length).order(ByteOrder.LITTLE_ENDIAN);
      start.putLong(header.length).put(header).flip();
      while (start.hasRemaining()) {
        out.write(start);
      }
      long end = out.position();
      for (WrittenTensor tensor : tensors) {
        tensor.content().writeTo(out);
        end += tensor.bytes();
        if (out.position() != end) {
          throw new IllegalStateException(tensor.name() + " is not as long as its shape says");
        }
      }
    }
  }

  private static byte[] header(List<WrittenTensor> tensors) {
    ObjectNode json = JsonMapper.shared().createObjectNode();
    json.putObject("__metadata__").put("format", "pt");
    long at = 0;
    for (WrittenTensor tensor : tensors) {
      long end = at + tensor.bytes();
      ObjectNode entry = json.putObject(tensor.name()).put("dtype", name(tensor.dtype()));
      for (long size : tensor.shape()) {
        entry.withArray("shape").add(size);
      }
      if (tensor.shape().length == 0) {
        entry.putArray("shape");
      }
      entry.putArray("data_offsets").add(at).add(end);
      at = end;
    }
    String text = JsonMapper.shared().writeValueAsString(json);
    int padded = (text.getBytes(StandardCharsets.UTF_8).length + 7) / 8 * 8;
    byte[] bytes = Arrays.copyOf(text.getBytes(StandardCharsets.UTF_8), padded);
    Arrays.fill(bytes, text.getBytes(StandardCharsets.UTF_8).length, padded, (byte) ' ');
    return bytes;
  }

  /**
   * Reads the named tensors of one file into given tensors of the same shapes.
   *
   * @throws IOException naming tensors that are missing, unexpected or of another shape
   */
  public static void read(Path file, Map<String, Tensor> targets) throws IOException {
    Map<String, Entry> entries = readHeader(file);
    Map<String, long[]> shapes = new TreeMap<>();
    targets.forEach((name, target) -> shapes.put(name, target.shape()));
    requireShapes(file, entries, shapes);
    try (FileChannel open = FileChannel.open(file, StandardOpenOption.READ)) {
      for (Entry entry : entries.values()) {
        copy(open, entry, Objects.requireNonNull(targets.get(entry.name())));
      }
    }
  }

  /**
   * Reads rows, of which a rank may want its part alone.
   *
   * @throws IOException naming tensors that are missing, unexpected or of another shape
   */
  public static void readRows(Path file, Map<String, ShardedRow> rows) throws IOException {
    Map<String, Entry> entries = readHeader(file);
    Map<String, long[]> shapes = new TreeMap<>();
    rows.forEach((name, row) -> shapes.put(name, new long[] {row.partition().size()}));
    requireShapes(file, entries, shapes);
    try (FileChannel open = FileChannel.open(file, StandardOpenOption.READ)) {
      for (Entry entry : entries.values()) {
        ShardedRow row = Objects.requireNonNull(rows.get(entry.name()));
        for (int run = 0; run < row.partition().runs(); run++) {
          Tensor part = row.parts().get(run);
          copy(open, entry.run(row.partition().startOfOwn(run), part.elements()), part);
        }
      }
    }
  }

  private static void requireShapes(
      Path file, Map<String, Entry> entries, Map<String, long[]> shapes) throws IOException {
    List<String> wrong = new ArrayList<>();
    shapes.forEach((name, shape) -> requireShape(name, entries.get(name), shape, wrong));
    entries.keySet().stream()
        .filter(name -> !shapes.containsKey(name))
        .forEach(name -> wrong.add(name + " is unexpected"));
    if (!wrong.isEmpty()) {
      throw new IOException(file + ": " + Complaints.join(wrong));
    }
  }

  private static void requireShape(
      String name, @Nullable Entry entry, long[] shape, List<String> wrong) {
    if (entry == null) {
      wrong.add(name + " is missing");
    } else if (!Arrays.equals(entry.shape(), shape)) {
      wrong.add(
          "%s has shape %s, wanted %s"
              .formatted(name, Arrays.toString(entry.shape()), Arrays.toString(shape)));
    }
  }
}
