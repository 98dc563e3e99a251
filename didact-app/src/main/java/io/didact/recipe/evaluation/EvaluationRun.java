package io.didact.recipe.evaluation;

import io.didact.eval.SampleRow;
import io.didact.eval.SampleSet;
import io.didact.run.Manifest;
import io.didact.run.Provenance;
import io.didact.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a finished evaluation left.
 *
 * @param directory of the run
 * @param samples its samples; answers that are the same vote together
 */
public record EvaluationRun(Path directory, SampleSet samples) {
  /**
   * Opens it.
   *
   * @throws IOException that says what to do, when there is no evaluation or it is not finished
   */
  public static EvaluationRun open(Path directory) throws IOException {
    requireFinished(directory);
    SampleSet samples = SampleSet.read(samplesFile(directory));
    return new EvaluationRun(
        directory, samples.voting(Grading.read(directory).answer().equality()));
  }

  /** The file that holds one row a sample; it may have been compressed since. */
  public static Path samplesFile(Path run) {
    Path file = run.resolve(SampleRow.FILE);
    return Files.exists(file) ? file : run.resolve(SampleRow.FILE + ".gz");
  }

  /** Fails where the directory is none of a finished evaluation, or something in it is broken. */
  public static void requireFinished(Path directory) throws IOException {
    if (Files.isRegularFile(directory)) {
      throw new IOException(directory + " is a file; give the directory of the evaluation");
    }
    if (!Files.isDirectory(directory)) {
      throw new IOException("there is no directory " + directory);
    }
    Manifest manifest =
        RunDirectory.look(directory)
            .orElseThrow(
                () ->
                    new IOException(
                        "%s is not the directory of a stage: there is no %s. What a build made that knew none has to be made again"
                            .formatted(directory, Manifest.NAME)));
    if (!manifest.files().containsKey(StageResult.FILE)) {
      throw new IOException(
          directory
              + (manifest.files().containsKey(Provenance.FILE)
                  ? " is not finished. Give the command that began it again; it resumes where it"
                      + " was"
                  : " is not the directory of a stage: its manifest names no " + StageResult.FILE));
    }
    Manifest.requireNone(directory, manifest.broken(directory, false));
    if (!manifest.files().containsKey(SampleRow.FILE)) {
      throw new IOException(directory + " holds no evaluation: there is no " + SampleRow.FILE);
    }
  }

  /** What people call it: the last part of its name. */
  public String name() {
    Path name = directory.toAbsolutePath().normalize().getFileName();
    return name == null ? directory.toString() : name.toString();
  }

  /** {@code 2,000 samples: 500 problems, 4 each}. */
  static String sizeOf(SampleSet set) {
    int n = set.samplesPerProblem();
    String problems = MetricText.count(set.problems().size(), "problem");
    return n == 1
        ? problems + ", one sample each"
        : "%s: %s, %d each".formatted(MetricText.count(set.size(), "sample"), problems, n);
  }
}
