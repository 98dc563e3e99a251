package io.didact.model.gguf;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The numbers of a tensor, a piece at a time: a file may be larger than the memory. */
final class TensorValues {
  /** Elements that are decoded together, where there is no reason for more. */
  private static final int PIECE = 1 << 20;

  /** A piece of a tensor whose rows change places is a head. */
  private static final long MOST_PIECE = 1 << 28;

  private static final long MOST_FACTORS = 1 << 16;

  private TensorValues() {}

  /** Takes the numbers, in order. */
  interface Taker {
    /**
     * @param values of which the first {@code count} are meant; overwritten afterwards
     */
    void take(float[] values, int count) throws IOException;
  }

  /** All of a small tensor. */
  static float[] all(GgufFile file, GgufTensor tensor) throws IOException {
    requireReadable(file, tensor);
    if (tensor.elements() > MOST_FACTORS) {
      throw file.metadata().wrong(tensor.name() + " has " + tensor.elements() + " elements");
    }
    float[] values = new float[(int) tensor.elements()];
    decode(file, tensor, 0, values.length, values);
    return values;
  }

  /** The numbers of a tensor as they are elsewhere. */
  static void each(GgufFile file, ConvertedTensor tensor, Taker taker) throws IOException {
    GgufTensor source = tensor.source();
    requireReadable(file, source);
    long piece = pieceOf(tensor);
    if (piece > MOST_PIECE) {
      throw file.metadata().wrong(source.name() + " has a head of " + piece + " numbers");
    }
    if (piece % source.type().elements() != 0) {
      throw file.metadata().wrong(source.name() + " has heads that share blocks");
    }
    long all = source.elements();
    float[] values = new float[(int) Math.min(piece, all)];
    float[] moved = new float[tensor.headRows() == 0 ? 0 : values.length];
    for (long at = 0; at < all; at += piece) {
      int count = (int) Math.min(piece, all - at);
      decode(file, source, at, count, values);
      if (tensor.minusOne()) {
        for (int i = 0; i < count; i++) {
          values[i] -= 1;
        }
      }
      if (tensor.headRows() > 0) {
        separate(values, tensor.headRows(), moved);
        taker.take(moved, count);
      } else {
        taker.take(values, count);
      }
    }
  }

  private static long pieceOf(ConvertedTensor tensor) {
    if (tensor.headRows() == 0) {
      return PIECE; // a multiple of every block
    }
    GgufTensor source = tensor.source();
    return tensor.headRows() * (source.elements() / source.shape()[0]);
  }

  /** Rows in pairs (2i, 2i + 1) → all the first ones, then all the second ones. */
  private static void separate(float[] from, int rows, float[] to) {
    int columns = from.length / rows;
    for (int row = 0; row < rows; row++) {
      int place = row % 2 * (rows / 2) + row / 2;
      System.arraycopy(from, row * columns, to, place * columns, columns);
    }
  }

  private static void requireReadable(GgufFile file, GgufTensor tensor) throws IOException {
    if (!tensor.type().isReadable()) {
      throw file.metadata().wrong(tensor.name() + " is of type " + tensor.type());
    }
  }

  /** Whole blocks from one element on. */
  private static void decode(GgufFile file, GgufTensor tensor, long from, int count, float[] values)
      throws IOException {
    GgmlType type = tensor.type();
    int blocks = count / type.elements();
    byte[] raw = new byte[Math.multiplyExact(blocks, type.bytes())];
    file.source()
        .readFully(ByteBuffer.wrap(raw), tensor.start() + from / type.elements() * type.bytes());
    type.decode(raw, blocks, values);
  }
}
