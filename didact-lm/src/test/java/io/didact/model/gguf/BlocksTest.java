package io.didact.model.gguf;

import static org.assertj.core.api.Assertions.assertThat;

import io.didact.model.checkpoint.GoldenModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Blocks with all bit patterns against values that an independent reference has decoded. */
class BlocksTest {
  @Test
  void everyTypeIsDecodedToTheBit() throws IOException {
    JsonNode golden = GoldenModel.json("gguf/blocks.json");
    List<String> readable =
        Arrays.stream(GgmlType.values()).filter(GgmlType::isReadable).map(GgmlType::name).toList();
    List<String> names = new ArrayList<>(golden.propertyNames());
    assertThat(names).containsExactlyInAnyOrderElementsOf(readable);
    for (String name : names) {
      GgmlType type = GgmlType.valueOf(name);
      byte[] raw = Base64.getDecoder().decode(golden.path(name).path("bytes").stringValue());
      byte[] values = Base64.getDecoder().decode(golden.path(name).path("values").stringValue());
      int blocks = raw.length / type.bytes();
      float[] decoded = new float[blocks * type.elements()];
      type.decode(raw, blocks, decoded);
      assertThat(bits(decoded)).as(name).isEqualTo(ByteBuffer.wrap(values));
    }
  }

  private static ByteBuffer bits(float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return bytes.flip();
  }

  /**
   * A half is (−1)^s · 2^(e − 15) · (1 + m/1024), with e = 0: 2^(−14) · m/1024, e = 31: ∞ or NaN.
   */
  @Test
  void everyHalf() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      int exponent = (bits >> 10) & 31;
      double mantissa = (bits & 1023) / 1024.0;
      double magnitude =
          exponent == 0 ? Math.scalb(mantissa, -14) : Math.scalb(1 + mantissa, exponent - 15);
      if (exponent == 31) {
        magnitude = mantissa == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
      }
      float half = Blocks.half(new byte[] {(byte) bits, (byte) (bits >> 8)}, 0);
      assertThat(Float.valueOf(half))
          .isEqualTo(Float.valueOf((float) (bits < 1 << 15 ? magnitude : -magnitude)));
    }
  }
}
