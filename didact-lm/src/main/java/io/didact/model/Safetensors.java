package io.didact.model;

import io.didact.tensor.DType;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
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

  private static final int COPY_BYTES = 1 << 20;

  /** A name that stands twice in a header is an error, not a choice. */
  private static final JsonMapper HEADERS =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

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
      return parse(file, StandardCharsets.UTF_8.decode(header).toString(), 8 + headerBytes, size);
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

  /** Parses and checks a header; {@code data} is where the tensors begin. */
  static Map<String, Entry> parse(Path file, String header, long data, long size)
      throws IOException {
    JsonNode json;
    try {
      json = HEADERS.readTree(header);
    } catch (JacksonException e) {
      throw new IOException(file + ": the header is not JSON: " + e.getOriginalMessage(), e);
    }
    if (!json.isObject()) {
      throw new IOException(file + ": the header is not a JSON object");
    }
    List<Entry> entries = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : json.properties()) {
      if (!field.getKey().equals("__metadata__")) {
        entries.add(entry(file, field.getKey(), field.getValue(), data, size));
      }
    }
    entries.sort(Comparator.comparingLong(Entry::start).thenComparingLong(Entry::end));
    Map<String, Entry> byName = new LinkedHashMap<>();
    long free = data;
    for (Entry entry : entries) {
      if (entry.start() < free) {
        throw new IOException(file + ": " + entry.name() + " overlaps the tensor before it");
      }
      free = entry.end();
      byName.put(entry.name(), entry);
    }
    return byName;
  }

  private static Entry entry(Path file, String name, JsonNode json, long data, long size)
      throws IOException {
    String where = file + ": " + name + ": ";
    DType dtype = dtype(where, json.path("dtype").asString(""));
    JsonNode dims = json.path("shape");
    JsonNode offsets = json.path("data_offsets");
    if (!dims.isArray() || dims.size() > 8 || !offsets.isArray() || offsets.size() != 2) {
      throw new IOException(where + "shape or data_offsets missing or malformed");
    }
    long[] shape = new long[dims.size()];
    long bytes = dtype.bytes();
    for (int i = 0; i < shape.length; i++) {
      shape[i] = wholeNumber(where, dims.get(i));
      try {
        bytes = Math.multiplyExact(bytes, shape[i]);
      } catch (ArithmeticException e) {
        throw new IOException(where + "its shape overflows", e);
      }
    }
    long start = wholeNumber(where, offsets.get(0));
    long end = wholeNumber(where, offsets.get(1));
    if (end < start || end - start != bytes) {
      throw new IOException(
          where
              + "shape "
              + Arrays.toString(shape)
              + " needs "
              + bytes
              + " bytes, data_offsets give "
              + (end - start));
    }
    if (end > size - data) {
      throw new IOException(
          where + "ends at byte " + (data + end) + ", the file has " + size + " (truncated?)");
    }
    return new Entry(name, dtype, shape, data + start, data + end);
  }

  private static long wholeNumber(String where, JsonNode node) throws IOException {
    if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < 0) {
      throw new IOException(where + node + " is not a size or an offset");
    }
    return node.longValue();
  }

  private static DType dtype(String where, String name) throws IOException {
    return switch (name) {
      case "F64" -> DType.FLOAT64;
      case "F32" -> DType.FLOAT32;
      case "F16" -> DType.FLOAT16;
      case "BF16" -> DType.BFLOAT16;
      case "I64" -> DType.INT64;
      case "U8" -> DType.UINT8;
      case "BOOL" -> DType.BOOL;
      default -> throw new IOException(where + "dtype " + name + " is not supported");
    };
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

  /** Copies one entry of a mapped file into a tensor of the same shape, converting its type. */
  static void copy(Tensor mapped, Entry entry, Tensor target) {
    try (TensorScope scope = new TensorScope()) {
      Tensor bytes = mapped.narrow(0, entry.start(), entry.end() - entry.start());
      boolean aligned = entry.start() % entry.dtype().bytes() == 0;
      target.copy_((aligned ? bytes : bytes.copy()).viewAs(entry.dtype()).view(entry.shape()));
    }
  }

  /**
   * Writes named tensors, one after another; the caller syncs and renames the file.
   *
   * @param tensors contiguous tensors by name
   */
  public static void write(Path file, Map<String, Tensor> tensors) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      byte[] header = header(tensors);
      out.write(
          ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).array());
      out.write(header);
      byte[] buffer = new byte[COPY_BYTES];
      for (Tensor tensor : tensors.values()) {
        long bytes = tensor.elements() * tensor.dtype().bytes();
        for (long at = 0; at < bytes; at += buffer.length) {
          int length = (int) Math.min(buffer.length, bytes - at);
          tensor.readBytes(at, buffer, length);
          out.write(buffer, 0, length);
        }
      }
    }
  }

  private static byte[] header(Map<String, Tensor> tensors) {
    ObjectNode json = JsonMapper.shared().createObjectNode();
    json.putObject("__metadata__").put("format", "pt");
    long at = 0;
    for (Map.Entry<String, Tensor> each : tensors.entrySet()) {
      Tensor tensor = each.getValue();
      long end = at + tensor.elements() * tensor.dtype().bytes();
      ObjectNode entry = json.putObject(each.getKey()).put("dtype", name(tensor.dtype()));
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
    List<String> wrong = new ArrayList<>();
    targets.forEach(
        (name, target) -> {
          Entry entry = entries.get(name);
          if (entry == null) {
            wrong.add(name + " is missing");
          } else if (!Arrays.equals(entry.shape(), target.shape())) {
            wrong.add(
                name
                    + " has shape "
                    + Arrays.toString(entry.shape())
                    + ", wanted "
                    + Arrays.toString(target.shape()));
          }
        });
    entries.keySet().stream()
        .filter(name -> !targets.containsKey(name))
        .forEach(name -> wrong.add(name + " is unexpected"));
    if (!wrong.isEmpty()) {
      throw new IOException(file + ": " + Complaints.join(wrong));
    }
    try (TensorScope scope = new TensorScope()) {
      Tensor mapped = Tensor.mapFile(file, Files.size(file));
      for (Entry entry : entries.values()) {
        Tensor target = targets.get(entry.name());
        if (target != null) {
          copy(mapped, entry, target);
        }
      }
    }
  }
}
