package io.didact.recipe.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a processor can do beyond its architecture, by the names that Linux has for it.
 *
 * @param names such as {@code avx2}; none where the system does not say
 */
record ProcessorFeatures(Set<String> names) {
  private static final Set<String> OF_BF16 = Set.of("avx512_bf16", "amx_bf16", "bf16");

  /** Of this machine. */
  static ProcessorFeatures here() {
    try {
      return of(Files.readAllLines(Path.of("/proc/cpuinfo")));
    } catch (IOException e) {
      return new ProcessorFeatures(Set.of()); // not Linux
    }
  }

  /** Of the first processor among the lines of {@code /proc/cpuinfo}. */
  static ProcessorFeatures of(List<String> lines) {
    return lines.stream()
        .filter(line -> line.matches("(flags|Features)\\s*:.*"))
        .findFirst()
        .map(line -> line.substring(line.indexOf(':') + 1).strip().split("\\s+"))
        .map(names -> Arrays.stream(names).collect(Collectors.toUnmodifiableSet()))
        .map(ProcessorFeatures::new)
        .orElseGet(() -> new ProcessorFeatures(Set.of()));
  }

  /** Whether the system says what there is, and products of bfloat16 are not among it. */
  boolean lacksBf16() {
    return !names.isEmpty() && names.stream().noneMatch(OF_BF16::contains);
  }
}
