package io.didact.tensor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.StringVector;
import org.bytedeco.pytorch.TCPStore;
import org.bytedeco.pytorch.TCPStoreOptions;

/**
 * Who of the ranks is there: a store of rank 0, in which each says twice a second, and ten times in
 * its timeout, that it lives and what it is at. It is asked when something has failed, to tell
 * which rank it was.
 */
final class RollCall implements AutoCloseable {
  private static final Duration BEAT = Duration.ofMillis(500);

  /** Without so many beats a process is gone. */
  private static final int MISSED = 10;

  /**
   * An operation that fails by time may have waited so many times: for each connection it tried.
   */
  private static final int ATTEMPTS = 6;

  private static final String FAILURE = "failure";
  private static final String LEFT = "left";

  private final RankPlace place;
  private final Duration beat;
  private final Duration silence;
  private final TCPStore store;
  private final Thread beating;
  private volatile boolean closed;
  private volatile String doing = "0 the beginning";

  /**
   * Comes to the store; rank 0 makes it.
   *
   * @throws LostRankException where not all ranks come in time, naming them
   */
  RollCall(RankPlace place) {
    this.place = place;
    Duration most = place.timeout().dividedBy(MISSED);
    this.beat = most.compareTo(BEAT) < 0 ? most : BEAT;
    this.silence = beat.multipliedBy(MISSED);
    this.store = open(place);
    beat(0);
    beating = new Thread(this::beat, "rank " + place.rank() + " lives");
    beating.setDaemon(true);
    beating.start();
    if (!waitUntil(place.timeout(), () -> absent().isEmpty())) {
      List<Integer> absent = absent();
      close();
      throw new LostRankException(
          "%s did not come to %s:%d within %d s"
              .formatted(names(absent), place.host(), place.port(), place.timeout().toSeconds()),
          new IllegalStateException("not all ranks are there"));
    }
  }

  private static TCPStore open(RankPlace place) {
    try (PointerScope scope = new PointerScope()) {
      TCPStoreOptions options =
          new TCPStoreOptions()
              .port((short) place.port())
              .isServer(place.rank() == 0)
              .waitWorkers(false)
              .useLibUV(false)
              .timeout(new Milliseconds(place.timeout().toMillis()));
      TCPStore store = new TCPStore(place.host(), options);
      store.retainReference();
      return store;
    } catch (RuntimeException e) {
      String why = firstLine(e);
      throw new LostRankException(
          place.rank() == 0
              ? "rank 0 cannot listen on %s:%d: %s".formatted(place.host(), place.port(), why)
              : "rank 0 is not to be reached at %s:%d: %s"
                  .formatted(place.host(), place.port(), why),
          e);
    }
  }

  TCPStore store() {
    return store;
  }

  /**
   * Says what this rank is at.
   *
   * @param number of the operation, from 1
   */
  void at(long number, String operation) {
    doing = number + " " + operation;
  }

  private void beat() {
    for (long count = 1; !closed; count++) {
      try {
        beat(count);
      } catch (RuntimeException e) {
        return; // rank 0 is gone, which the next operation finds, too
      }
      LockSupport.parkNanos(beat.toNanos());
    }
  }

  private void beat(long count) {
    try (PointerScope scope = new PointerScope()) {
      store.set("beat/" + place.rank(), count + " " + doing);
    }
  }

  private List<Integer> absent() {
    List<Integer> absent = new ArrayList<>();
    for (int rank = 0; rank < place.size(); rank++) {
      if (read("beat/" + rank).isEmpty()) {
        absent.add(rank);
      }
    }
    return absent;
  }

  /** What is in the store under a name; empty where there is nothing. */
  private String read(String key) {
    try (PointerScope scope = new PointerScope()) {
      return store.check(new StringVector(key)) ? store.get_to_str(key) : "";
    }
  }

  private Map<Integer, String> beats() {
    Map<Integer, String> beats = new TreeMap<>();
    for (int rank = 0; rank < place.size(); rank++) {
      beats.put(rank, read("beat/" + rank));
    }
    return beats;
  }

  /** Tells the others why this rank leaves; the first that says so is believed. */
  String tell(String message) {
    try (PointerScope scope = new PointerScope()) {
      return store.compareSet(FAILURE, "", message);
    } catch (RuntimeException e) {
      return message; // rank 0 is gone
    }
  }

  /** Which rank it is that an operation failed by. */
  LostRankException explain(RuntimeException failure) {
    try {
      String said = read(FAILURE);
      return new LostRankException(said.isEmpty() ? tell(find(failure)) : said, failure);
    } catch (RuntimeException e) {
      return new LostRankException("rank 0 is gone, and its store with it", failure);
    }
  }

  private String find(RuntimeException failure) {
    Map<Integer, String> silent = new TreeMap<>(beats());
    String[] said = {""};
    waitUntil(
        silence,
        () -> {
          said[0] = read(FAILURE);
          Map<Integer, String> now = beats();
          silent.entrySet().removeIf(each -> !each.getValue().equals(now.get(each.getKey())));
          return silent.isEmpty() || !said[0].isEmpty();
        });
    if (!said[0].isEmpty()) {
      return said[0];
    }
    return silent.isEmpty() ? late(failure) : names(silent.keySet()) + " is gone";
  }

  /** Who is behind, where all live. */
  private String late(RuntimeException failure) {
    long own = Long.parseLong(doing.split(" ")[0]);
    List<Integer> late = new ArrayList<>();
    StringBuilder where = new StringBuilder();
    beats()
        .forEach(
            (rank, beat) -> {
              String[] words = beat.split(" ", 3);
              boolean other = !words[2].equals(doing.split(" ", 2)[1]);
              if (Long.parseLong(words[1]) < own || (Long.parseLong(words[1]) == own && other)) {
                late.add(rank);
                where.append(" (last at ").append(words[2]).append(')');
              }
            });
    return late.isEmpty()
        ? "the ranks lost one another: " + firstLine(failure)
        : "%s did not come to %s within %d s%s"
            .formatted(names(late), doing.split(" ", 2)[1], place.timeout().toSeconds(), where);
  }

  private static String names(Iterable<Integer> ranks) {
    List<String> names = new ArrayList<>();
    ranks.forEach(rank -> names.add(rank.toString()));
    return (names.size() == 1 ? "rank " : "ranks ") + String.join(", ", names);
  }

  private static boolean waitUntil(Duration most, BooleanSupplier reached) {
    long end = System.nanoTime() + most.toNanos();
    while (!reached.getAsBoolean()) {
      if (System.nanoTime() > end || Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
    return true;
  }

  static String firstLine(RuntimeException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  /** Leaves; rank 0 as the last, so that the others can read what was said. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(beating);
    try (PointerScope scope = new PointerScope()) {
      if (place.rank() == 0) {
        waitForTheOthers();
      } else {
        store.add(LEFT, 1);
      }
    } catch (RuntimeException e) {
      // rank 0 is gone: there is nobody to tell
    }
    try {
      beating.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    store.releaseReference();
  }

  /** Until all have left, or none that has not gives a beat any more. */
  private void waitForTheOthers() {
    Map<Integer, String> last = new TreeMap<>();
    long[] heard = {System.nanoTime()};
    waitUntil(
        place.timeout().multipliedBy(ATTEMPTS).plus(silence),
        () -> {
          Map<Integer, String> now = beats();
          if (!now.equals(last)) {
            last.putAll(now);
            heard[0] = System.nanoTime();
          }
          return store.add(LEFT, 0) >= place.size() - 1
              || System.nanoTime() - heard[0] > silence.toNanos();
        });
  }
}
