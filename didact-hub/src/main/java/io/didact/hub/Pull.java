package io.didact.hub;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Brings files of a repository into the cache. Killed at any moment, it resumes when it is called
 * again.
 */
public final class Pull {
  private static final int AT_A_TIME = 2;

  /** What the disk should have left afterwards. */
  private static final long SPARE = 64 << 20;

  private final HubCache cache;
  private final Transport transport;
  private final Pause pause;
  private final Linker linker;
  private final PullListener listener;
  private final HubApi api;

  /**
   * Asks nothing yet.
   *
   * @throws HubException where the user forbade the network
   */
  public Pull(HubSettings settings, HubCache cache, PullListener listener) throws HubException {
    this(settings, cache, Pause.REAL, Linker.SYMBOLIC, listener);
  }

  Pull(HubSettings settings, HubCache cache, Pause pause, Linker linker, PullListener listener)
      throws HubException {
    if (settings.offline()) {
      throw new HubException(
          "HF_HUB_OFFLINE forbids the network, and nothing can be pulled without it; unset it");
    }
    this.cache = cache;
    this.transport = new Transport(settings);
    this.pause = pause;
    this.linker = linker;
    this.listener = listener;
    this.api = new HubApi(transport, pause, cache.advice(), this::say);
  }

  /** Says what {@link #run} would do; asks the server, writes nothing. */
  public PullPlan plan(RepoType type, HubName name, Selection selection) throws IOException {
    String commit = api.commit(type, name);
    Selection.Choice choice = selection.of(type, name, api.files(type, name, commit));
    SnapshotWriter writer = writer(type, name);
    List<RemoteFile> present = new ArrayList<>();
    for (RemoteFile file : choice.wanted()) {
      if (writer.has(file, commit)) {
        present.add(file);
      }
    }
    return new PullPlan(commit, choice.wanted(), present, choice.leftOut());
  }

  /** Pulls what is not there, and gives it its names. */
  public Pulled run(RepoType type, HubName name, Selection selection) throws IOException {
    SnapshotWriter writer = writer(type, name);
    try (PullLock lock = lock(type, name)) {
      PullPlan plan = plan(type, name, selection);
      listener.onPlan(plan);
      Files.createDirectories(writer.blobs());
      Map<String, RemoteFile> missing = new LinkedHashMap<>();
      plan.wanted().stream()
          .filter(file -> !plan.present().contains(file))
          .sorted(Comparator.comparingLong(RemoteFile::size))
          .forEach(file -> missing.put(file.digest(), file));
      requireSpace(writer, missing);
      download(type, name, plan, List.copyOf(missing.values()), writer.blobs());
      for (RemoteFile file : missing.values()) {
        writer.checked().remember(writer.blobs().resolve(file.digest()), file.digest());
      }
      writer.link(plan.wanted(), plan.commit());
      writer.point(name.revision(), plan.commit());
      writer.deletePartialBlobs();
      return new Pulled(
          name.repository(),
          name.revision(),
          plan.commit(),
          writer.snapshot(plan.commit()),
          plan.wanted().size(),
          PullPlan.bytes(plan.wanted()));
    }
  }

  private SnapshotWriter writer(RepoType type, HubName name) {
    return new SnapshotWriter(cache.folder(type, name), linker, cache.blobs(type, name));
  }

  private PullLock lock(RepoType type, HubName name) throws IOException {
    Path folder = cache.directory().resolve(".locks").resolve(name.folder(type));
    try {
      return PullLock.acquire(
          folder, pause, () -> say("waiting for another pull of " + name.repository() + " …"));
    } catch (FileSystemException e) {
      throw Disk.unwritten(folder, e);
    }
  }

  private void requireSpace(SnapshotWriter writer, Map<String, RemoteFile> missing)
      throws IOException {
    long needed = PullPlan.bytes(List.copyOf(missing.values()));
    for (RemoteFile file : missing.values()) {
      Path partial = writer.blobs().resolve(file.digest() + Disk.PARTIAL);
      needed -= Files.exists(partial) ? Math.min(Files.size(partial), file.size()) : 0;
    }
    long free = Files.getFileStore(writer.blobs()).getUsableSpace();
    if (needed > 0 && needed > free - SPARE) {
      throw new HubException(
          "%s are still to be pulled, and the disk of %s has %s left; free some space, or set HF_HOME to a directory on another disk"
              .formatted(Size.of(needed), cache.directory(), Size.of(free)));
    }
  }

  private void download(
      RepoType type, HubName name, PullPlan plan, List<RemoteFile> missing, Path blobs)
      throws IOException {
    long total = PullPlan.bytes(plan.wanted());
    AtomicLong done = new AtomicLong(total - PullPlan.bytes(missing));
    report(done.get(), total);
    ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME);
    try {
      ExecutorCompletionService<RemoteFile> running = new ExecutorCompletionService<>(threads);
      for (RemoteFile file : missing) {
        Download download =
            new Download(
                transport,
                file,
                api.address(type, name, plan.commit(), file),
                answer -> api.failure(type, name, answer),
                new Patience(pause, this::say),
                more -> {
                  if (more != 0) {
                    report(done.addAndGet(more), total);
                  }
                });
        running.submit(
            () -> {
              download.into(blobs);
              return file;
            });
      }
      for (int i = 0; i < missing.size(); i++) {
        running.take().get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failed
          ? failed
          : new IOException("the pull failed: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HubException("the pull was stopped", e);
    } finally {
      stop(threads);
    }
  }

  /** Ends the threads, so that nothing is written after the lock is given back. */
  private static void stop(ExecutorService threads) {
    threads.shutdownNow();
    boolean interrupted = false;
    while (!threads.isTerminated()) {
      try {
        threads.awaitTermination(1, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void report(long done, long total) {
    listener.onBytes(done, total);
  }

  private synchronized void say(String text) {
    listener.onMessage(text);
  }
}
