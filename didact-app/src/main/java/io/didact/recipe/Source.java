package io.didact.recipe;

import io.didact.config.Input;
import io.didact.data.synthetic.DocumentKind;
import io.didact.data.synthetic.Documents;
import io.didact.data.synthetic.Domain;
import io.didact.data.synthetic.Mix;
import io.didact.data.synthetic.Split;
import io.didact.data.synthetic.Style;
import java.nio.file.Path;
import java.util.Map;

/** Where problems come from. */
public sealed interface Source {
  /** As many as are made up in memory. */
  int MOST = 10_000_000;

  /**
   * A JSONL file of problems: {@code question}, {@code solution}, optionally {@code answer} and
   * {@code trace}.
   *
   * @param limit how many to take from its beginning; 0 for all
   */
  record FileSource(@Input Path path, int limit) implements Source {
    public FileSource {
      new Rules().atLeast("limit", 0, limit).done();
    }

    static FileSource defaults(Path path) {
      return new FileSource(path, 0);
    }
  }

  /**
   * The kept traces of an earlier stage, as problems with traces.
   *
   * @param stage its name
   */
  record StageSource(String stage) implements Source {}

  /**
   * Problems made up on the spot, of a split that never meets the others.
   *
   * @param count how many
   * @param styles weights of explanation styles for expert traces; empty for problems without
   *     traces
   * @param seed which problems; not tied to the run's seed, so that runs share their test set
   */
  record SyntheticSource(
      Domain domain, Split split, int count, Map<Style, Double> styles, long seed)
      implements Source {
    public SyntheticSource {
      new Rules()
          .atLeast("count", 1, count)
          .require(count <= MOST, "count must be ≤ " + MOST + ", was " + count)
          .valid(() -> new Mix<>(styles.isEmpty() ? Map.of(Style.STEP, 1.0) : styles))
          .done();
    }

    static SyntheticSource defaults(Domain domain, Split split, int count) {
      return new SyntheticSource(domain, split, count, Map.of(), 1);
    }

    Mix<Style> mix() {
      return new Mix<>(styles);
    }
  }

  /**
   * Endless pretraining documents in the small format's text form.
   *
   * @param kinds weights of what they are about
   * @param styles weights of how tasks in them are explained
   * @param teacherShare part of the tasks in the teacher's view
   */
  record DocumentsSource(
      Map<DocumentKind, Double> kinds, Map<Style, Double> styles, double teacherShare, long seed)
      implements Source {
    public DocumentsSource {
      new Rules().valid(() -> documents(kinds, styles, teacherShare, seed)).done();
    }

    static DocumentsSource defaults(Map<DocumentKind, Double> kinds, Map<Style, Double> styles) {
      return new DocumentsSource(kinds, styles, 0.5, 1);
    }

    Documents documents() {
      return documents(kinds, styles, teacherShare, seed);
    }

    private static Documents documents(
        Map<DocumentKind, Double> kinds,
        Map<Style, Double> styles,
        double teacherShare,
        long seed) {
      return new Documents(new Mix<>(kinds), new Mix<>(styles), teacherShare, seed);
    }
  }
}
