package io.didact.model.gguf;

import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a key's value can be, by the format's number (the ordinal). */
enum ValueKind {
  U8(1),
  I8(1),
  U16(2),
  I16(2),
  U32(4),
  I32(4),
  F32(4),
  BOOL(1),
  STRING(8),
  ARRAY(12),
  U64(8),
  I64(8),
  F64(8);

  /** Chat templates are the longest texts. */
  private static final int MOST_TEXT_BYTES = 16 << 20;

  private final int bytes;

  ValueKind(int bytes) {
    this.bytes = bytes;
  }

  static Optional<ValueKind> of(int number) {
    return Arrays.stream(values()).filter(kind -> kind.ordinal() == number).findFirst();
  }

  /** Bytes that a value takes at least; all of them but for texts and arrays. */
  int bytes() {
    return bytes;
  }

  boolean isNumber() {
    return this != STRING && this != ARRAY && this != BOOL;
  }

  boolean isInteger() {
    return isNumber() && this != F32 && this != F64;
  }

  /** As it is called in messages. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads a value that is no array.
   *
   * @return Long (BigInteger from 2⁶³ on), Float, Double, Boolean or String
   */
  Object read(GgufInput in, String key) throws IOException {
    return switch (this) {
      case U8 -> (long) (in.i8(key) & 0xFF);
      case I8 -> (long) in.i8(key);
      case U16 -> (long) (in.i16(key) & 0xFFFF);
      case I16 -> (long) in.i16(key);
      case U32 -> in.i32(key) & 0xFFFFFFFFL;
      case I32 -> (long) in.i32(key);
      case I64 -> in.i64(key);
      case U64 -> unsigned(in.i64(key));
      case F32 -> Float.intBitsToFloat(in.i32(key));
      case F64 -> Double.longBitsToDouble(in.i64(key));
      case BOOL -> bool(in, key);
      case STRING -> in.text(MOST_TEXT_BYTES, key);
      case ARRAY -> throw new IllegalStateException("arrays are not read here");
    };
  }

  private static Object unsigned(long bits) {
    return bits >= 0 ? (Object) bits : new BigInteger(Long.toUnsignedString(bits));
  }

  private static Boolean bool(GgufInput in, String key) throws IOException {
    byte value = in.i8(key);
    if (value != 0 && value != 1) {
      throw in.wrong(key + " is neither true nor false but " + value);
    }
    return value == 1;
  }
}
