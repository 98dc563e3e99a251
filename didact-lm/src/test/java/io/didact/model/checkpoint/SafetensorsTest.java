package io.didact.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.didact.tensor.DType;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {
  @TempDir Path directory;

  /** 0, 1, 2, … in a shape; any type holds the first 200 of them exactly (BOOL: 0 or not). */
  private static Tensor counting(DType dtype, long... shape) {
    long elements = 1;
    for (long size : shape) {
      elements *= size;
    }
    return Tensor.arange(elements).to(dtype).view(shape);
  }

  /** U8 entries of odd length between the others put them at addresses that do not fit them. */
  @Test
  void everyTypeAndShapeComesBack() throws IOException {
    Path file = directory.resolve("all.safetensors");
    try (TensorScope scope = new TensorScope()) {
      Map<String, Tensor> written = new LinkedHashMap<>();
      for (DType dtype : DType.values()) {
        written.put(dtype + " scalar", counting(dtype));
        written.put(dtype + " empty", counting(dtype, 0, 3));
        written.put(dtype + " vector", counting(dtype, 5));
        written.put(dtype + " odd", counting(DType.UINT8, 3));
        written.put(dtype + " \"cube\" ü", counting(dtype, 2, 3, 4));
      }
      Safetensors.write(file, written);
      Map<String, Tensor> read = new LinkedHashMap<>();
      written.forEach((name, t) -> read.put(name, Tensor.full(t.dtype(), 1, t.shape())));
      Safetensors.read(file, read);
      written.forEach(
          (name, expected) -> {
            assertThat(read.get(name).shape()).as(name).isEqualTo(expected.shape());
            assertThat(read.get(name).toDoubles()).as(name).isEqualTo(expected.toDoubles());
          });
    }
    assertThat(Safetensors.readHeader(file).values())
        .allSatisfy(entry -> assertThat(entry.end()).isLessThanOrEqualTo(Files.size(file)));
    assertThat(ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN).getLong())
        .as("tensors begin at a multiple of 8")
        .matches(length -> length % 8 == 0);
  }

  /** 1/3 in 32 bits is 0x3eaaaaab; its upper half rounds up to 0x3eab in bfloat16. */
  @Test
  void bytesAreLittleEndianAndOfTheFormat() throws IOException {
    Path file = directory.resolve("third.safetensors");
    try (TensorScope scope = new TensorScope()) {
      Tensor third = Tensor.ofDoubles(new double[] {1.0 / 3}, 1);
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      tensors.put("f", third.to(DType.FLOAT32));
      tensors.put("b", third.to(DType.FLOAT32).to(DType.BFLOAT16));
      Safetensors.write(file, tensors);
    }
    byte[] bytes = Files.readAllBytes(file);
    int data = 8 + (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    assertThat(new String(bytes, 8, data - 8, StandardCharsets.UTF_8).trim())
        .isEqualTo(
            "{\"__metadata__\":{\"format\":\"pt\"},"
                + "\"f\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                + "\"b\":{\"dtype\":\"BF16\",\"shape\":[1],\"data_offsets\":[4,6]}}");
    assertThat(java.util.Arrays.copyOfRange(bytes, data, bytes.length))
        .containsExactly(0xab, 0xaa, 0xaa, 0x3e, 0xab, 0x3e);
  }

  @Test
  void readNamesAllThatDoesNotFit() throws IOException {
    Path file = directory.resolve("some.safetensors");
    try (TensorScope scope = new TensorScope()) {
      Safetensors.write(
          file, Map.of("a", counting(DType.FLOAT32, 2), "b", counting(DType.FLOAT32, 2)));
      Map<String, Tensor> targets = new LinkedHashMap<>();
      targets.put("b", counting(DType.FLOAT32, 2, 1));
      targets.put("c", counting(DType.FLOAT32, 1));
      assertThatThrownBy(() -> Safetensors.read(file, targets))
          .isInstanceOf(IOException.class)
          .hasMessage(file + ": b has shape [2], wanted [2, 1]; c is missing; a is unexpected");
    }
  }
}
