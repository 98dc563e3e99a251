package io.didact.recipe.stage;

import io.didact.engine.GenerationListener;
import io.didact.run.AtomicFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

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

  /** All parts in order, or nothing where a stop was asked for. */
  Optional<List<T>> run(Work<T> work) throws IOException {
    new PlannedSamples(problems, perPart, samplesPerProblem).note(context.files());
    List<T> done = new ArrayList<>();
    SampleProgress progress =
        new SampleProgress(context, (long) problems * samplesPerProblem, tokensPerSample);
    GenerationListener listener = work.keepsSamples() ? stoppable(progress) : progress;
    int count = (problems + perPart - 1) / perPart;
    for (int part = 0; part < count; part++) {
      int from = part * perPart;
      int to = Math.min(problems, from + perPart);
      if (context.files().has(name(part, work.ending()))) {
        done.add(work.load(part));
        progress.wasThere((long) (to - from) * samplesPerProblem);
      } else {
        progress.begin();
        try {
          Made<T> made = work.make(part, from, to, listener);
          context.files().commit(made.files());
          work.committed();
          done.add(made.value());
        } catch (StoppedException e) {
          return Optional.empty();
        }
      }
      if (part + 1 < count && context.stopRequested().getAsBoolean()) {
        return Optional.empty();
      }
    }
    return Optional.of(done);
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
