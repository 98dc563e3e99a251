package io.didact.cli;

import io.didact.run.StopSignal;
import io.didact.tensor.RankPlace;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The same command in several processes of this machine, as ranks.
 *
 * @param ranks how many
 * @param command words after {@code didact}
 */
record LocalRanks(Console console, int ranks, List<String> command) {
  /** Gloo says on stdout how far its connections are, which is no result. */
  private static final String GLOO = "[Gloo] ";

  /** How long the others may take to find that one has failed, and to say so. */
  private static final Duration GRACE = Duration.ofSeconds(20);

  private static final Duration LOOK = Duration.ofMillis(50);

  /** Runs them to their end. 0, or what the first that failed ended with. */
  int run() throws IOException {
    List<Process> running = new ArrayList<>();
    List<Thread> readers = new ArrayList<>();
    try (StopSignal stop = StopSignal.install(() -> {})) {
      int port = freePort();
      for (int rank = 0; rank < ranks; rank++) {
        Process process = start(rank, port);
        running.add(process);
        readers.addAll(readers(rank, process));
      }
      int code = await(running, stop);
      for (Thread reader : readers) {
        reader.join(GRACE.toMillis());
      }
      return code;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (InterruptedIOException) new InterruptedIOException("was stopped").initCause(e);
    } finally {
      running.forEach(Process::destroyForcibly);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private Process start(int rank, int port) throws IOException {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    words.addAll(List.of("-Ddidact.terminal=false", "-XX:ActiveProcessorCount=" + cores(rank)));
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    words.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(words);
    builder
        .environment()
        .putAll(
            Map.of(
                RankPlace.RANK, String.valueOf(rank),
                RankPlace.LOCAL_RANK, String.valueOf(rank),
                RankPlace.SIZE, String.valueOf(ranks),
                RankPlace.HOST, "127.0.0.1",
                RankPlace.PORT, String.valueOf(port)));
    Process process = builder.start();
    process.getOutputStream().close(); // nothing to read
    return process;
  }

  /** Its share of them, at least one. */
  private int cores(int rank) {
    int all = Runtime.getRuntime().availableProcessors();
    return Math.max(1, all * (rank + 1) / ranks - all * rank / ranks);
  }

  private List<Thread> readers(int rank, Process process) {
    PrintStream err = console.err();
    String prefix = ranks == 1 || rank == 0 ? "" : "[" + rank + "] ";
    Consumer<String> onErr = line -> err.println(prefix + line);
    return List.of(
        reader(process.getErrorStream(), onErr),
        reader(
            process.getInputStream(),
            line -> {
              if (rank == 0 && !line.startsWith(GLOO)) {
                console.out().println(line);
              }
            }));
  }

  private static Thread reader(InputStream stream, Consumer<String> lines) {
    Thread thread =
        new Thread(
            () -> {
              try (BufferedReader reader =
                  new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                reader.lines().forEach(lines);
              } catch (IOException | UncheckedIOException e) {
                lines.accept("didact: the rank's output is lost: " + e.getMessage());
              }
            },
            "didact-rank-output");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /**
   * By SIGHUP, which is never a second signal to it: Ctrl-C in a terminal has reached it already.
   */
  private static void stop(Process process) {
    try {
      new ProcessBuilder("kill", "-HUP", String.valueOf(process.pid()))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      process.destroy();
    }
  }

  private int await(List<Process> running, StopSignal stop) throws InterruptedException {
    boolean told = false;
    int first = -1;
    long deadline = Long.MAX_VALUE;
    while (running.stream().anyMatch(Process::isAlive)) {
      for (int rank = 0; first < 0 && rank < running.size(); rank++) {
        if (!running.get(rank).isAlive() && running.get(rank).exitValue() != 0) {
          first = rank;
          deadline = System.nanoTime() + GRACE.toNanos();
        }
      }
      if (stop.requested() && !told) {
        told = true;
        running.forEach(LocalRanks::stop);
      }
      if (System.nanoTime() > deadline) {
        running.forEach(Process::destroyForcibly);
      }
      TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
    }
    for (int rank = 0; first < 0 && rank < running.size(); rank++) {
      first = running.get(rank).exitValue() == 0 ? first : rank;
    }
    int code = first < 0 ? 0 : running.get(first).exitValue();
    if (code != 0 && code != StopSignal.EXIT_CODE) {
      console.remark(
          "rank %d ended first, with exit code %d%s"
              .formatted(first, code, code > 128 ? " (signal " + (code - 128) + ")" : ""));
    }
    return code;
  }
}
