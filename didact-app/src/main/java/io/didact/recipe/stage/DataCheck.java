package io.didact.recipe.stage;

import io.didact.data.Dataset;
import io.didact.data.Findings;
import io.didact.engine.TooLongException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * All data of a stage as its models read them. It is looked at before anything is trained or
 * sampled, so that a row that cannot be used is named then, and not by the step that meets it.
 *
 * @param encoded what each item is to the models, without those that cannot be used
 * @param wrong items that may not be left out
 * @param longer items that are too long and left out
 * @param of how many items there are
 */
record DataCheck<R>(List<R> encoded, Findings wrong, Findings longer, int of) {

  /**
   * Looks at all items.
   *
   * @param id of an item
   * @param tooLong what becomes of items that are too long
   * @param encode throws a {@link TooLongException} for an item that is too long, and another
   *     {@link IllegalArgumentException} for one that cannot be written or read; is called by
   *     several threads
   */
  static <T, R> DataCheck<R> of(
      Dataset<T> data, Function<? super T, String> id, TooLong tooLong, Function<T, R> encode) {
    List<Result<R>> results =
        IntStream.range(0, data.items().size())
            .parallel()
            .mapToObj(i -> result(data.items().get(i), encode))
            .toList();
    Findings wrong = new Findings();
    Findings longer = new Findings();
    List<R> encoded = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      Result<R> result = results.get(i);
      if (result.value() != null) {
        encoded.add(result.value());
      } else {
        boolean leftOut = result.isTooLong() && tooLong == TooLong.LEAVE_OUT;
        (leftOut ? longer : wrong).add(data.name(i, id) + ": " + result.problem());
      }
    }
    return new DataCheck<>(encoded, wrong, longer, results.size());
  }

  /** Why the stage cannot run, in words: items that cannot be used, or that none is left. */
  Optional<String> problem() {
    if (wrong.count() > 0) {
      return Optional.of(
          "%d of %d problems cannot be used:\n  %s".formatted(wrong.count(), of, wrong.lines()));
    }
    return encoded.isEmpty()
        ? Optional.of("all %d problems are too long:\n  %s".formatted(of, longer.lines()))
        : Optional.empty();
  }

  private record Result<R>(@Nullable R value, String problem, boolean isTooLong) {}

  private static <T, R> Result<R> result(T item, Function<T, R> encode) {
    try {
      return new Result<>(encode.apply(item), "", false);
    } catch (IllegalArgumentException e) {
      return new Result<>(null, String.valueOf(e.getMessage()), e instanceof TooLongException);
    }
  }
}
