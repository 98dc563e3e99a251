package io.didact.answers.compare;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Pairs of answers in a test resource: one a line, ¦ between, # before a remark. */
public final class Pairs {
  private Pairs() {}

  public static Stream<Arguments> of(String file) {
    try (InputStream in = Pairs.class.getResourceAsStream("/answers/" + file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.isBlank() && !line.startsWith("#"))
              .map(line -> line.split(" ¦ "))
              .map(pair -> Arguments.of(pair[0].strip(), pair[1].strip()))
              .toList()
              .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
