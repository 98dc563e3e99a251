package io.didact.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import io.didact.tensor.Transfers.Counts;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransfersTest {
  private static Counts counted(Runnable work) {
    Transfers transfers = new Transfers();
    try (TensorScope scope = new TensorScope();
        Transfers.Scope counting = transfers.count()) {
      work.run();
    }
    return transfers.counts();
  }

  @Test
  void eachWayUpIsAWrite() {
    assertThat(counted(() -> Tensor.ofLongs(new long[] {1, 2}, 2)))
        .isEqualTo(new Counts(1, 16, 0, 0));
    assertThat(counted(() -> Tensor.ofInts(new int[] {1, 2, 3})))
        .isEqualTo(new Counts(1, 24, 0, 0));
    assertThat(counted(() -> Tensor.ofFloats(new float[] {1, 2}, 2)))
        .isEqualTo(new Counts(1, 8, 0, 0));
    assertThat(counted(() -> Tensor.ofDoubles(new double[] {1}, 1)))
        .isEqualTo(new Counts(1, 8, 0, 0));
  }

  /** What is converted crosses as what it becomes. */
  @Test
  void eachWayDownIsARead() {
    try (TensorScope scope = new TensorScope()) {
      Tensor three = Tensor.ofFloats(new float[] {1, 2, 3}, 3);
      List<Consumer<Tensor>> ways =
          List.of(Tensor::toDoubles, Tensor::toLongs, Tensor::toFloats, Tensor::norm);
      assertThat(ways.stream().map(way -> counted(() -> way.accept(three))))
          .containsExactly(
              new Counts(0, 0, 1, 24),
              new Counts(0, 0, 1, 24),
              new Counts(0, 0, 1, 12),
              new Counts(0, 0, 1, 16));
      assertThat(counted(three.sum()::item)).isEqualTo(new Counts(0, 0, 1, 4));
      assertThat(counted(three::isFinite)).isEqualTo(new Counts(0, 0, 1, 1));
      assertThat(counted(Tensor.zeros(DType.FLOAT32, 0)::toDoubles))
          .as("nothing is not read")
          .isEqualTo(new Counts(0, 0, 0, 0));
    }
  }

  /** Blocks of zeros are beyond what float32 tells, and read again: all of them together. */
  @Test
  void aNormReadsAtMostTwice() {
    try (TensorScope scope = new TensorScope()) {
      long several = 5 << 21;
      Tensor zeros = Tensor.zeros(DType.FLOAT32, several);
      assertThat(counted(zeros::norm).reads()).isEqualTo(2);
      Tensor ones = Tensor.full(DType.FLOAT32, 1, several);
      assertThat(counted(ones::norm).reads()).isEqualTo(1);
    }
  }

  @Test
  void whatStaysOnTheDeviceIsNotCounted() {
    assertThat(
            counted(
                () -> {
                  Tensor made = Tensor.arange(7).to(DType.FLOAT32).mul(2.0);
                  Tensor.zeros(DType.FLOAT32, 7).copy_(made).softmax(0);
                }))
        .isEqualTo(new Counts(0, 0, 0, 0));
  }

  /** Seven elements of 8 bytes in pieces of three, each way. */
  @Test
  void piecesOfFilesAreCounted(@TempDir Path dir) throws IOException {
    Transfers transfers = new Transfers();
    try (TensorScope scope = new TensorScope();
        FileChannel file =
            FileChannel.open(
                dir.resolve("file"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        Transfers.Scope counting = transfers.count()) {
      Tensor seven = Tensor.zeros(DType.FLOAT64, 7);
      new TensorBytes(seven).writeThroughMainMemory(file, 3);
      new TensorBytes(seven).readThroughMainMemory(file, 0, 3);
    }
    assertThat(transfers.counts()).isEqualTo(new Counts(3, 56, 3, 56));
  }

  @Test
  void workersCountForWhoeverGivesThemWork() {
    Transfers transfers = new Transfers();
    try (Workers two = new Workers(2)) {
      two.onEach(worker -> read());
      try (Transfers.Scope counting = transfers.count()) {
        two.onEach(worker -> read());
        Counts before = transfers.counts();
        two.together(TransfersTest::read);
        assertThat(transfers.counts().since(before).reads()).isEqualTo(1);
      }
      two.onEach(worker -> read());
    }
    assertThat(transfers.counts().reads()).isEqualTo(3);
  }

  private static double read() {
    try (TensorScope scope = new TensorScope()) {
      return Tensor.arange(3).sum().item();
    }
  }

  @Test
  void theInnermostCounts() {
    Transfers inner = new Transfers();
    Counts outer =
        counted(
            () -> {
              read();
              try (Transfers.Scope counting = inner.count()) {
                read();
              }
              read();
            });
    assertThat(outer.reads()).isEqualTo(2);
    assertThat(inner.counts().reads()).isEqualTo(1);
  }
}
