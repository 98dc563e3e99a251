package io.didact.recipe.stage;

import io.didact.data.Dataset;
import io.didact.data.Findings;
import io.didact.engine.TooLongException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Looks at all data of a stage before anything is trained or sampled, so that a row that cannot be
 * used is named then, and not by the step that meets it.
 *
 * @param id of an item
 * @param tooLong what becomes of items that are too long
 */
record DataCheck<T>(StageContext context, Function<T, String> id, TooLong tooLong) {

  /**
   * What each item is to the stage's models.
   *
   * @param encode throws a {@link TooLongException} for an item that is too long, and another
   *     {@link IllegalArgumentException} for one that cannot be written or read; is called by
   *     several threads
   * @throws IOException naming the items that cannot be used, or saying that none is left
   */
  <R> List<R> encode(Dataset<T> data, Function<T, R> encode) throws IOException {
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
    if (wrong.count() > 0) {
      throw new IOException(
          "stage %s: %d of %d problems cannot be used:\n  %s"
              .formatted(context.name(), wrong.count(), results.size(), wrong.lines()));
    }
    if (encoded.isEmpty()) {
      throw new IOException(
          "stage %s: all %d problems are too long:\n  %s"
              .formatted(context.name(), results.size(), longer.lines()));
    }
    if (longer.count() > 0) {
      context
          .listener()
          .onMessage(
              "%s: %d of %d problems are too long and left out: %s"
                  .formatted(context.name(), longer.count(), results.size(), longer.brief()));
    }
    return encoded;
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
