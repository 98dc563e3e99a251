package io.didact.recipe.stage;

import io.didact.engine.GenerationListener;
import io.didact.run.AtomicFiles;
import io.didact.tensor.ProcessGroup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A stage's problems in parts, so that a stage that was interrupted resumes after its last whole
 * part.
 *
 * @param <T> what a part comes to
 */
public final class Parts<T> {
  /** Does one part, or reads what it came to. */
  interface Work<T> {
    /**
     * Does the part.
     *
     * @param listener is to hear of the samples
     */
    Made<T> make(int part, int from, int to, GenerationListener listener) throws IOException;

    /** Hears that what was made last is on the disk. */
    default void committed() throws IOException {}

    /** What the part came to, where it was done before. */
    T load(int part) throws IOException;

    /** What the name of a part's main file ends in. */
    String ending();

    /**
     * Whether samples that are finished are kept though their part is not: a part then need not be
     * finished when a stop is asked for.
     */
    default boolean keepsSamples() {
      return false;
    }
  }

  /**
   * A part that is done.
   *
   * @param value what it came to
   * @param files writes what {@link Work#load} needs
   */
  record Made<T>(T value, AtomicFiles.DirectoryContent files) {}

  private final StageContext context;
  private final int problems;
  private final int perPart;
  private final int samplesPerProblem;
  private final int tokensPerSample;

  /**
   * @param tokensPerSample the most that a sample gets
   */
  Parts(
      StageContext context, int problems, int perPart, int samplesPerProblem, int tokensPerSample) {
    this.context = context;
    this.problems = problems;
    this.perPart = perPart;
    this.samplesPerProblem = samplesPerProblem;
    this.tokensPerSample = tokensPerSample;
  }

  /** A part's file in a stage's directory. */
  static Path file(Path directory, int part, String ending) {
    return directory.resolve(name(part, ending));
  }

  private static String name(int part, String ending) {
    return String.format(Locale.ROOT, "parts/part-%06d.%s", part + 1, ending);
  }

  /**
   * All parts in order, or nothing where a stop was asked for. Several ranks make as many at a
   * time, each a whole one: a part has the same samples whoever makes it.
   */
  Optional<List<T>> run(Work<T> work) throws IOException {
    new PlannedSamples(problems, perPart, samplesPerProblem).note(context.files());
    SampleProgress progress =
        new SampleProgress(context, (long) problems * samplesPerProblem, tokensPerSample);
    int count = (problems + perPart - 1) / perPart;
    SortedMap<Integer, T> done = new TreeMap<>();
    List<Integer> missing = new ArrayList<>();
    for (int part = 0; part < count; part++) {
      if (context.files().has(name(part, work.ending()))) {
        done.put(part, work.load(part));
        progress.wasThere((long) (to(part) - from(part)) * samplesPerProblem);
      } else {
        missing.add(part);
      }
    }
    ProcessGroup ranks = context.ranks();
    for (int first = 0; first < missing.size(); first += ranks.size()) {
      List<Integer> round = missing.subList(first, Math.min(missing.size(), first + ranks.size()));
      progress.begin();
      boolean stopped = !round(round, work, progress, done);
      boolean last = first + ranks.size() >= missing.size();
      if (ranks.any(stopped || (!last && context.stopRequested().getAsBoolean()))) {
        return Optional.empty();
      }
    }
    for (int part : missing) {
      if (!done.containsKey(part)) {
        done.put(part, work.load(part)); // another rank's
      }
    }
    return Optional.of(List.copyOf(done.values()));
  }

  private int from(int part) {
    return part * perPart;
  }

  private int to(int part) {
    return Math.min(problems, from(part) + perPart);
  }

  /** Makes this rank's of some parts, and commits them all; false where it was stopped in it. */
  private boolean round(
      List<Integer> parts, Work<T> work, SampleProgress progress, Map<Integer, T> done)
      throws IOException {
    ProcessGroup ranks = context.ranks();
    AtomicFiles.DirectoryContent files = next -> {};
    boolean made = true;
    if (ranks.rank() < parts.size()) {
      int part = parts.get(ranks.rank());
      try {
        Made<T> own =
            work.make(
                part, from(part), to(part), work.keepsSamples() ? stoppable(progress) : progress);
        files = own.files();
        done.put(part, own.value());
      } catch (StoppedException e) {
        made = false;
      }
    }
    commit(files, made || ranks.size() > 1);
    if (made) {
      work.committed();
    }
    return made;
  }

  /** The first rank writes what all have made. */
  private void commit(AtomicFiles.DirectoryContent own, boolean any) throws IOException {
    ProcessGroup ranks = context.ranks();
    if (ranks.size() > 1) {
      List<byte[]> all = ranks.gather(PackedFiles.of(own));
      context
          .files()
          .commit(
              next -> {
                for (byte[] each : all) {
                  PackedFiles.unpack(each, next);
                }
              });
      ranks.barrier();
    } else if (any) {
      context.files().commit(own);
    }
  }

  /** Ends a generation where a stop is asked for. */
  private GenerationListener stoppable(SampleProgress progress) {
    return (tokens, finished, spared) -> {
      progress.onStep(tokens, finished, spared);
      if (context.stopRequested().getAsBoolean()) {
        throw new StoppedException();
      }
    };
  }

  /** A stop was asked for inside a part. */
  private static final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoppedException() {
      super("a stop was asked for");
    }
  }
}
