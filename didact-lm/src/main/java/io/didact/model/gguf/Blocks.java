package io.didact.model.gguf;

/**
 * The blocks of ggml (its {@code ggml-quants.c}). A product of a half and small whole numbers fits
 * into the 24 bits of a float, so every value is rounded once, whatever the order.
 */
final class Blocks {
  private Blocks() {}

  static void f32(byte[] b, int from, float[] x, int at) {
    x[at] = Float.intBitsToFloat(u16(b, from) | (u16(b, from + 2) << 16));
  }

  static void f16(byte[] b, int from, float[] x, int at) {
    x[at] = half(b, from);
  }

  static void bf16(byte[] b, int from, float[] x, int at) {
    x[at] = Float.intBitsToFloat(u16(b, from) << 16);
  }

  /** d · (nibble − 8). */
  static void q40(byte[] b, int from, float[] x, int at) {
    float d = half(b, from);
    for (int j = 0; j < 16; j++) {
      int q = b[from + 2 + j];
      x[at + j] = d * ((q & 15) - 8);
      x[at + j + 16] = d * (((q >> 4) & 15) - 8);
    }
  }

  /** d · nibble + m. */
  static void q41(byte[] b, int from, float[] x, int at) {
    float d = half(b, from);
    float m = half(b, from + 2);
    for (int j = 0; j < 16; j++) {
      int q = b[from + 4 + j];
      x[at + j] = d * (q & 15) + m;
      x[at + j + 16] = d * ((q >> 4) & 15) + m;
    }
  }

  /** d · (5 bits − 16); the fifth bits lie before the nibbles. */
  static void q50(byte[] b, int from, float[] x, int at) {
    float d = half(b, from);
    int high = u16(b, from + 2) | (u16(b, from + 4) << 16);
    for (int j = 0; j < 16; j++) {
      int q = b[from + 6 + j];
      x[at + j] = d * (((q & 15) | (((high >>> j) & 1) << 4)) - 16);
      x[at + j + 16] = d * ((((q >> 4) & 15) | (((high >>> (j + 16)) & 1) << 4)) - 16);
    }
  }

  /** d · 5 bits + m. */
  static void q51(byte[] b, int from, float[] x, int at) {
    float d = half(b, from);
    float m = half(b, from + 2);
    int high = u16(b, from + 4) | (u16(b, from + 6) << 16);
    for (int j = 0; j < 16; j++) {
      int q = b[from + 8 + j];
      x[at + j] = d * ((q & 15) | (((high >>> j) & 1) << 4)) + m;
      x[at + j + 16] = d * (((q >> 4) & 15) | (((high >>> (j + 16)) & 1) << 4)) + m;
    }
  }

  /** d · q. */
  static void q80(byte[] b, int from, float[] x, int at) {
    float d = half(b, from);
    for (int j = 0; j < 32; j++) {
      x[at + j] = d * b[from + 2 + j];
    }
  }

  /** d · scale · nibble − dmin · min, in eight sub-blocks of 32. */
  static void q4k(byte[] b, int from, float[] x, int at) {
    for (int k = 0; k < 8; k++) {
      float scale = half(b, from) * scale(b, from + 4, k);
      float min = half(b, from + 2) * min(b, from + 4, k);
      int nibbles = from + 16 + k / 2 * 32;
      for (int l = 0; l < 32; l++) {
        x[at + 32 * k + l] = scale * ((b[nibbles + l] >> (k % 2 * 4)) & 15) - min;
      }
    }
  }

  /** As {@link #q4k} with a fifth bit: bit k of the byte at the place in the sub-block. */
  static void q5k(byte[] b, int from, float[] x, int at) {
    for (int k = 0; k < 8; k++) {
      float scale = half(b, from) * scale(b, from + 4, k);
      float min = half(b, from + 2) * min(b, from + 4, k);
      int nibbles = from + 48 + k / 2 * 32;
      for (int l = 0; l < 32; l++) {
        int q = ((b[nibbles + l] >> (k % 2 * 4)) & 15) | (((b[from + 16 + l] >> k) & 1) << 4);
        x[at + 32 * k + l] = scale * q - min;
      }
    }
  }

  /** Six bits: the first four sub-blocks have theirs in the low ones, the others share bytes. */
  private static int scale(byte[] b, int from, int k) {
    return k < 4 ? b[from + k] & 63 : (b[from + k + 4] & 15) | (((b[from + k - 4] >> 6) & 3) << 4);
  }

  private static int min(byte[] b, int from, int k) {
    return k < 4
        ? b[from + k + 4] & 63
        : ((b[from + k + 4] >> 4) & 15) | (((b[from + k] >> 6) & 3) << 4);
  }

  /** d · scale · (6 bits − 32), in two halves of four parts of 32, a scale for each 16. */
  static void q6k(byte[] b, int from, float[] x, int at) {
    float d = half(b, from + 208);
    for (int half = 0; half < 2; half++) {
      int low = from + 64 * half;
      int high = from + 128 + 32 * half;
      int scales = from + 192 + 8 * half;
      for (int p = 0; p < 4; p++) {
        for (int l = 0; l < 32; l++) {
          int q =
              ((b[low + l + 32 * (p & 1)] >> ((p >> 1) * 4)) & 15)
                  | (((b[high + l] >> (2 * p)) & 3) << 4);
          x[at + 128 * half + 32 * p + l] = d * b[scales + l / 16 + 2 * p] * (q - 32);
        }
      }
    }
  }

  private static int u16(byte[] b, int from) {
    return (b[from] & 0xFF) | ((b[from + 1] & 0xFF) << 8);
  }

  /** An IEEE half; infinities and NaN stay what they are. */
  static float half(byte[] b, int from) {
    int bits = u16(b, from);
    int exponent = (bits >> 10) & 31;
    int mantissa = bits & 1023;
    float magnitude =
        switch (exponent) {
          case 0 -> mantissa * 0x1p-24f;
          case 31 -> mantissa == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
          default -> Float.intBitsToFloat(((exponent + 112) << 23) | (mantissa << 13));
        };
    return bits >> 15 == 0 ? magnitude : -magnitude;
  }
}
