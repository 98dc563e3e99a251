package io.didact.tensor;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;

/**
 * The memory of a contiguous tensor (little-endian elements), from and to files. In main memory it
 * is read and written where it lies; a tensor on a GPU goes through main memory piece by piece.
 */
record TensorBytes(Tensor tensor) {
  /** Memory that is read or written in one call. */
  private static final long PIECE_BYTES = 64L << 20;

  /**
   * @param position of the first byte in the file
   * @throws EOFException where the file ends before the tensor does
   */
  void readFrom(FileChannel file, long position) throws IOException {
    if (tensor.device() != Device.CPU) {
      readThroughMainMemory(file, position, PIECE_BYTES / tensor.dtype().bytes());
      return;
    }
    for (ByteBuffer piece : memory()) {
      long start = position;
      position += piece.remaining();
      while (piece.hasRemaining()) {
        int read = file.read(piece, start + piece.position());
        if (read < 0) {
          throw new EOFException("the file ends at byte " + (start + piece.position()));
        }
      }
    }
  }

  /** Appends to the file. */
  void writeTo(FileChannel file) throws IOException {
    if (tensor.device() != Device.CPU) {
      writeThroughMainMemory(file, PIECE_BYTES / tensor.dtype().bytes());
      return;
    }
    for (ByteBuffer piece : memory()) {
      while (piece.hasRemaining()) {
        file.write(piece);
      }
    }
  }

  /** See {@link #readFrom}; at most so many elements at a time. */
  void readThroughMainMemory(FileChannel file, long position, long most) throws IOException {
    for (long at = 0; at < tensor.elements(); at += most) {
      try (TensorScope scope = new TensorScope()) {
        Tensor piece = piece(at, most);
        Tensor host = Tensor.inMainMemory(tensor.dtype(), piece.elements());
        host.readFrom(file, position + at * tensor.dtype().bytes());
        Transfers.wrote(piece);
        piece.copy_(host);
      }
    }
  }

  /** See {@link #writeTo}; at most so many elements at a time. */
  void writeThroughMainMemory(FileChannel file, long most) throws IOException {
    for (long at = 0; at < tensor.elements(); at += most) {
      try (TensorScope scope = new TensorScope()) {
        Tensor piece = piece(at, most);
        Transfers.read(piece);
        Tensor.inMainMemory(tensor.dtype(), piece.elements()).copy_(piece).writeTo(file);
      }
    }
  }

  private Tensor piece(long at, long most) {
    return tensor.view(-1).narrow(0, at, Math.min(most, tensor.elements() - at));
  }

  /** The memory in pieces; no copy, good while the tensor lives. */
  private List<ByteBuffer> memory() {
    if (!tensor.handle().is_contiguous()) {
      throw new IllegalStateException("the bytes of a tensor that is not contiguous");
    }
    List<ByteBuffer> pieces = new ArrayList<>();
    long bytes = tensor.elements() * tensor.dtype().bytes();
    for (long at = 0; at < bytes; at += PIECE_BYTES) {
      BytePointer piece = new BytePointer(tensor.handle().data_ptr()).getPointer(at);
      pieces.add(piece.limit(Math.min(PIECE_BYTES, bytes - at)).asByteBuffer());
    }
    return pieces;
  }
}
