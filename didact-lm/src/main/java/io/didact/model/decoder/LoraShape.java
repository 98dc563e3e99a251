package io.didact.model.decoder;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Low-rank adaptation (LoRA, Hu et al. 2021): to some matrices W [out, in] of a frozen model s·B·A
 * is added, with A [r, in] and B [out, r].
 *
 * @param rank r
 * @param alpha s = α/r
 * @param rsLora whether s = α/√r instead (rank-stabilized LoRA, Kalajdzievski 2023)
 * @param modules names of the matrices, without {@code .weight}
 * @param others those of them that have another r or alpha
 */
public record LoraShape(
    int rank, double alpha, boolean rsLora, SortedSet<String> modules, Map<String, Size> others) {
  /** Of one matrix's A and B. */
  public record Size(int rank, double alpha) {
    private void check(List<String> wrong) {
      if (rank < 1) {
        wrong.add("rank must be ≥ 1, was " + rank);
      }
      if (!(alpha > 0) || Double.isInfinite(alpha)) {
        wrong.add("alpha must be > 0, was " + alpha);
      }
    }
  }

  /** A pattern for all matrices of the layers. */
  public static final String ALL_LINEAR = "all-linear";

  private static final String WEIGHT = ".weight";

  public LoraShape {
    List<String> wrong = new ArrayList<>();
    new Size(rank, alpha).check(wrong);
    others.values().forEach(size -> size.check(wrong));
    if (modules.isEmpty()) {
      wrong.add("an adapter must have a matrix to adapt");
    }
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", wrong));
    }
    modules = Collections.unmodifiableSortedSet(new TreeSet<>(modules));
    others = Map.copyOf(others);
  }

  /** One rank and one alpha for all. */
  public LoraShape(int rank, double alpha, boolean rsLora, SortedSet<String> modules) {
    this(rank, alpha, rsLora, modules, Map.of());
  }

  /** r of a matrix. */
  public int rank(String module) {
    return size(module).rank();
  }

  /** s of a matrix. */
  public double scaling(String module) {
    Size size = size(module);
    return size.alpha / (rsLora ? Math.sqrt(size.rank) : size.rank);
  }

  private Size size(String module) {
    Size own = others.get(module);
    return own == null ? new Size(rank, alpha) : own;
  }

  /** All matrices of a model that can be adapted: those of its layers, in their order. */
  public static List<String> modulesOf(DecoderConfig config) {
    return ParameterLayout.of(config).layers().stream()
        .flatMap(layer -> layer.leaves().stream())
        .filter(leaf -> leaf.shape().length == 2)
        .flatMap(leaf -> leaf.parts().stream())
        .map(part -> module(part.name()))
        .toList();
  }

  static String module(String weight) {
    return weight.substring(0, weight.length() - WEIGHT.length());
  }

  /**
   * The matrices that patterns name, as PEFT's {@code target_modules}: a pattern is a regular
   * expression for a whole name, or for what follows one of its dots, such as {@code q_proj}.
   *
   * @throws IllegalArgumentException naming each pattern that matches nothing, and what there is
   */
  public static SortedSet<String> matching(DecoderConfig config, List<String> patterns) {
    List<String> all = modulesOf(config);
    SortedSet<String> matched = new TreeSet<>();
    List<String> wrong = new ArrayList<>();
    for (String pattern : patterns) {
      List<String> own = pattern.equals(ALL_LINEAR) ? all : matching(all, pattern);
      if (own.isEmpty()) {
        wrong.add(
            "`%s` matches no matrix; there are %s, as %s, in layers 0 to %d"
                .formatted(pattern, kinds(all), all.get(0), config.layers() - 1));
      }
      matched.addAll(own);
    }
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", wrong));
    }
    return matched;
  }

  private static List<String> matching(List<String> all, String pattern) {
    try {
      Pattern compiled = Pattern.compile("(?:.*\\.)?(?:" + pattern + ")");
      return all.stream().filter(name -> compiled.matcher(name).matches()).toList();
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "`%s` is no regular expression: %s".formatted(pattern, e.getDescription()), e);
    }
  }

  /** The last parts of names, once each, such as {@code q_proj}. */
  public static Set<String> kinds(Iterable<String> modules) {
    Set<String> kinds = new LinkedHashSet<>();
    modules.forEach(name -> kinds.add(name.substring(name.lastIndexOf('.') + 1)));
    return kinds;
  }
}
