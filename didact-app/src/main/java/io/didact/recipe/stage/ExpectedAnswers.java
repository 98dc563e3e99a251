package io.didact.recipe.stage;

import io.didact.data.Dataset;
import io.didact.data.Findings;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What is to be said of problems' expected answers before anything is sampled.
 *
 * @param wrong those that no answer could be compared with
 * @param unread those that cannot be read, so that only what is written alike is right
 * @param of how many there are
 */
record ExpectedAnswers(Findings wrong, Findings unread, int of) {

  /**
   * Looks at all of them.
   *
   * @param id of an item
   * @param unread the answer and why it cannot be read; throws an {@link IllegalArgumentException}
   *     where it can be none; is called by several threads
   */
  static <T> ExpectedAnswers of(
      Dataset<T> data, Function<? super T, String> id, Function<T, Optional<String>> unread) {
    List<Look> looks =
        IntStream.range(0, data.items().size())
            .parallel()
            .mapToObj(i -> Look.at(data.items().get(i), unread))
            .toList();
    ExpectedAnswers all = new ExpectedAnswers(new Findings(), new Findings(), looks.size());
    for (int i = 0; i < looks.size(); i++) {
      String found = looks.get(i).found();
      if (found != null) {
        (looks.get(i).wrong() ? all.wrong : all.unread).add(data.name(i, id) + ": " + found);
      }
    }
    return all;
  }

  private record Look(@Nullable String found, boolean wrong) {
    static <T> Look at(T item, Function<T, Optional<String>> unread) {
      try {
        return new Look(unread.apply(item).orElse(null), false);
      } catch (IllegalArgumentException e) {
        return new Look(String.valueOf(e.getMessage()), true);
      }
    }
  }

  /** In words, where there are some that cannot be read. */
  Optional<String> remark() {
    return unread.count() == 0
        ? Optional.empty()
        : Optional.of(
            "%d of %d expected answers cannot be read, so only an answer that is written alike is right: %s"
                .formatted(unread.count(), of, unread.brief()));
  }
}
