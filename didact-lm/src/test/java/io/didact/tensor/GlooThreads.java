package io.didact.tensor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/** Ranks with connections over TCP that are threads of this process. */
public final class GlooThreads {
  private GlooThreads() {}

  /**
   * What came out, by rank; where one fails it leaves, and what the first of them said is thrown.
   */
  public static <T> List<T> onEach(int size, Duration timeout, Function<GlooGroup, T> work) {
    Libtorch.load(); // from a slow disk it takes longer than ranks wait
    ExecutorService threads = Executors.newFixedThreadPool(size);
    try {
      int port = freePort();
      List<Future<T>> running = new ArrayList<>();
      for (int rank = 0; rank < size; rank++) {
        RankPlace place = new RankPlace(rank, size, rank, "127.0.0.1", port, timeout);
        running.add(threads.submit(() -> asRank(place, work)));
        awaitListening(port);
      }
      List<T> results = new ArrayList<>();
      List<Throwable> failures = new ArrayList<>();
      for (Future<T> each : running) {
        try {
          results.add(each.get());
        } catch (ExecutionException e) {
          failures.add(e.getCause());
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
      failures.sort((a, b) -> Boolean.compare(isLoss(a), isLoss(b)));
      if (!failures.isEmpty()) {
        if (failures.get(0) instanceof RuntimeException failure) {
          throw failure;
        }
        throw new AssertionError(failures);
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }

  private static boolean isLoss(Throwable failure) {
    return failure instanceof LostRankException;
  }

  private static <T> T asRank(RankPlace place, Function<GlooGroup, T> work) {
    try (GlooGroup group = GlooGroup.join(place)) {
      try {
        return work.apply(group);
      } catch (RuntimeException e) {
        group.fail(String.valueOf(e.getMessage()));
        throw e;
      }
    }
  }

  /** Rank 0 first: who comes too early tries again after seconds only. */
  private static void awaitListening(int port) {
    for (int attempt = 0; attempt < 1000; attempt++) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (IOException e) {
        LockSupport.parkNanos(10_000_000);
      }
    }
    throw new AssertionError("rank 0 does not listen on " + port);
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
